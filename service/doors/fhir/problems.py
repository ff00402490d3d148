"""Condition and FamilyMemberHistory -> findings, past and family illnesses, onset and sites."""

import re

from service.doors.fhir.concepts import finding_of, illness_of, is_movement, lasts, site_of
from service.doors.fhir.dates import onset_days
from service.doors.fhir.draft import Draft
from service.doors.fhir.resources import Placed, Resource, is_modified, names, part, parts, statuses, word
from service.engine.terms import Status

# What the record does not hold for certain. A symptom was still told of; an illness is not there yet.
TENTATIVE = frozenset({"unconfirmed", "provisional", "differential"})
OVER = frozenset({"inactive", "remission", "resolved"})
GOING_ON = frozenset({"active", "recurrence", "relapse"})
# Relatives with whom no blood is shared, in words or in HL7's codes of roles: HUSB, STPMTH, CHLDADOPT, SONINLAW.
_NOT_BY_BLOOD = re.compile(
    r"\b(husb|wife|spouse|sps\b|fmrsps|partner|dompart|significant other|sigothr|step|stp)|adopt|fost|in[- ]?law\b",
    re.IGNORECASE,
)
CONFIRMED, MISTAKEN = "confirmed", "entered-in-error"
REFUTED = frozenset({"refuted", "ruled-out"})


def read_problems(draft: Draft) -> None:
    """Every Condition of a record."""
    for one in draft.pile.of("Condition"):
        if MISTAKEN not in statuses(one.resource, "verificationStatus"):
            _read_problem(draft, one)


def read_family(draft: Draft) -> None:
    """Every illness of every relative."""
    for one in draft.pile.of("FamilyMemberHistory"):
        if word(one.resource, "status") != MISTAKEN:
            _read_relative(draft, one)


def _read_problem(draft: Draft, one: Placed) -> None:
    lexicon, code = draft.reception.lexicon, part(one.resource, "code")
    refuted, tentative = _certainty(one.resource)
    finding = finding_of(lexicon, code, absent=refuted)
    if finding is not None:
        _read_finding(draft, one, finding, refuted=refuted, tentative=tentative)
        return
    illness = illness_of(lexicon, "history.past", code)
    if illness is None:
        draft.note(one, "problem_not_used", "No rule knows this problem, by its codes or its text; it was not used.")
    elif refuted or tentative:
        draft.note(one, "problem_not_certain", "This illness is not confirmed in the record; it was not used.")
    else:
        draft.add("past", illness, one)


def _certainty(problem: Resource) -> tuple[bool, bool]:
    """Whether a problem is refuted, and whether it is less than certain: a status that nobody knows says no more."""
    told = statuses(problem, "verificationStatus")
    refuted = not REFUTED.isdisjoint(told)
    return refuted, not refuted and bool(told) and (CONFIRMED not in told or not TENTATIVE.isdisjoint(told))


def _is_over(problem: Resource) -> bool:
    """Whether a problem is over by its status, or, where it has none, by its end."""
    told = statuses(problem, "clinicalStatus")
    ended = any(name.startswith("abatement") and value not in (None, False) for name, value in problem.items())
    return not OVER.isdisjoint(told) or (ended and GOING_ON.isdisjoint(told))


def _read_finding(draft: Draft, one: Placed, finding: str, *, refuted: bool, tentative: bool) -> None:
    """A problem that is a finding: absent where refuted; unknown, not absent, where a symptom is over."""
    if refuted:
        _state(draft, one, finding, Status.ABSENT)
        return
    lasting = lasts(draft.reception.knowledge, finding)
    if lasting and tentative:
        draft.note(one, "problem_not_certain", "This illness is not confirmed in the record; it was not used.")
    elif not lasting and _is_over(one.resource):
        draft.note(one, "problem_over", "This problem is over by the record; whether it is there now is not known.")
    else:
        _state(draft, one, finding, Status.PRESENT)
        if is_movement(draft.reception.knowledge, finding):
            _read_movement(draft, one)


def _state(draft: Draft, one: Placed, finding: str, status: Status) -> None:
    draft.add("associated_symptoms", {"finding": finding, "status": status.value}, one)


def _read_movement(draft: Draft, one: Placed) -> None:
    """When the movement began, the longest of several, and where it is."""
    days = onset_days(one.resource, draft.today, draft.age)
    if days is not None:
        draft.onset_days = max(days, draft.onset_days or 0.0)
    for place in parts(one.resource, "bodySite"):
        site = site_of(draft.reception.lexicon, place)
        if site:
            draft.add("sites", {"site": site}, one)


def _read_relative(draft: Draft, one: Placed) -> None:
    relationship = part(one.resource, "relationship")
    told = (*names(relationship), *(word(coding, "code") for coding in parts(relationship, "coding")))
    if any(_NOT_BY_BLOOD.search(name) for name in told):
        draft.note(one, "family_illness_not_used", "This is no relative by blood; the illnesses were not used.")
        return
    for illness in parts(one.resource, "condition"):
        if is_modified(illness):
            text = "It has a modifierExtension, which is not understood here; this illness was not used."
            draft.note(one, "modifier_not_known", text)
            continue
        found = illness_of(draft.reception.lexicon, "history.family", part(illness, "code"))
        if found:
            draft.add("family", found, one)
        else:
            draft.note(one, "family_illness_not_used", "No rule knows this illness of a relative; it was not used.")
