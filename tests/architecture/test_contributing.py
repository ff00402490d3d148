"""What CONTRIBUTING.md tells a newcomer is so: its floors, its folders of tests, its chores."""

import re

import pytest

from tests.architecture.test_floors import FLOORS, ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
# It takes whatever serves Flask; each is named in the test of floors.
MANY = "service.web"


def row_of(name: str) -> str:
    """The row of a table that begins with a name."""
    return next((line for line in TEXT.splitlines() if re.match(rf"\| (`[^|]*`, )?`{re.escape(name)}", line)), "")


def folder(floor: str) -> str:
    """A floor as the table writes it."""
    path = ROOT.joinpath(*floor.split("."))
    return f"{floor.replace('.', '/')}/" if path.is_dir() else f"{floor.replace('.', '/')}.py"


@pytest.mark.parametrize("floor", [floor for floor in FLOORS if floor not in ("service", MANY)])
def test_the_table_names_each_floor_and_whatever_of_others_it_imports(floor: str) -> None:
    row = row_of(folder(floor))
    assert row
    assert set(re.findall(r"`(\w+)`", row.split("|")[-2])) >= FLOORS[floor][1]


@pytest.mark.parametrize("path", [path.name for path in sorted((ROOT / "tests").iterdir()) if path.is_dir()])
def test_every_folder_of_tests_says_what_it_is_for(path: str) -> None:
    assert path.startswith("__") or f"`tests/{path}`" in TEXT


def test_every_chore_is_told() -> None:
    chores = re.findall(r"^([a-z-]+):[^#\n]*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert len(chores) > 10
    assert [chore for chore in chores if f"`make {chore}`" not in TEXT] == []
