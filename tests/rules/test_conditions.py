"""Proof beside each condition: histories that must put it among the first three, and a near miss that must not lead."""

from pathlib import Path
from typing import Any

import pytest

from service.doors.intake import Reception, read_history
from service.engine.assess import Assessment, assess
from service.loader.load import RULES
from service.loader.strict_yaml import read

FOLDER = Path(__file__).parent / "conditions"
FILES = sorted(FOLDER.glob("*.yaml"))


def _cases(kind: str) -> list[Any]:
    found = []
    for path in FILES:
        document = read(path.read_text("utf-8"))
        assert not document.problems, (path, document.problems)
        for place, case in enumerate(document.data[kind]):
            found.append(pytest.param(document.data["condition"], case, id=f"{path.stem}-{place}"))
    return found


def _assess(reception: Reception, case: dict[str, Any]) -> Assessment:
    return assess(reception.knowledge, read_history(reception, case["request"]).history)


@pytest.mark.parametrize(("condition", "case"), _cases("typical"))
def test_typical_history_puts_it_in_the_first_three(reception: Reception, condition: str, case: dict[str, Any]) -> None:
    answer = _assess(reception, case)
    assert condition in answer.scores.order[:3], (case["title"], answer.scores.order[:5])
    if "referral" in case:
        assert answer.triage.level.word in case["referral"], case["title"]


@pytest.mark.parametrize(("condition", "case"), _cases("near_miss"))
def test_near_miss_does_not_put_it_first(reception: Reception, condition: str, case: dict[str, Any]) -> None:
    answer = _assess(reception, case)
    assert answer.scores.leader != condition, case["title"]
    if "referral" in case:
        assert answer.triage.level.word in case["referral"], case["title"]


def test_every_condition_has_its_proof() -> None:
    cards = {path.stem for path in (RULES / "conditions").glob("*.yaml")}
    assert {path.stem for path in FILES} == cards


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_proof_names_its_condition_and_has_both_sides(path: Path) -> None:
    data = read(path.read_text("utf-8")).data
    assert data["condition"] == path.stem
    assert data["typical"]
    assert data["near_miss"]
