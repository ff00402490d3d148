"""What to do about it: a RequestGroup over the draft requests and over what the patient is told to come back for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.doors.fhir.frame import PLAN, Frame, without_empty
from service.doors.fhir.orders import Order

Json = dict[str, Any]

KEY, SAFETY = "plan", "safety-net"
# How fast to come back -> priority of telling so.
TOLD: Mapping[str, str] = {"emergency": "urgent", "urgent": "urgent", "routine": "routine"}


def request_group(frame: Frame, body: Mapping[str, Any], requests: Sequence[Order]) -> Json:
    """The plan. Each action leads to a request that a clinician may accept; none is an order."""
    referral = body["referral"]
    level = f"Referral level: {referral['label']}, {referral['within']}; to: {referral['to']['label']}."
    return without_empty(
        {
            "resourceType": "RequestGroup",
            "instantiatesCanonical": [f"{PLAN}|{body['knowledge']['version']}"],
            "status": "draft",
            "intent": "proposal",
            "code": {"text": "Work-up and referral of muscle twitching"},
            "subject": frame.subject(),
            "authoredOn": frame.moment,
            "note": [{"text": level}, *({"text": reason["sentence"]} for reason in referral["because"])],
            "action": list(_actions(frame, body, requests)),
        }
    )


def _actions(frame: Frame, body: Mapping[str, Any], requests: Sequence[Order]) -> Iterator[Json]:
    yield from (_action(frame, one) for one in requests if one.key == "referral")
    tests = [_action(frame, one) for one in requests if one.key != "referral"]
    if tests:
        group = {"groupingBehavior": "logical-group", "selectionBehavior": "any", "action": tests}
        yield {"id": "workup", "title": "Investigations", **group}
    if body["safety_net"]:
        yield {"id": SAFETY, "title": "What to come back for", "resource": frame.reference(SAFETY)}


def _action(frame: Frame, one: Order) -> Json:
    why = [{"type": "justification", "display": sentence} for sentence in one.because]
    name = one.key.replace("/", "-")
    action = {"id": name, "title": one.title, "priority": one.priority, "documentation": why}
    return without_empty({**action, "resource": frame.reference(one.key)})


def safety_net(frame: Frame, body: Mapping[str, Any]) -> Json | None:
    """What the patient is told, as a draft CommunicationRequest: telling it is a thing to do, which someone accepts."""
    told = body["safety_net"]
    if not told:
        return None
    return {
        "resourceType": "CommunicationRequest",
        "status": "draft",
        "category": [{"text": "Safety net"}],
        "priority": "urgent" if any(TOLD[one["when"]] == "urgent" for one in told) else "routine",
        "subject": frame.subject(),
        "payload": [{"contentString": one["text"]} for one in told],
        "authoredOn": frame.moment,
        "recipient": [frame.subject()],
    }
