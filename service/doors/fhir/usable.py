"""What of a record must not be read: what something unknown here modifies, and what does not say what it is.

FHIR has a reader leave alone what it does not fully understand: a `modifierExtension` may turn a statement round.
"""

from collections.abc import Mapping

from service.doors.faults import Note
from service.doors.fhir.resources import Pile, Resource, is_modified, part, parts, word

_DRUG = ("medicationCodeableConcept", "medicationReference", "medication")
# Kind -> the members of which one must say what it is.
_TELLS: Mapping[str, tuple[str, ...]] = {
    "Condition": ("code",),
    "Observation": ("code",),
    "MedicationRequest": _DRUG,
    "MedicationStatement": _DRUG,
    "MedicationAdministration": _DRUG,
    "MedicationDispense": _DRUG,
}
_DETAILS: Mapping[str, str] = {
    "modifier_not_known": "It has a modifierExtension or implicitRules, which are not understood here; not used.",
    "nothing_told": "It has no code, text or reference that can be read, so it was not used.",
}


def why_unusable(resource: Resource) -> str:
    """Why a resource must not be read, as a code; empty where it may."""
    if is_modified(resource):
        return "modifier_not_known"
    members = _TELLS.get(word(resource, "resourceType"))
    if not members or any(_tells(part(resource, name)) for name in members):
        return ""
    return "" if any(True for _ in parts(resource, "component")) else "nothing_told"


def usable(pile: Pile) -> Pile:
    """A pile without what must not be read, and with a note on each of those."""
    kept, notes = [], list(pile.notes)
    for one in pile.resources:
        why = why_unusable(one.resource)
        if why:
            notes.append(Note(one.pointer, why, _DETAILS[why]))
        else:
            kept.append(one)
    return Pile(kept, notes)


def _tells(told: Resource) -> bool:
    """Whether a CodeableConcept or a reference has words or a code."""
    said = any(word(told, name) for name in ("text", "reference", "display"))
    return said or any(word(coding, name) for coding in parts(told, "coding") for name in ("code", "display"))
