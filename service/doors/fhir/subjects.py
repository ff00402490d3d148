"""Whose a resource is: patients' ids in whichever way they are written, and what belongs to somebody else."""

import re
from collections.abc import Collection, Iterable

from service.doors.faults import Note
from service.doors.fhir.resources import Pile, Placed, Resource, part, parts, word

OTHERS = "This is about another patient than the Patient in this data; it was not used."
SEVERAL = "More than one patient is in this data, and nothing says which one is meant; none of it was read."
SEVERAL_CODE = "several_patients"
# What a link says of two entries for one person, as a server that merged them has it.
REPLACES, REPLACED = _MERGED = ("replaces", "replaced-by")

# `123`, `Patient/123`, `https://ehr.example/fhir/Patient/123`, each with or without a version behind it.
_PATIENT = re.compile(
    r"(?P<named>(?:https?://[^?#\s]+/)?Patient/)?(?P<id>[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?",
    re.ASCII,
)
# What else a subject may be: a ward's drains, a relative, a class of children.
_NO_PATIENT = re.compile(
    r"(?:https?://[^?#\s]+/)?(?:Device|Group|Location|Medication|Organization|Practitioner|PractitionerRole|Procedure"
    r"|RelatedPerson|Substance)/[A-Za-z0-9.-]{1,64}(?:/_history/[A-Za-z0-9.-]{1,64})?",
    re.ASCII,
)


def patient_id(told: str) -> str:
    """The id in a reference to a patient; what is no such reference stays as it is."""
    found = _PATIENT.fullmatch(told)
    return found["id"] if found else told


def is_patient(patient: Resource, wanted: str) -> bool:
    """Whether a Patient may be the one of an id: it has that id, none at all, or has taken that one's place."""
    known = known_as(patient, REPLACES)
    return not known or wanted in known


def is_of_another(resource: Resource, ids: Collection[str]) -> bool:
    """Whether a resource says plainly that it is about a patient who has none of these ids, or about no patient."""
    told = _subject(resource)
    return _names(told, {}) not in ("", *ids) or bool(_NO_PATIENT.fullmatch(told))


def known_as(patient: Resource, *links: str) -> frozenset[str]:
    """The ids that stand for a Patient: its own, and those that these kinds of link name. None without an own id.

    A server that merged two records answers a read of the old one with the new one, which names the old in `link`.
    """
    name = patient.get("id")
    own = str(name) if isinstance(name, str | int) else ""
    linked = (part(link, "other") for link in parts(patient, "link") if link.get("type") in (links or _MERGED))
    return frozenset({own, *(patient_id(word(one, "reference")) for one in linked)} - {""}) if own else frozenset()


def is_superseded(patient: Resource) -> bool:
    """Whether a Patient says that another entry has taken its place."""
    return any(link.get("type") == REPLACED for link in parts(patient, "link"))


def of_one_patient(pile: Pile, wanted: str = "") -> Pile:
    """A pile without what is about others than its one patient, and with a note on each of those.

    `wanted`: the id of the patient who is meant, if the caller tells. Where it is not clear who is meant, nothing is
    kept and the one note says so: facts of two people are never put together.
    """
    patients = _people(known_as(one.resource) for one in pile.of("Patient"))
    urls = {one.url: one for one in pile.of("Patient") if one.url}
    told = {_names(_subject(one.resource), urls) for one in pile.resources} - {""}
    meant = [ids for ids in patients if not ids or wanted in ids] if wanted and patients else patients
    meant = meant or ([] if patients else [frozenset({wanted or one}) for one in told] or [frozenset()])
    if len(set(meant)) != 1 or (not meant[0] and len(told) > 1) or _several_nameless(pile):
        return Pile([], [*pile.notes, Note(_second(pile, urls), SEVERAL_CODE, SEVERAL)])
    return _kept(pile, meant[0], urls) if meant[0] else pile


def _several_nameless(pile: Pile) -> bool:
    """Whether there are Patients without an id that are not one and the same."""
    nameless = [one.resource for one in pile.of("Patient") if not known_as(one.resource)]
    return any(one != nameless[0] for one in nameless[1:])


def _kept(pile: Pile, ids: Collection[str], urls: dict[str, Placed]) -> Pile:
    kept, notes = [], list(pile.notes)
    for one in pile.resources:
        name = _names(_subject(one.resource), urls)
        stranger = one.kind == "Patient" and known_as(one.resource).isdisjoint(ids)
        if stranger or (name and name not in ids) or _NO_PATIENT.fullmatch(_subject(one.resource)):
            notes.append(Note(one.pointer, "other_patient_not_used", OTHERS))
        else:
            kept.append(one)
    return Pile(kept, notes)


def _people(several: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The ids of each person: Patients that a link joins are one. Linear, however many there are."""
    heads: dict[str, str] = {}

    def head(name: str) -> str:
        while heads[name] != name:
            heads[name] = heads[heads[name]]
            name = heads[name]
        return name

    anonymous = False
    for ids in several:
        anonymous |= not ids
        names = sorted(ids)
        for name in names:
            heads.setdefault(name, name)
            heads[head(name)] = head(names[0])
    people: dict[str, set[str]] = {}
    for name in heads:
        people.setdefault(head(name), set()).add(name)
    return [*([frozenset[str]()] if anonymous else []), *(frozenset(ids) for ids in people.values())]


def _second(pile: Pile, urls: dict[str, Placed]) -> str:
    """Where the second patient is met."""
    met: dict[str, str] = {}
    for one in pile.resources:
        name = (
            word(one.resource, "id") or one.pointer if one.kind == "Patient" else _names(_subject(one.resource), urls)
        )
        if name:
            met.setdefault(name, one.pointer)
    return list(met.values())[1] if len(met) > 1 else ""


def _subject(resource: Resource) -> str:
    return word(part(resource, "subject") or part(resource, "patient"), "reference")


def _names(reference: str, urls: dict[str, Placed]) -> str:
    """The id of the patient whom a reference names; empty where it does not plainly name one."""
    if reference in urls:
        return word(urls[reference].resource, "id")
    found = _PATIENT.fullmatch(reference)
    return found["id"] if found and found["named"] else ""
