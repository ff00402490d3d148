"""Our own ids as CodeSystems and ValueSets, and ConceptMaps from them to the public codes that the rules name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.cds_overrides import OVERRIDE_REASONS
from schemas.shapes import SUPPORTS
from service.doors.fhir.canonical import CANONICAL, CODE_SYSTEM, SYSTEMS
from service.doors.fhir.items import Item
from service.doors.fhir.risk import KEY as DIFFERENTIAL
from service.engine.pack import Knowledge

Json = dict[str, Any]
# Code -> (display, definition or nothing).
Concepts = Mapping[str, tuple[str, str]]

# Code system -> its title, where that is more than its id says.
TITLES: Mapping[str, str] = {
    "findings": "Findings: symptoms, signs, history, exposures and results",
    "conditions": "Conditions of the differential",
    "override-reasons": "Why advice is passed over",
    "status": "What is known of a finding",
    "support": "How strongly a history speaks for a condition",
    "results": "What an assessment returns",
}


def concepts_of(knowledge: Knowledge, tree: Sequence[Item]) -> dict[str, Concepts]:
    """Every code system of ours: what the Questionnaire offers, and what the answers name."""
    asked: dict[str, Concepts] = {
        item.system.removeprefix(CODE_SYSTEM): {option.code: (option.display, "") for option in item.options}
        for section in tree
        for item in section.walk()
        if item.system and item.system.startswith(CODE_SYSTEM)
    }
    policy = knowledge.policy
    return asked | {
        "findings": {one.id: (one.label, one.question or "") for one in knowledge.findings.values()},
        "conditions": {one.id: (one.label, one.summary) for one in knowledge.conditions.values()},
        "tests": {one.id: (one.label, one.indication) for one in knowledge.tests.values()},
        "red-flags": {one.id: (one.label, one.certificate.because) for one in knowledge.red_flags.values()},
        "medications": {one.id: (one.label, "") for one in knowledge.medications.values()},
        "services": {name: (label, "") for name, label in policy.services.items()},
        "referral-levels": {one.word: (text, policy.within[one]) for one, text in policy.level_labels.items()},
        "support": {name: (name.capitalize(), "") for name in SUPPORTS},
        "override-reasons": {code: (words, "") for code, words in OVERRIDE_REASONS.items()},
        "results": {DIFFERENTIAL: ("Differential of muscle twitching", "")},
    }


def code_system(knowledge: Knowledge, name: str, concepts: Concepts) -> Json:
    """One code system, whole."""
    listed = [
        {"code": code, "display": display, **({"definition": definition} if definition else {})}
        for code, (display, definition) in concepts.items()
    ]
    return {
        **_head(knowledge, "CodeSystem", name),
        "caseSensitive": True,
        "valueSet": f"{CANONICAL}/ValueSet/{name}",
        "content": "complete",
        "count": len(listed),
        "concept": listed,
    }


def value_set(knowledge: Knowledge, name: str) -> Json:
    """The value set of all codes of one code system."""
    return {**_head(knowledge, "ValueSet", name), "compose": {"include": [{"system": CODE_SYSTEM + name}]}}


def concept_maps(knowledge: Knowledge) -> dict[str, Json]:
    """From our ids to the public codes that the rules name, by code system.

    A rule's codes may be narrower or wider than its own idea, so no more is said than that they are related.
    """
    analytes = {name: {"loinc": one.loinc} for name, one in knowledge.analytes.items()}
    kinds: dict[str, Mapping[str, Mapping[str, Sequence[str]]]] = {
        "findings": {name: one.codes for name, one in knowledge.findings.items()},
        "conditions": {name: one.codes for name, one in knowledge.conditions.items()},
        "tests": {name: one.codes for name, one in knowledge.tests.items()},
        "medications": {name: one.codes for name, one in knowledge.medications.items()},
        "analytes": analytes,
    }
    return {name: _map(knowledge, name, codes) for name, codes in kinds.items()}


def _map(knowledge: Knowledge, name: str, codes: Mapping[str, Mapping[str, Sequence[str]]]) -> Json:
    return {
        **_head(knowledge, "ConceptMap", name),
        "sourceUri": f"{CANONICAL}/ValueSet/{name}",
        "group": [group for system in SYSTEMS for group in _group(name, system, codes)],
    }


def _group(name: str, system: str, codes: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[Json]:
    elements = [
        {"code": code, "target": [{"code": one, "equivalence": "relatedto"} for one in public[system]]}
        for code, public in codes.items()
        if public.get(system)
    ]
    if elements:
        yield {"source": CODE_SYSTEM + name, "target": SYSTEMS[system], "element": elements}


def _head(knowledge: Knowledge, kind: str, name: str) -> Json:
    about, title = knowledge.about, TITLES.get(name) or name.replace("-", " ").capitalize()
    return {
        "resourceType": kind,
        "id": name,
        "url": f"{CANONICAL}/{kind}/{name}",
        "version": knowledge.version,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "title": title,
        "status": "active",
        "experimental": True,
        "date": about.released,
        "publisher": about.developer,
        "description": f"{title}, as Fascicle names them.",
    }
