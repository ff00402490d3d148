"""Whose a resource is: patients' ids in whichever way they are written, and what belongs to somebody else."""

import re
from collections.abc import Collection

from service.doors.faults import Note
from service.doors.fhir.reading import Pile, Resource, part, parts, word

OTHERS = "This is about another patient than the Patient in this data; it was not used."

# `123`, `Patient/123`, `https://ehr.example/fhir/Patient/123`, each with or without a version behind it.
_PATIENT = re.compile(
    r"(?P<named>(?:https?://[^?#\s]+/)?Patient/)?(?P<id>[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?",
    re.ASCII,
)


def patient_id(told: str) -> str:
    """The id in a reference to a patient; what is no such reference stays as it is."""
    found = _PATIENT.fullmatch(told)
    return found["id"] if found else told


def is_patient(patient: Resource, wanted: str) -> bool:
    """Whether a Patient may be the one of an id: it has that id, none at all, or has taken that one's place."""
    known = _known_as(patient)
    return not known or wanted in known


def is_of_another(resource: Resource, ids: Collection[str]) -> bool:
    """Whether a resource says plainly that it is about a patient who has none of these ids."""
    subject = part(resource, "subject") or part(resource, "patient")
    found = _PATIENT.fullmatch(word(subject, "reference"))
    return bool(found and found["named"] and found["id"] not in ids)


def without_others(pile: Pile) -> Pile:
    """A pile without what is about others than its one Patient, and with a note on each of those."""
    known = [_known_as(one.resource) for one in pile.of("Patient")]
    if len({tuple(sorted(ids)) for ids in known}) != 1 or not known[0]:
        return pile
    kept, notes = [], list(pile.notes)
    for one in pile.resources:
        if is_of_another(one.resource, known[0]):
            notes.append(Note(one.pointer, "other_patient_not_used", OTHERS))
        else:
            kept.append(one)
    return Pile(kept, notes)


def _known_as(patient: Resource) -> frozenset[str]:
    """The ids that stand for a Patient: its own, and those it replaced. None where it has no id of its own.

    A server that merged two records answers a read of the old one with the new one, which names the old in `link`.
    """
    name = patient.get("id")
    own = str(name) if isinstance(name, str | int) else ""
    replaced = (part(link, "other") for link in parts(patient, "link") if link.get("type") == "replaces")
    return frozenset({own, *(patient_id(word(one, "reference")) for one in replaced)} - {""}) if own else frozenset()
