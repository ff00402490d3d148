"""Draft ServiceRequests from an answer: the referral with its priority, and one for each suggested test."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.doors.fhir.canonical import CANONICAL, SYSTEMS, own

Json = dict[str, Any]

# Referral level -> priority of the referral. Below these the patient stays where the clinician is.
REFERRED: Mapping[str, str] = {"emergency": "stat", "urgent": "urgent", "routine": "routine"}
# Priority of a test -> of its request; in an emergency what is due now is due at once.
TESTED: Mapping[str, str] = {"now": "urgent", "soon": "routine", "if_persists": "routine"}
# What the request itself cannot say in one word.
WHEN: Mapping[str, str] = {"now": "Now.", "soon": "Soon.", "if_persists": "Only if it persists."}


@dataclass(frozen=True, slots=True)
class Order:
    """One draft request. `key` is `referral` or `test/` and the test's id; the same in every bundle."""

    key: str
    title: str
    priority: str
    because: tuple[str, ...]
    resource: Json


def service_requests(
    body: Mapping[str, Any], patient_reference: str | None = None, *, authored: str | None = None
) -> list[Json]:
    """The draft ServiceRequests of an answer, the referral first. `authored`: a FHIR dateTime, where one is known."""
    return [order.resource for order in orders(body, patient_reference, authored=authored)]


def orders(
    body: Mapping[str, Any],
    patient_reference: str | None = None,
    *,
    authored: str | None = None,
    supporting: Callable[[], list[Json]] = list,
) -> list[Order]:
    """The same with keys, titles and reasons. `supporting` makes the references that each request carries."""
    common = {"authoredOn": authored, "supportingInfo": supporting()}
    made = [*_referral(body), *_tests(body)]
    return [
        Order(one.key, one.title, one.priority, one.because, _request(one, patient_reference, common)) for one in made
    ]


def subject(patient_reference: str | None) -> Json:
    """Whom a resource is about. Where the caller named nobody, it says so in words."""
    return {"reference": patient_reference} if patient_reference else {"display": "The patient of this request"}


def _referral(body: Mapping[str, Any]) -> Iterator[Order]:
    referral = body["referral"]
    priority = REFERRED.get(referral["level"])
    if priority is None:
        return
    to = referral["to"]
    title = f"Referral to: {to['label']}, {referral['label'].lower()} ({referral['within']})"
    because = tuple(reason["sentence"] for reason in referral["because"])
    coding = {"system": own("services"), "code": to["id"], "display": to["label"]}
    told = {"code": {"coding": [coding], "text": title}, "category": [{"text": "Referral"}]}
    yield Order("referral", title, priority, because, told)


def _tests(body: Mapping[str, Any]) -> Iterator[Order]:
    emergency = body["referral"]["level"] == "emergency"
    for suggested in body["workup"]:
        if suggested["result_known"] or not suggested["available"]:
            continue
        test, due = suggested["test"], suggested["priority"]
        priority = "stat" if emergency and due == "now" else TESTED[due]
        because = tuple(reason["label"] for reason in suggested["because"])
        told = {
            "code": coded_test(test),
            "category": [{"text": "Investigation"}],
            "note": [{"text": " ".join(_cautions(suggested))}],
        }
        yield Order(f"test/{test['id']}", test["label"], priority, because, told)


def _cautions(suggested: Mapping[str, Any]) -> Iterator[str]:
    yield WHEN[suggested["priority"]]
    yield suggested["indication"]
    if suggested["avoid_when"]:
        yield f"Caution: {suggested['avoid_when']}"


def coded_test(test: Mapping[str, Any]) -> Json:
    """A test as a CodeableConcept. Where several LOINC codes would do, none is chosen for the clinician."""
    coding = [{"system": own("tests"), "code": test["id"], "display": test["label"]}]
    loinc = test["codes"].get("loinc", [])
    if len(loinc) == 1:
        coding.append({"system": SYSTEMS["loinc"], "code": loinc[0]})
    return {"coding": coding, "text": test["label"]}


def _request(order: Order, patient_reference: str | None, common: Mapping[str, Any]) -> Json:
    whole = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "proposal",
        "instantiatesCanonical": [f"{CANONICAL}/PlanDefinition/muscle-twitching"],
        "priority": order.priority,
        "subject": subject(patient_reference),
        **order.resource,
        "reasonCode": [{"text": sentence} for sentence in order.because],
        **common,
    }
    return {name: value for name, value in whole.items() if value}
