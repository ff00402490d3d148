"""The sparse first words of an emergency are enough: a red flag sends the patient to hospital the same day."""

import pytest

from service.doors.intake import Reception, read_history
from service.engine.assess import assess
from service.engine.terms import Level
from tests.rules.cases import FOLDER, Case, document

GROUPS: dict[str, list[Case]] = document(FOLDER / "emergencies.yaml")["emergencies"]
CASES = [pytest.param(case, id=f"{group}: {case['title']}") for group, cases in GROUPS.items() for case in cases]


@pytest.mark.parametrize("case", CASES)
def test_first_words_are_enough_for_a_red_flag(reception: Reception, case: Case) -> None:
    answer = assess(reception.knowledge, read_history(reception, case["request"]).history)
    assert Level.EMERGENCY in {fired.flag.level for fired in answer.triage.red_flags}
    assert answer.triage.level is Level.EMERGENCY


def test_each_is_told_in_a_few_words() -> None:
    told = [case["request"] for cases in GROUPS.values() for case in cases]
    assert max(len(request.get("associated_symptoms", ())) for request in told) <= 3
    assert len(told) >= 2 * len(GROUPS)
