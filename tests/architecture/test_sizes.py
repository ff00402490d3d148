"""Files and functions stay small enough to read at a glance."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for root in ("service", "schemas") for path in (ROOT / root).rglob("*.py"))
LONGEST_FILE = 250
LONGEST_FUNCTION = 40
USUAL_FUNCTION = 12


def name_of(path: Path) -> str:
    """A file's place in the tree."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with its lines, decorators left out."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield f"{name_of(path)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_file_is_longer_than_can_be_kept_in_mind(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    assert [(name, lines) for name, lines in functions(path) if lines > LONGEST_FUNCTION] == []


def test_the_usual_function_is_short() -> None:
    lengths = sorted(lines for path in SOURCES for _, lines in functions(path))
    assert lengths[len(lengths) // 2] <= USUAL_FUNCTION


def test_no_rule_file_is_too_large_to_review() -> None:
    """A card is read as a whole."""
    assert [
        p.name for p in (ROOT / "rules" / "conditions").glob("*.yaml") if len(p.read_text("utf-8").splitlines()) > 600
    ] == []
