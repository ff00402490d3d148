"""Short ways to write resources of a record."""

from typing import Any

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
ATC = "http://www.whocc.no/atc"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
HPO = "http://human-phenotype-ontology.org"

Resource = dict[str, Any]


def concept(text: str | None = None, *codings: tuple[str, str]) -> Resource:
    """A CodeableConcept."""
    coding = [{"system": system, "code": code} for system, code in codings]
    return {**({"text": text} if text else {}), **({"coding": coding} if coding else {})}


def patient(**more: Any) -> Resource:
    """A man of 62."""
    return {"resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "1964-02-11", **more}


def problem(text: str | None = None, *codings: tuple[str, str], **more: Any) -> Resource:
    """A Condition; `clinical` and `verified` are its two statuses as plain codes."""
    statuses = {"clinicalStatus": more.pop("clinical", None), "verificationStatus": more.pop("verified", None)}
    told = {name: {"coding": [{"code": code}]} for name, code in statuses.items() if code}
    about = {"subject": {"reference": "Patient/p1"}}
    return {"resourceType": "Condition", "id": "c1", "code": concept(text, *codings), **about, **told, **more}


def medicine(text: str | None = None, *codings: tuple[str, str], **more: Any) -> Resource:
    """An active MedicationRequest."""
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        **({"medicationCodeableConcept": concept(text, *codings)} if text or codings else {}),
        **more,
    }


def observation(code: str, value: Any = None, unit: str = "mmol/L", **more: Any) -> Resource:
    """A final laboratory value by LOINC code."""
    quantity = {} if value is None else {"valueQuantity": {"value": value, "unit": unit, "code": unit}}
    return {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": concept(None, (LOINC, code)),
        "subject": {"reference": "Patient/p1"},
        **quantity,
        **more,
    }


def bundle(*resources: Any, kind: str = "collection") -> Resource:
    """A Bundle of resources."""
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": one} for one in resources]}
