"""A crowd of people with harmless movements: nobody is frightened by a serious red flag or sent on in haste."""

from pathlib import Path
from typing import Any

import pytest

from service.doors.intake import Reception, read_history
from service.engine.assess import Assessment, assess
from service.engine.terms import Level
from service.loader.strict_yaml import read

Case = dict[str, Any]

FOLDER = Path(__file__).parent / "benign"
KNOWN = FOLDER / "known.yaml"


def _cases(path: Path) -> list[Case]:
    document = read(path.read_text("utf-8"))
    assert not document.problems, (path, document.problems)
    return list(document.data["histories"])


def _title(case: Case) -> str:
    return str(case["title"])


CROWD = [case for path in sorted(FOLDER.glob("*.yaml")) if path != KNOWN for case in _cases(path)]
FAILING = _cases(KNOWN)


def _assess(reception: Reception, case: Case) -> Assessment:
    return assess(reception.knowledge, read_history(reception, case["request"]).history)


def _alarms(answer: Assessment) -> list[str]:
    """What is wrong with the answer to a harmless history: serious red flags, a referral above routine."""
    flags = [fired.flag.id for fired in answer.triage.red_flags if fired.flag.level >= Level.URGENT]
    return [*flags, *([f"referred: {answer.triage.level.word}"] if answer.triage.level > Level.ROUTINE else [])]


@pytest.mark.parametrize("case", CROWD, ids=_title)
def test_harmless_history_raises_no_alarm(reception: Reception, case: Case) -> None:
    answer = _assess(reception, case)
    assert answer.in_scope
    assert _alarms(answer) == []
    if "referral" in case:
        assert answer.triage.level.word in case["referral"]


@pytest.mark.parametrize("case", FAILING, ids=_title)
def test_known_failure_still_fails(reception: Reception, case: Case) -> None:
    assert case["reason"]
    assert _alarms(_assess(reception, case)), "answered calmly now: move it from known.yaml to its list"


def test_most_of_the_crowd_stay_with_their_own_doctor_and_some_need_none(reception: Reception) -> None:
    levels = [_assess(reception, case).triage.level for case in CROWD]
    assert sum(level <= Level.PRIMARY_CARE for level in levels) >= 0.9 * len(levels)
    assert sum(level is Level.SELF_CARE for level in levels) >= 0.3 * len(levels)


def test_the_crowd_is_large_and_mixed() -> None:
    patients = [case["request"].get("patient", {}) for case in CROWD]
    ages = [patient["age_years"] for patient in patients if "age_years" in patient]
    assert len(CROWD) >= 90
    assert min(ages) < 1
    assert max(ages) >= 90
    assert {patient.get("sex") for patient in patients} == {"female", "male", None}
    titles = [_title(case) for case in (*CROWD, *FAILING)]
    assert len(set(titles)) == len(titles)
    assert len(FAILING) <= len(CROWD) / 10
