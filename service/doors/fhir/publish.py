"""Every resource that is published under /fhir, made once for a knowledge, and what the service says it can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from service.doors.fhir.canonical import CANONICAL
from service.doors.fhir.frame import PLAN
from service.doors.fhir.items import Item
from service.doors.fhir.questionnaire import questionnaire
from service.doors.fhir.terminology import code_system, concept_maps, concepts_of, value_set
from service.engine.pack import Knowledge

Json = dict[str, Any]

ASSESS = f"{CANONICAL}/OperationDefinition/QuestionnaireResponse-assess"
POPULATE = "http://hl7.org/fhir/uv/sdc/OperationDefinition/Questionnaire-populate"
# Type -> why it is here.
KINDS: Mapping[str, str] = {
    "Questionnaire": "The history as a form.",
    "CodeSystem": "The ids of findings, conditions, tests and whatever else an answer names.",
    "ValueSet": "All codes of one of them.",
    "ConceptMap": "The public codes (HPO, SNOMED CT, LOINC, ATC …) that the rules name for them.",
    "OperationDefinition": "What `$assess` takes and returns.",
    "PlanDefinition": "The knowledge as a module, which answers name.",
}
# Type -> the id of the one to show as an example.
FIRST: Mapping[str, str] = {
    **dict.fromkeys(("Questionnaire", "PlanDefinition"), "muscle-twitching"),
    **dict.fromkeys(("CodeSystem", "ValueSet", "ConceptMap"), "findings"),
    "OperationDefinition": "QuestionnaireResponse-assess",
}
_OPERATIONS: Mapping[str, Sequence[Json]] = {
    "Questionnaire": [{"name": "populate", "definition": POPULATE}],
    "QuestionnaireResponse": [{"name": "assess", "definition": ASSESS}],
}
_IN = (
    ("questionnaire-response", "QuestionnaireResponse", "The history, as an answer to our Questionnaire."),
    ("data", "Bundle", "The record: Patient, Condition, MedicationRequest or -Statement, Observation."),
    ("subject", "Reference", "The patient, where no resource says who it is."),
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is published, by type and id, and the CapabilityStatement."""

    resources: Mapping[str, Mapping[str, Json]]
    capability: Json


def publish(knowledge: Knowledge, tree: Sequence[Item], version: str, base_url: str | None = None) -> Shelf:
    """All that is published of a knowledge. `version` is the code's; `base_url` where the service is, if it is told."""
    concepts = concepts_of(knowledge, tree)
    resources: dict[str, dict[str, Json]] = {
        "Questionnaire": {"muscle-twitching": questionnaire(knowledge, tree)},
        "CodeSystem": {name: code_system(knowledge, name, codes) for name, codes in concepts.items()},
        "ValueSet": {name: value_set(knowledge, name) for name in concepts},
        "ConceptMap": concept_maps(knowledge),
        "OperationDefinition": {"QuestionnaireResponse-assess": _assess(knowledge)},
        "PlanDefinition": {"muscle-twitching": _plan(knowledge)},
    }
    return Shelf(resources, _capability(knowledge, version, base_url))


def searchset(found: Sequence[Json], kind: str, searched: Mapping[str, str], base_url: str | None) -> Json:
    """A Bundle of what a search of a type found. `searched`: the parameters that were used, which its link repeats."""
    base = f"{base_url}/fhir" if base_url else CANONICAL
    query = f"?{urlencode(searched)}" if searched else ""
    entries = [
        {"fullUrl": f"{base}/{one['resourceType']}/{one['id']}", "resource": one, "search": {"mode": "match"}}
        for one in found
    ]
    link = [{"relation": "self", "url": f"{base}/{kind}{query}"}]
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "link": link}
    return {**bundle, "entry": entries} if entries else bundle


def _assess(knowledge: Knowledge) -> Json:
    taken = [
        {
            "name": name,
            "use": "in",
            "min": 0,
            "max": "*" if kind == "Bundle" else "1",
            "documentation": text,
            "type": kind,
        }
        for name, kind, text in _IN
    ]
    returned = "GuidanceResponse, RiskAssessment, RequestGroup, draft requests, Provenance and warnings."
    out = {"name": "return", "use": "out", "min": 1, "max": "1", "documentation": returned, "type": "Bundle"}
    return {
        "resourceType": "OperationDefinition",
        "id": "QuestionnaireResponse-assess",
        "url": ASSESS,
        "version": knowledge.version,
        "name": "Assess",
        "title": "Assess a history of muscle twitching",
        "status": "active",
        "kind": "operation",
        "experimental": True,
        "date": knowledge.about.released,
        "publisher": knowledge.about.developer,
        "description": "A history in, as a response, as a record, or both; differential, work-up and referral out. The "
        "body may also be the QuestionnaireResponse or the Bundle itself.",
        "affectsState": False,
        "code": "assess",
        "resource": ["QuestionnaireResponse"],
        "system": False,
        "type": True,
        "instance": False,
        "parameter": [*taken, out],
    }


def _plan(knowledge: Knowledge) -> Json:
    about = knowledge.about
    kinds = ("QuestionnaireResponse", "Patient", "Condition", "MedicationRequest", "Observation")
    return {
        "resourceType": "PlanDefinition",
        "id": "muscle-twitching",
        "url": PLAN,
        "version": knowledge.version,
        "name": "MuscleTwitching",
        "title": "Muscle twitching: differential, work-up and referral",
        "type": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/plan-definition-type", "code": "eca-rule"}]
        },
        "status": "active",
        "experimental": True,
        "date": about.released,
        "publisher": about.developer,
        "description": about.intended_use["purpose"],
        "purpose": about.intended_use["limits"],
        "usage": about.intended_use["not_for"],
        "action": [{"title": "Rank the causes of twitching", "input": [{"type": kind} for kind in kinds]}],
    }


def _capability(knowledge: Knowledge, version: str, base_url: str | None) -> Json:
    implementation = {"description": "Fascicle, decision support for muscle twitching"}
    if base_url:
        implementation["url"] = f"{base_url}/fhir"
    return {
        "resourceType": "CapabilityStatement",
        "id": "fascicle",
        "version": version,
        "name": "Fascicle",
        "title": "Fascicle under FHIR R4",
        "status": "active",
        "experimental": True,
        "date": knowledge.about.released,
        "publisher": knowledge.about.developer,
        "kind": "instance",
        "software": {"name": "Fascicle", "version": version},
        "implementation": implementation,
        "fhirVersion": "4.0.1",
        "format": ["json", "application/fhir+json"],
        "rest": [{"mode": "server", "resource": [_kind(kind) for kind in (*KINDS, "QuestionnaireResponse")]}],
    }


def _kind(kind: str) -> Json:
    """What can be done with resources of a type."""
    described: Json = {"type": kind}
    if kind in KINDS:
        described["interaction"] = [{"code": "read"}, {"code": "search-type"}]
        described["searchParam"] = [{"name": "url", "type": "uri"}, {"name": "_id", "type": "token"}]
    if kind in _OPERATIONS:
        described["operation"] = list(_OPERATIONS[kind])
    return described
