"""The record in a call -> a history, and what in it says that the patient twitches."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.doors.cds.desk import Desk
from service.doors.cds.relevance import twitches
from service.doors.faults import Fault, InvalidHistoryError
from service.doors.fhir.chart import glance
from service.doors.fhir.enquiry import Enquiry, read_enquiry
from service.doors.fhir.labs import OLDEST_DAYS
from service.doors.fhir.read_response import is_ours, refusal
from service.doors.fhir.resources import Placed
from service.doors.fhir.response_age import age_of

_ENTRY = re.compile(r"/entry/(\d+)/resource", re.ASCII)
NOTHING_SAID = "empty_history"
# Notes on what no rule knows.
NOT_KNOWN = frozenset({"problem_not_used", "family_illness_not_used", "medicine_not_used", "ingredient_not_used"})
# Notes on what a rule knows and what cannot be used as it is written.
NOT_USABLE = frozenset(
    {
        *("result_without_number", "result_unit_not_known", "result_not_possible", "result_bound_not_used"),
        *("observation_not_used", "record_contradicts_itself", "record_not_used"),
    }
)
RESPONSE = "QuestionnaireResponse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A patient who may twitch. `findings`: what says so; `remarks`: on the age of answers to the questionnaire."""

    enquiry: Enquiry
    findings: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        """The history."""
        return self.enquiry.merged.document

    @property
    def not_known(self) -> int:
        """How many entries of the record no rule knows."""
        return self._noted(NOT_KNOWN)

    @property
    def not_usable(self) -> int:
        """How many more cannot be used as they are written."""
        return self._noted(NOT_USABLE)

    def _noted(self, codes: frozenset[str]) -> int:
        return len({note.pointer for note in self.enquiry.notes if note.code in codes})


def mentions(desk: Desk, resources: Sequence[Placed], today: date) -> tuple[str, ...]:
    """The findings among some resources that say that the patient twitches. Quick; raises nothing."""
    document = glance(desk.reception, [one.resource for one in resources], today)
    return twitches(desk.reception, desk.wanted, document)


def read_record(desk: Desk, resources: Sequence[Placed], today: date) -> Record | None:
    """The record, or None where it holds nothing that these rules are about. Raises InvalidHistoryError."""
    resources, remarks = _current(resources, today)
    answered = any(one.kind == RESPONSE and is_ours(one.resource) for one in resources)
    if not answered and not mentions(desk, resources, today):
        return None
    entries = [{"resource": one.resource, "fullUrl": one.url} for one in resources]
    try:
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        enquiry = read_enquiry(desk.reception, desk.items, bundle, today)
    except InvalidHistoryError as error:
        if all(fault.code == NOTHING_SAID for fault in error.faults):
            return None
        raise InvalidHistoryError([_in_the_call(resources, fault) for fault in error.faults]) from None
    findings = twitches(desk.reception, desk.wanted, enquiry.merged.document)
    return Record(enquiry=enquiry, findings=findings, remarks=remarks) if answered or findings else None


def outdated(resources: Sequence[Placed], today: date) -> tuple[str, ...]:
    """The prefetch key that brought answers too old to be used, if any did."""
    old = any(one.kind == RESPONSE and age_of(one.resource, today) > OLDEST_DAYS for one in resources)
    return ("questionnaireResponse",) if old else ()


def _current(resources: Sequence[Placed], today: date) -> tuple[Sequence[Placed], tuple[str, ...]]:
    """A record without answers that must not be read or are too old, and what is to be said of others' age."""
    ages = {id(one): age_of(one.resource, today) for one in resources if one.kind == RESPONSE}
    right = [one for one in resources if one.kind != RESPONSE or not refusal(one.resource)]
    kept = [one for one in right if ages.get(id(one), 0) <= OLDEST_DAYS]
    used = min((ages[id(one)] for one in kept if id(one) in ages and is_ours(one.resource)), default=0)
    old = f"The answers to the questionnaire are {used} days old; times in them were counted on to today."
    stale = "The answers to the questionnaire are more than a year old, so they were not used."
    return kept, (*([stale] if len(kept) < len(right) else ()), *([old] if used else ()))


def _in_the_call(resources: Sequence[Placed], fault: Fault) -> Fault:
    """A fault at its place in the call instead of in the Bundle that was made of it."""

    def place(found: re.Match[str]) -> str:
        return resources[int(found[1])].pointer

    return Fault(_ENTRY.sub(place, fault.pointer, 1), fault.code, _ENTRY.sub(place, fault.detail))
