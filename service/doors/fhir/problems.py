"""Condition and FamilyMemberHistory -> findings, past and family illnesses, onset and sites."""

from service.doors.fhir.dates import onset_days
from service.doors.fhir.draft import Draft
from service.doors.fhir.reading import Placed, part, parts, status_code
from service.doors.fhir.terms import finding_of, illness_of, is_movement, site_of
from service.engine.terms import Status

# A resolved symptom is over; these stay true of the patient.
LASTING = frozenset({"history", "demographic"})
# What the record does not hold for certain. A symptom was still told of; an illness is not there yet.
TENTATIVE = frozenset({"unconfirmed", "provisional", "differential"})
OVER = frozenset({"inactive", "remission", "resolved"})
REFUTED = "refuted"
MISTAKEN = "entered-in-error"


def read_problems(draft: Draft) -> None:
    """Every Condition of a record."""
    for one in draft.pile.of("Condition"):
        if status_code(one.resource, "verificationStatus") != MISTAKEN:
            _read_problem(draft, one)


def read_family(draft: Draft) -> None:
    """Every illness of every relative."""
    for one in draft.pile.of("FamilyMemberHistory"):
        for illness in parts(one.resource, "condition"):
            _read_relative(draft, one, illness)


def _read_problem(draft: Draft, one: Placed) -> None:
    lexicon, verified = draft.reception.lexicon, status_code(one.resource, "verificationStatus")
    code = part(one.resource, "code")
    finding = finding_of(lexicon, code, absent=verified == REFUTED)
    if finding is not None:
        _read_finding(draft, one, finding, verified)
        return
    illness = illness_of(lexicon, "history.past", code)
    if illness is None:
        draft.note(one, "problem_not_used", "No rule knows this problem, by its codes or its text; it was not used.")
    elif verified == REFUTED or verified in TENTATIVE:
        draft.note(one, "problem_not_certain", "This illness is not confirmed in the record; it was not used.")
    else:
        draft.add("past", illness, one)


def _read_finding(draft: Draft, one: Placed, finding: str, verified: str) -> None:
    """A problem that is a finding: absent where refuted; unknown, not absent, where a symptom is over."""
    if verified == REFUTED:
        _state(draft, one, finding, Status.ABSENT)
        return
    kind = draft.reception.knowledge.findings[finding].kind
    if kind in LASTING and verified in TENTATIVE:
        draft.note(one, "problem_not_certain", "This illness is not confirmed in the record; it was not used.")
    elif kind not in LASTING and status_code(one.resource, "clinicalStatus") in OVER:
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


def _read_relative(draft: Draft, one: Placed, illness: object) -> None:
    code = part(illness, "code")
    found = illness_of(draft.reception.lexicon, "history.family", code)
    if found:
        draft.add("family", found, one)
    else:
        draft.note(one, "family_illness_not_used", "No rule knows this illness of a relative; it was not used.")
