"""Small records of patients, as a FHIR server would send them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "cds"
HOOKS = ("patient-view", "encounter-start", "problem-list-item-create", "order-select", "order-sign")
PATIENT = "f201"

INCOMPLETE = "The FHIR server was asked for this and did not give it: the record may be incomplete."

Json = dict[str, Any]


def bundle(*resources: Json, **more: Any) -> Json:
    """A searchset."""
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources], **more}


def problem(text: str, **more: Any) -> Json:
    """An active problem by its name."""
    status = {"coding": [{"code": "active"}]}
    return {"resourceType": "Condition", "clinicalStatus": status, "code": {"text": text}, **more}


def medicine(name: str, **more: Any) -> Json:
    """An order of a medicine by its name."""
    concept = {"text": name}
    whole = {"resourceType": "MedicationRequest", "id": "m9", "status": "draft", "intent": "order"}
    return {**whole, "medicationCodeableConcept": concept, **more}


def service_request(text: str, **more: Any) -> Json:
    """An order of a test or a referral by its name."""
    whole = {"resourceType": "ServiceRequest", "id": "s9", "status": "draft", "intent": "order"}
    return {**whole, "code": {"text": text}, **more}


def request(hook: str, *problems: Json, **context: Any) -> Json:
    """A call with a man of 65 who has these problems."""
    patient = {"resourceType": "Patient", "id": PATIENT, "gender": "male", "birthDate": "1961-03-14"}
    prefetch = {"patient": patient, "conditions": bundle(*problems)}
    none = dict.fromkeys(("medications", "results", "questionnaireResponse"))
    return {
        "hook": hook,
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/7", "patientId": PATIENT, **context},
        "prefetch": {**prefetch, **none},
    }


def signing(*orders: Json, problems: tuple[Json, ...] = ()) -> Json:
    """A call of order-sign."""
    return request("order-sign", *problems, draftOrders=bundle(*orders))


def members(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every named member of a JSON value, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from members(inner, key)
    elif isinstance(value, list):
        for inner in value:
            if not isinstance(inner, dict | list):
                yield name, inner
            yield from members(inner, name)


def none_but(**given: Any) -> Json:
    """Prefetch that lacks nothing: null wherever nothing is given."""
    return {**dict.fromkeys(("patient", "conditions", "medications", "results", "questionnaireResponse")), **given}


def lacking(response: TestResponse) -> Json:
    """What the answer says did not come."""
    return dict(response.get_json().get("extension", {}).get("example.fascicle.prefetch", {}))
