"""Observation -> laboratory values, and findings that were observed as there or not there."""

import re
from collections.abc import Iterator

from service.doors.fhir.concepts import finding_of, lasts
from service.doors.fhir.dates import first_days_ago
from service.doors.fhir.draft import Draft
from service.doors.fhir.quantities import says_something, unit_of, within
from service.doors.fhir.resources import Json, Placed, Resource, codes, is_modified, names, number, part, parts, word
from service.doors.lexicon import plain
from service.doors.results import convert
from service.engine.analyte import Analyte
from service.engine.terms import Status

# A missing status is against the standard, yet seen.
USABLE = frozenset({"", "final", "amended", "corrected", "appended", "preliminary"})
# An older value tells of then, not of now.
OLDEST_DAYS = 366
_YES = frozenset({"present", "yes", "positive", "detected", "true", "y", "pos", "la33 6"})
_NO = frozenset({"absent", "no", "negative", "not detected", "false", "n", "neg", "la32 8"})

# Questions whose answer names what somebody else has, or what the patient has not.
_OF_OTHERS = re.compile(
    r"\b(famil|relative|mother|father|parent|sibling|maternal|paternal|exclu|ruled out|deni|negative|absen)",
    re.IGNORECASE,
)

# The focus of an observation where that is a word and no resource.
_FOCUS_CODE = "http://hl7.org/fhir/StructureDefinition/observation-focusCode"

Value = tuple[float, float, dict[str, Json], Placed]


def read_observations(draft: Draft) -> None:
    """Every Observation of a record; of several values of one test the latest."""
    latest: dict[str, Value] = {}
    for one in draft.pile.of("Observation"):
        if word(one.resource, "status") in USABLE:
            for analyte, value in () if _has_focus(draft, one) else _values(draft, one):
                if analyte not in latest or value[0] < latest[analyte][0]:
                    latest[analyte] = value
    for _, _, item, one in latest.values():
        draft.add("results", item, one)


def _has_focus(draft: Draft, one: Placed) -> bool:
    """Whether a value is of a fetus, a donor, a spouse; told then."""
    coded = any(word(extension, "url") == _FOCUS_CODE for extension in parts(one.resource, "extension"))
    patient = word(part(one.resource, "subject"), "reference")
    elsewhere = any(word(focus, "reference") != patient for focus in parts(one.resource, "focus"))
    if coded or elsewhere:
        draft.note(one, "observation_not_used", "Its focus is not the patient, so it was not used.")
    return coded or elsewhere


def _values(draft: Draft, one: Placed) -> Iterator[tuple[str, Value]]:
    days = _days(draft, one.resource)
    components = (piece for piece in parts(one.resource, "component") if not is_modified(piece))
    for measured in (one.resource, *components):
        analyte = _analyte(draft, part(measured, "code"))
        if analyte is None:
            _read_seen(draft, one, measured, old=days is not None and days > OLDEST_DAYS)
        elif not measured.get("dataAbsentReason"):
            item = _item(draft, one, analyte, part(measured, "valueQuantity"))
            if item and days is not None and days > OLDEST_DAYS:
                draft.note(one, "result_too_old", "This result is more than a year old; it was not used.")
            elif item:
                # An undated value counts as older than any dated one.
                yield analyte.id, (float("inf") if days is None else days, item["value"], item, one)


def _days(draft: Draft, resource: Resource) -> float | None:
    period = part(resource, "effectivePeriod")
    told = (resource.get("effectiveDateTime"), resource.get("effectiveInstant"), period.get("end"), period.get("start"))
    return first_days_ago((*told, resource.get("issued")), draft.today)


def _analyte(draft: Draft, code: Resource) -> Analyte | None:
    lexicon, knowledge = draft.reception.lexicon, draft.reception.knowledge
    by_code = (lexicon.analyte_codes.get(value) for system, value in codes(code) if system == "loinc")
    found = next((name for name in by_code if name), None)
    if found is None and not any(system == "loinc" for system, _ in codes(code)):
        found = next((name for told in names(code) if (name := lexicon["analytes"].find(told))), None)
    return knowledge.analytes[found] if found else None


def _item(draft: Draft, one: Placed, analyte: Analyte, quantity: Resource) -> dict[str, Json] | None:
    """A value as the history takes it, or None with a note of why not."""
    value = number(quantity, "value")
    if value is None:
        draft.note(one, "result_without_number", "This result has no number with a unit; it was not used.")
        return None
    unit = unit_of(analyte, quantity)
    converted = convert(analyte, value, unit) if unit else None
    if unit is None or converted is None:
        draft.note(one, "result_unit_not_known", f"{analyte.label} is not measured in this unit; it was not used.")
        return None
    if not analyte.possible[0] <= converted <= analyte.possible[1]:
        draft.note(one, "result_not_possible", f"{analyte.label} cannot have this value; it was not used.")
        return None
    bound = word(quantity, "comparator")
    if bound and not says_something(draft.reception.knowledge, analyte, converted, bound):
        text = f"{analyte.label} was reported as a bound that does not say on which side of a limit it is; not used."
        draft.note(one, "result_bound_not_used", text)
        return None
    if bound:
        draft.note(one, "result_read_as_bound", f"{analyte.label} was reported as a bound; the bound was used.")
    return {"test": analyte.id, "value": within(value, bound), "unit": unit}


def _read_seen(draft: Draft, one: Placed, measured: Resource, *, old: bool) -> None:
    """An observation that is a finding: its code the finding and its value yes or no, or its value the finding."""
    lexicon, said = draft.reception.lexicon, _said(measured)
    if measured.get("dataAbsentReason"):
        return
    if said is not None:
        status = Status.PRESENT if said else Status.ABSENT
        finding = finding_of(lexicon, part(measured, "code"), absent=not said)
    else:
        status = Status.PRESENT
        finding = finding_of(lexicon, part(measured, "valueCodeableConcept"))
        if finding and any(_OF_OTHERS.search(name) for name in names(part(measured, "code"))):
            draft.note(one, "observation_not_used", "It does not ask what the patient has; it was not used.")
            return
    if finding and old and not (status is Status.PRESENT and lasts(draft.reception.knowledge, finding)):
        draft.note(one, "observation_too_old", "This was observed more than a year ago; it was not used.")
    elif finding:
        draft.add("associated_symptoms", {"finding": finding, "status": status.value}, one)


def _said(measured: Resource) -> bool | None:
    """Yes, no, or neither."""
    value = measured.get("valueBoolean")
    if isinstance(value, bool):
        return value
    concept = part(measured, "valueCodeableConcept")
    told = [plain(one) for one in (*names(concept), *(word(c, "code") for c in parts(concept, "coding")))]
    told.append(plain(word(measured, "valueString")))
    if any(one in _YES for one in told):
        return True
    return False if any(one in _NO for one in told) else None
