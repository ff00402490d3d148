"""Cases from requests, and cases as they would be with another answer."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from service.doors.intake import Reception, read_history
from service.doors.record.case import Case
from service.engine.assess import assess
from service.engine.terms import Level

MakeCase = Callable[..., Case]


@pytest.fixture(scope="session")
def case_of(reception: Reception) -> MakeCase:
    """The case of a request that is right."""

    def make(document: dict[str, Any], date: str = "") -> Case:
        reading = read_history(reception, document)
        assessment = assess(reception.knowledge, reading.history)
        return Case(reception=reception, document=document, reading=reading, assessment=assessment, date=date)

    return make


@pytest.fixture(scope="session")
def led_by() -> Callable[[Case, str, Level], Case]:
    """The case as it would be with one condition far ahead, at one level, with the advice that goes with both."""

    def change(case: Case, condition: str, level: Level) -> Case:
        knowledge, before = case.knowledge, case.assessment
        card = knowledge.conditions[condition]
        first = replace(before.differential[0], condition=condition, support="strong", probability=0.9)
        reasons = tuple(replace(one, kind="leading_benign") for one in before.triage.reasons[:1] if card.benign)
        decided = replace(before.triage, level=level, to=card.referral.to, reasons=reasons)
        advice = (*knowledge.policy.safety_net[level], *card.safety_net)
        return replace(
            case, assessment=replace(before, differential=(first,), triage=decided, safety_net=advice, in_scope=True)
        )

    return change
