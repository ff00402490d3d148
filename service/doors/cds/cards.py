"""The advice card: an answer of v1 -> summary, indicator, detail, suggestions, links."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.cds_cards import SUMMARY_LONGEST
from service.doors.cds.desk import Desk
from service.doors.cds.ids import REFERRAL, new_id
from service.doors.cds.markdown import cut
from service.doors.fhir.orders import Order, orders
from service.doors.overlay import silenced_in

Json = dict[str, Any]

INDICATORS: Mapping[str, str] = {"emergency": "critical", "urgent": "warning"}
INFO = "info"
EXTENSION = "example.fascicle.answer"


def advice_card(desk: Desk, body: Mapping[str, Any], *, subject: str, detail: str, drafts: list[Order]) -> Json:
    """The card for an answer. `subject`: what of the record it is about; `drafts`: orders to suggest."""
    kind, name, label, page = leading_rule(body)
    level = body["referral"]["level"]
    suggestions = [_suggestion(draft) for draft in drafts]
    card = {
        "uuid": new_id(f"{kind}/{name}"),
        "summary": summary(body, subject),
        "indicator": INDICATORS.get(level, INFO),
        "detail": detail,
        "source": desk.source(kind, name, label),
        "suggestions": suggestions,
        "selectionBehavior": "any" if suggestions else "",
        "overrideReasons": list(desk.override_reasons),
        "links": list(links(desk, label, page, launches=True)),
        "extension": {EXTENSION: {"referral_level": level, "rules": _rules(body), "knowledge": _stamp(body)}},
    }
    return without_empty(card)


def subject_of(desk: Desk, findings: Sequence[str]) -> str:
    """What of a record an advice card is about."""
    return desk.knowledge.findings[findings[0]].label if findings else "Muscle twitching"


def without_empty(card: Json) -> Json:
    """A card without the members that hold nothing."""
    return {name: value for name, value in card.items() if value not in ("", [], {}, None)}


def leading_rule(body: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """The rule that a card rests on: kind, id, label and page of the most urgent red flag, or the leading condition.

    Where there is neither, it is the red flag that the site has withdrawn; what is off stands on the book's first page.
    """
    flags = [flag for flag in body["red_flags"] if flag["level"] == body["referral"]["level"]]
    if not flags and not body["differential"]:
        gone = silenced_in(body)[0]
        return "red-flags", gone["id"], gone["label"], "/knowledge"
    kind, rule = ("red-flags", flags[0]) if flags else ("conditions", body["differential"][0]["condition"])
    return kind, rule["id"], rule["label"], rule["page"]


def summary(body: Mapping[str, Any], subject: str) -> str:
    """One sentence of fewer than 140 characters: what it is about, how fast and where to, and why."""
    referral = body["referral"]
    within = referral["within"]
    when = f"within {within}" if within[:1].isdigit() else within
    to, level = referral["to"]["label"], referral["label"].lower()
    where = to if level == to.lower() else f"{level}, {to}"
    return cut(f"{subject}: {where}, {when}; {leading_rule(body)[2]}", SUMMARY_LONGEST)


def links(desk: Desk, label: str, page: str, *, launches: bool) -> Iterator[Json]:
    """The rule's page, and the form as a SMART app. Nothing where the site's own address is not configured."""
    if desk.base_url:
        yield {"label": cut(f"The rule: {label}", SUMMARY_LONGEST), "url": desk.address(page), "type": "absolute"}
        if launches and desk.launch:
            yield {"label": "Complete the history", "url": desk.address(desk.launch), "type": "smart"}


def drafts_of(body: Mapping[str, Any], patient: str, day: str, ordered: frozenset[str]) -> list[Order]:
    """The orders to suggest, without what is among the draft orders already."""
    made = orders(body, patient, authored=day)
    return [order for order in made if topic_of(order) not in ordered]


def topic_of(order: Order) -> str:
    """What an order is about, as feedback names it: `referral`, or `tests/` and the test's id."""
    return order.key.replace("test/", "tests/") if order.key != REFERRAL else REFERRAL


def _suggestion(order: Order) -> Json:
    referral = order.key == REFERRAL
    label = order.title if referral else f"Order: {order.title}"
    now = order.priority in ("stat", "urgent")
    action = {"type": "create", "description": f"Create a draft: {order.title}", "resource": order.resource}
    return {
        "label": cut(label, SUMMARY_LONGEST),
        "uuid": new_id(topic_of(order)),
        "isRecommended": now,
        "actions": [action],
    }


def _rules(body: Mapping[str, Any]) -> list[str]:
    names = (reason["rule"] for reason in body["referral"]["because"] if reason["rule"])
    return list(dict.fromkeys(names)) or [leading_rule(body)[1]]


def _stamp(body: Mapping[str, Any]) -> Json:
    return {name: told for name, told in body["knowledge"].items() if told}
