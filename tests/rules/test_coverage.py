"""Every rule has a proof case, or a written reason in untested.yaml why it stands without one."""

from collections.abc import Iterator
from typing import Any

import pytest

from service.doors.intake import Reception, read_history
from service.engine.history import History
from service.engine.interpret import interpret
from service.engine.pack import Knowledge
from service.engine.plan import workup
from service.engine.rank import score
from service.engine.terms import Status
from service.engine.triage import triage
from service.loader.load import RULES
from tests.rules.cases import FOLDER, Case, document, requests

INPUTS: list[Case] = document(FOLDER / "inputs.yaml")["inputs"]
UNTESTED: list[dict[str, str]] = document(FOLDER / "untested.yaml")["untested"]
FLAGS = [flag for path in sorted((RULES / "red_flags").glob("*.yaml")) for flag in document(path)["red_flags"]]


@pytest.fixture(scope="module")
def exercised(reception: Reception) -> dict[str, set[str]]:
    """The ids of each kind that some proof case uses: what it sends, and the tests that are suggested for it."""
    used: dict[str, set[str]] = {"screen": set(), "analyte": set(), "medicine_class": set(), "test": set()}
    for request in requests():
        history = read_history(reception, request).history
        used["screen"].update(history.screens)
        used["analyte"].update(result.analyte for result in history.results)
        for medicine in history.medications:
            used["medicine_class"] |= reception.knowledge.medications[medicine.id].classes
        used["test"].update(_suggested(reception.knowledge, history))
    return used


def _suggested(knowledge: Knowledge, history: History) -> Iterator[str]:
    """The tests that the answer to a history suggests; without the rest of the answer, which is slow for hundreds."""
    evidence, _ = interpret(knowledge, history)
    if knowledge.policy.scope.holds(evidence.statuses) is True:
        scores = score(knowledge, history.setting, evidence)
        yield from (one.test for one in workup(knowledge, evidence, scores, triage(knowledge, evidence, scores)))


def _read_classes() -> Iterator[str]:
    """The classes of medicine on which some finding depends."""
    for path in sorted((RULES / "findings").glob("*.yaml")):
        for finding in document(path)["findings"]:
            for rule in finding.get("from", ()):
                if rule["field"].startswith("medications.") and rule["field"].endswith("classes"):
                    yield from (*rule["one_of"], *rule.get("and_one_of", ()))


@pytest.mark.parametrize("kind", ["screen", "analyte", "medicine_class", "test"])
def test_every_rule_is_exercised_or_its_reason_is_written(
    knowledge: Knowledge, exercised: dict[str, set[str]], kind: str
) -> None:
    every: dict[str, set[str]] = {
        "screen": set(knowledge.screens),
        "analyte": set(knowledge.analytes),
        "medicine_class": set(_read_classes()),
        "test": set(knowledge.tests),
    }
    excused = {entry["id"] for entry in UNTESTED if entry["kind"] == kind}
    assert every[kind] - exercised[kind] == excused


def test_every_excuse_has_its_reason() -> None:
    assert all(set(entry) == {"kind", "id", "because"} and len(entry["because"]) > 20 for entry in UNTESTED)


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag["id"])
def test_every_red_flag_has_a_case_that_fires_and_a_near_miss(flag: dict[str, Any]) -> None:
    assert flag["fires"]
    assert flag["almost"]


@pytest.mark.parametrize("path", sorted((FOLDER / "conditions").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_condition_has_three_typical_histories_and_a_near_miss(path: Any) -> None:
    proof = document(path)
    assert len(proof["typical"]) >= 3
    assert proof["near_miss"]


@pytest.mark.parametrize("case", INPUTS, ids=lambda case: case["title"])
def test_input_makes_its_findings_known(reception: Reception, case: Case) -> None:
    evidence, _ = interpret(reception.knowledge, read_history(reception, case["request"]).history)
    assert {name: evidence.status(name) for name in case["present"]} == dict.fromkeys(case["present"], Status.PRESENT)


def test_every_condition_tells_what_to_come_back_for(knowledge: Knowledge) -> None:
    assert [name for name, condition in knowledge.conditions.items() if not condition.safety_net] == []
    assert all(knowledge.policy.safety_net.values())
