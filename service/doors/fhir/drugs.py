"""MedicationRequest, -Statement, -Administration and -Dispense -> medicines taken, with when they began and ended.

The day of an order is not the day of a start: most orders renew. Only a period that the record states counts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from service.doors.fhir.dates import days_ago, first_days_ago
from service.doors.fhir.draft import Draft
from service.doors.fhir.resources import Pile, Placed, Resource, codes, names, part, parts, resolved, word
from service.doors.intake import Reception

KINDS = ("MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense")
# A missing status is against the standard, yet seen; the entry is then taken as it stands.
TAKEN = frozenset({"", "active", "in-progress"})
ENDED = frozenset({"completed", "stopped", "ended"})
# What is suggested is not taken.
SUGGESTED = frozenset({"proposal", "option"})
# The longest name that IntakeSchema takes.
LONGEST_NAME = 200
# Of one medicine: no product has more ingredients, no system writes more names; each may have to be guessed at.
LONGEST_PRODUCT, MOST_NAMES = 1000, 30

Item = dict[str, Any]
# RxNorm writes the ingredients of a product as `lisinopril 10 MG / amlodipine 5 MG Tablet`, many an EHR as
# `amLODIPine-atorvastatin (CADUET) 5-10 mg tablet`; there only what stands before brand and strength names them.
_APART = " / "
_JOINED = re.compile(r"\s*[/+&]\s*|-|\s+(?:and|with)\s+", re.IGNORECASE)
_HEAD = re.compile(r"[^0-9(\[]*")


@dataclass(frozen=True, slots=True)
class Found:
    """Medication id -> how the history names it, for all that one resource holds. Empty where no rule knows it.

    Not `whole`: an ingredient beside these is known to no rule.
    """

    uses: dict[str, Item] = field(default_factory=dict)
    whole: bool = True


def read_medicines(draft: Draft) -> None:
    """Every medicine of a record, each once: taken now before stopped, the earliest start and the latest stop."""
    found: dict[str, tuple[Item, Placed]] = {}
    for one in draft.pile.of(*KINDS):
        for name, item in _uses(draft, one):
            known = found.get(name)
            found[name] = (_merged(known[0], item), known[1]) if known else (item, one)
    for item, one in found.values():
        draft.add("medications", item, one)


def medicines_in(reception: Reception, pile: Pile, resource: Resource) -> Found:
    """The medicines in one resource, by code or name, in it or in the Medication that it refers to."""
    concept = part(resource, "medicationCodeableConcept") or part(resource, "medication")
    found = _in_concept(reception, concept)
    if not found.uses:
        told = part(resource, "medicationReference")
        medication = resolved(pile, resource, word(told, "reference"))
        concepts = (part(medication, "code"), {"text": told.get("display")})
        found = next((one for one in (_in_concept(reception, c) for c in concepts) if one.uses), Found())
        if not found.uses:
            pieces = (part(ingredient, "itemCodeableConcept") for ingredient in parts(medication, "ingredient"))
            found = _together([_in_concept(reception, piece) for piece in pieces])
    return found


def _in_concept(reception: Reception, concept: Resource) -> Found:
    for system, code in codes(concept):
        found = reception.formulary.by_code(system, code)
        if found:
            return Found({found: {"code": {"system": system, "value": code}}})
    told = [name for name in islice(names(concept), MOST_NAMES) if len(name) <= LONGEST_PRODUCT]
    for found_by in (_named, _ingredients, _joined):
        known = found_by(reception, told)
        if known.uses:
            return known
    return _named(reception, told, exact=False)


def _named(reception: Reception, told: list[str], *, exact: bool = True) -> Found:
    for name in (one for one in told if len(one) <= LONGEST_NAME):
        known = reception.formulary.by_exact_name(name)
        if known is None and not exact:
            match = reception.formulary.by_name(name)
            known = match.id if match else None
        if known:
            return Found({known: {"name": name}})
    return Found()


def _ingredients(reception: Reception, told: list[str]) -> Found:
    """Those of a name in which RxNorm writes one after the other."""
    several = (name.split(_APART) for name in told if _APART in name)
    return _together([_named(reception, [piece], exact=False) for piece in next(several, [])])


def _joined(reception: Reception, told: list[str]) -> Found:
    """Those of a name that joins them by a dash or a word; each must be one that rules know by just this name."""
    for name in told:
        head = _HEAD.match(name)
        pieces = [piece for piece in _JOINED.split(head[0].strip() if head else "") if piece]
        found = [_named(reception, [piece]) for piece in pieces]
        if len(pieces) > 1 and all(one.uses for one in found):
            return _together(found)
    return Found()


def _together(several: list[Found]) -> Found:
    uses = {key: item for one in several for key, item in one.uses.items()}
    return Found(uses, whole=all(one.uses and one.whole for one in several))


def _uses(draft: Draft, one: Placed) -> Iterator[tuple[str, Item]]:
    """What one resource says is or was taken. Tells what was passed over."""
    status, resource = word(one.resource, "status"), one.resource
    handed_out = one.kind == "MedicationDispense" and status == "completed"
    if resource.get("doNotPerform") is True or word(resource, "intent") in SUGGESTED:
        draft.note(one, "medicine_not_taken", "This is not an order to take it; it was not used.")
        return
    if status not in TAKEN | ENDED:
        draft.note(one, "medicine_not_taken", "Its status does not say that it is or was taken; it was not used.")
        return
    times = _times(draft, resource, ended=status in ENDED and not handed_out)
    if times is None:
        draft.note(one, "medicine_stop_unknown", "It was stopped on a day that the record does not tell; not used.")
        return
    found = medicines_in(draft.reception, draft.pile, resource)
    if not found.uses:
        draft.note(one, "medicine_not_used", "No rule knows this medicine by its code or its name; it was not used.")
    elif not found.whole:
        draft.note(one, "ingredient_not_used", "No rule knows one of its ingredients; the others were used.")
    for name, item in found.uses.items():
        yield name, {**item, **times}


def _times(draft: Draft, resource: Resource, *, ended: bool) -> Mapping[str, float] | None:
    """Days since start and stop as far as they are stated; None for one that ended nobody can say when."""
    bounds = [part(part(part(d, "timing"), "repeat"), "boundsPeriod") for d in parts(resource, "dosageInstruction")]
    periods = [part(resource, "effectivePeriod"), *bounds]
    moment = resource.get("effectiveDateTime")
    # A period that is over counts before a status that nobody has put right.
    ended = ended or bool(days_ago(part(resource, "effectivePeriod").get("end"), draft.today))
    start = first_days_ago((*(period.get("start") for period in periods), moment), draft.today)
    stop = first_days_ago((*(period.get("end") for period in periods), moment), draft.today) if ended else None
    if ended and (stop is None or (start is not None and start < stop)):
        return None
    times = {"started_days_ago": start, "stopped_days_ago": stop}
    return {name: days for name, days in times.items() if days is not None}


def _merged(known: Item, other: Item) -> Item:
    """Two entries of one medicine as one."""
    starts = [one["started_days_ago"] for one in (known, other) if "started_days_ago" in one]
    stops = [one["stopped_days_ago"] for one in (known, other) if "stopped_days_ago" in one]
    merged = {key: value for key, value in known.items() if not key.endswith("_days_ago")}
    if starts:
        merged["started_days_ago"] = max(starts)
    if len(stops) == 2:
        merged["stopped_days_ago"] = min(stops)
    return merged
