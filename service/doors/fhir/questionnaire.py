"""The Questionnaire as FHIR sees it: the tree of items with SDC's words for rendering and pre-population."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.doors.fhir.canonical import SYSTEMS, UCUM
from service.doors.fhir.items import GENDER, ROW, Item
from service.doors.fhir.write_response import QUESTIONNAIRE
from service.engine.pack import Knowledge

Json = dict[str, Any]

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
# A list of more answers than this is searched by typing.
SHORT_LIST = 12
# Item -> FHIRPath that fills it from the record. Whole years, as births are counted.
_YEARS = "today().toString().substring(0, 4).toInteger() - %patient.birthDate.toString().substring(0, 4).toInteger()"
_NOT_YET = "today().toString().substring(5, 5) < %patient.birthDate.toString().substring(5, 5)"
# The text of a CodeableConcept, or what one of its codes is called.
_NAME = "select(iif(text.exists(), text, coding.display.first()))"
INITIAL: Mapping[str, str] = {
    "patient.age_years": f"iif(%patient.birthDate.exists(), {_YEARS} - iif({_NOT_YET}, 1, 0), {{}})",
    "patient.sex": "%patient.gender.where($this = 'male' or $this = 'female')"
    f".select(%factory.Coding('{GENDER}', $this))",
    "medications.taken": f"%medications.entry.resource.medication.{_NAME}",
    "history.past": f"%conditions.entry.resource.code.{_NAME}",
    "associated_symptoms.finding": "%condition.code.coding.where("
    f"system = '{SYSTEMS['snomed']}' or system = '{SYSTEMS['hpo']}').first()",
}
# Repeating group -> (the name of one of them, where they are): SDC's way to make one group for each.
CONTEXTS: Mapping[str, tuple[str, str]] = {
    "medications": ("medication", "%medications.entry.resource"),
    "associated_symptoms": ("condition", "%conditions.entry.resource"),
}
QUERIES: Mapping[str, str] = {
    "conditions": "Condition?patient={{%patient.id}}&clinical-status=active",
    "medications": "MedicationRequest?patient={{%patient.id}}&status=active",
}
# Units in which a span of time may be told, by UCUM code.
SPANS: Mapping[str, str] = {"d": "days", "wk": "weeks", "mo": "months", "a": "years"}
UNITS: Mapping[str, tuple[str, str]] = {"patient.age_years": ("a", "years"), "duration.seconds": ("s", "seconds")}


def questionnaire(knowledge: Knowledge, tree: Sequence[Item]) -> Json:
    """The whole Questionnaire of a knowledge."""
    about = knowledge.about
    return {
        "resourceType": "Questionnaire",
        "id": "muscle-twitching",
        "meta": {"profile": [f"{SDC}sdc-questionnaire-pop-exp"]},
        "language": "en-GB",
        "extension": [_launch(), *(_query(name, query) for name, query in QUERIES.items())],
        "url": QUESTIONNAIRE,
        "version": knowledge.version,
        "name": "MuscleTwitching",
        "title": "History of muscle twitching",
        "status": "active",
        "experimental": True,
        "subjectType": ["Patient"],
        "date": about.released,
        "publisher": about.developer,
        "description": f"{about.intended_use['purpose']} {about.regulatory_status}",
        "purpose": f"{about.intended_use['limits']} {about.intended_use['not_for']}",
        "item": [_item(item) for item in tree],
    }


def _launch() -> Json:
    system = "http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext"
    name = {"url": "name", "valueCoding": {"system": system, "code": "patient", "display": "Patient"}}
    return {
        "url": f"{SDC}sdc-questionnaire-launchContext",
        "extension": [name, {"url": "type", "valueCode": "Patient"}],
    }


def _query(name: str, query: str) -> Json:
    expression = {"name": name, "language": "application/x-fhir-query", "expression": query}
    return {"url": f"{HL7}variable", "valueExpression": expression}


def _item(item: Item, first: Item | None = None) -> Json:
    """One item; `first` is the child that the others of its group wait for."""
    lead = item.children[0] if item.kind == "group" and item.repeats else None
    made: Json = {
        "linkId": item.link,
        "extension": list(_extensions(item)),
        "code": [{"system": SYSTEMS[system], "code": code} for system, code in item.codes],
        "text": item.text,
        "type": "group" if item.kind == "section" else item.kind,
        "enableWhen": list(_waits(item, first)),
        "repeats": item.repeats,
        "answerOption": [
            {"valueCoding": {"system": item.system, "code": option.code, "display": option.display}}
            for option in item.options
        ],
        "item": [_item(child, lead if child is not lead else None) for child in item.children],
    }
    return {name: value for name, value in made.items() if value}


def _waits(item: Item, first: Item | None) -> Iterator[Json]:
    """When an item is asked: the rest of a row once the row is about something, pregnancy not of men."""
    if item.link == "patient.pregnant":
        coding = {"system": "http://hl7.org/fhir/administrative-gender", "code": "male"}
        yield {"question": "patient.sex", "operator": "!=", "answerCoding": coding}
    elif first is not None:
        yield {"question": first.link, "operator": "exists", "answerBoolean": True}


def _extensions(item: Item) -> Iterator[Json]:
    control = _control(item)
    if control:
        coding = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": control}
        yield {"url": f"{HL7}questionnaire-itemControl", "valueCodeableConcept": {"coding": [coding]}}
    if item.link.startswith(ROW):
        yield {"url": f"{HL7}questionnaire-choiceOrientation", "valueCode": "horizontal"}
    yield from _measures(item)
    if item.link in INITIAL:
        expression = {"language": "text/fhirpath", "expression": INITIAL[item.link]}
        yield {"url": f"{SDC}sdc-questionnaire-initialExpression", "valueExpression": expression}
    if item.link in CONTEXTS:
        name, where = CONTEXTS[item.link]
        expression = {"name": name, "language": "text/fhirpath", "expression": where}
        yield {"url": f"{SDC}sdc-questionnaire-itemPopulationContext", "valueExpression": expression}


def _control(item: Item) -> str | None:
    """How a choice is best shown."""
    if not item.options:
        return None
    # Not `autocomplete`: Smart Forms shows nothing at all for one whose options stand in the Questionnaire. And not a
    # radio button for what the record fills: LHC-Forms fills it in, but does not show that it did.
    if len(item.options) > SHORT_LIST or item.kind == "open-choice" or item.link in INITIAL:
        return "drop-down"
    return "check-box" if item.repeats else "radio-button"


def _measures(item: Item) -> Iterator[Json]:
    """Units and bounds of a number."""
    if item.days:
        for code, words in SPANS.items():
            unit = {"system": UCUM, "code": code, "display": words}
            yield {"url": f"{HL7}questionnaire-unitOption", "valueCoding": unit}
    elif item.bounds:
        for name, bound in zip(("minValue", "maxValue"), item.bounds, strict=True):
            yield {"url": f"{HL7}{name}", "valueDecimal": int(bound)}
    if item.link in UNITS:
        code, words = UNITS[item.link]
        unit = {"system": UCUM, "code": code, "display": words}
        yield {"url": f"{HL7}questionnaire-unit", "valueCoding": unit}
