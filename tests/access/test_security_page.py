"""docs/security.md: every line of its tables names tests that there are, and its commands and names are true."""

import ast
import re
from pathlib import Path

import pytest

from service.config import Config
from service.settings import settings_of
from service.web.access.callers import SCOPES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROWS = [line for part in PAGE.split("## OWASP")[1:] for line in part.splitlines() if re.match(r"\| (API)?\d", line)]


def functions(path: Path) -> set[str]:
    """The tests of a file."""
    return {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_all_ten_risks_are_there() -> None:
    assert [row.split()[1] for row in ROWS[:10]] == [f"API{number}" for number in range(1, 11)]
    assert len(ROWS) > 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split()[1])
def test_every_line_names_tests_that_there_are(row: str) -> None:
    named = NAMED.findall(row)

    assert named
    for file, test in named:
        assert test in functions(ROOT / file), f"{file}::{test}"


def test_every_setting_that_the_page_names_is_one() -> None:
    known = {setting.name for setting in settings_of(Config).values()}

    assert set(re.findall(r"FASCICLE_[A-Z_]+", PAGE)) <= known


def test_every_scope_is_explained() -> None:
    assert all(f"| `{scope}` |" in PAGE for scope in SCOPES)
