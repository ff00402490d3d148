"""docs/cds-hooks.md names, for every statement of the checklist, the tests that hold it, or why there is none."""

import ast
import re
from pathlib import Path

import pytest

from tests.cds.records import EXAMPLES, HOOKS

ROOT = Path(__file__).resolve().parents[2]
# Section of the checklist -> how many statements it has.
SECTIONS = {"G": 7, "D": 15, "P": 6, "R": 15, "Q": 9, "C": 14, "S": 12, "L": 5, "O": 3, "F": 8, "J": 14, "X": 2, "E": 2}
ROWS = [
    *(f"{letter}{n}" for letter, most in SECTIONS.items() for n in range(1, most + 1)),
    *(f"H{n}" for n in range(1, 6)),
]
REASONS = ("Not applicable: ", "Deployment: ", "Measurement: ", "Decision: ")


def told() -> dict[str, tuple[str, str]]:
    """Row -> demand and what holds it, as the documentation says."""
    lines = (ROOT / "docs" / "cds-hooks.md").read_text("utf-8").splitlines()
    found = [re.fullmatch(r"\| ([A-Z]\d+) \| (.+?) \| (.+) \|", line) for line in lines]
    return {match[1]: (match[2], match[3]) for match in found if match}


def names_in(folder: str) -> set[str]:
    """The names of the tests in a folder."""
    files = (ROOT / "tests" / folder).glob("test_*.py")
    trees = (ast.parse(file.read_text("utf-8")) for file in files)
    return {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_statement_is_told_once_and_in_order() -> None:
    assert list(told()) == ROWS


@pytest.mark.parametrize("row", ROWS)
def test_every_statement_is_held_by_a_test_that_there_is_or_says_why_not(row: str) -> None:
    holds = told()[row][1]
    named = set(re.findall(r"`(test_\w+)`", holds))
    assert named or holds.startswith(REASONS)
    assert named <= names_in("cds") | names_in("access")


def test_every_hook_has_an_example() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.json")} == {*HOOKS, "feedback"}
