"""Rule files that are no rule files at all: told, one fault each, and never more than told."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.soak.bombs import BOMBS, lay
from service.loader import strict_yaml
from service.loader.files import OVERLAY_KINDS, OVERLAY_OPTIONAL, digest, read_files
from service.loader.shape import check_shape
from service.loader.strict_yaml import read

# What makes YAML of text, so that made-up text is more than one long word.
YAML = st.text(st.sampled_from(list("ab:-[]{}'\"&*!?|>%#, \n\t~1.e+0")), max_size=60)
# Reading it would take a while, and the bound is the same.
LARGE = {"gzip of 100 MB", "60,000 times the same key", "100,000 entries of nonsense"}


@given(YAML)
def test_reading_never_raises(text: str) -> None:
    document = read(text)
    assert document.data is None or document.root is not None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: " + "[" * 100_000, "Nested deeper than 40 levels."),
        ("{a: " * 100_000, "Nested deeper than 40 levels."),
        ("".join(" " * n + "a:\n" for n in range(60)), "Nested deeper than 40 levels."),
        (f"a: {'7' * 5000}", "The number is too large."),
        ("a: 1e999", "The number is too large."),
        ("a: !!int x", "The tag tag:yaml.org,2002:int does not fit the value."),
        ("a: !!bool no", "The tag tag:yaml.org,2002:bool does not fit the value."),
        ("a: !!str [1]", "The tag tag:yaml.org,2002:str is not allowed."),
        ("a: !!seq x", "The tag tag:yaml.org,2002:seq is not allowed."),
        ("? [a, b]\n: 1", "A key must be text."),
    ],
)
def test_what_would_break_the_reader_or_change_a_meaning_is_told(text: str, message: str) -> None:
    assert [problem.message for problem in read(text).problems] == [message]


def test_as_deep_as_allowed_is_read() -> None:
    levels = strict_yaml.DEEPEST - 2
    assert read("a: " + "[" * levels + "]" * levels).problems == ()


@pytest.mark.parametrize("name", sorted(set(BOMBS) - LARGE))
def test_a_bomb_in_an_overlay_is_told_in_its_own_file(name: str, tmp_path: Path) -> None:
    folder = lay(name, tmp_path / "overlay")
    files, faults = read_files(folder, OVERLAY_KINDS, OVERLAY_OPTIONAL)

    # A text where changes are expected is read; its shape is for the next storey of checks.
    assert faults or name == "a text of 900 kB"
    assert {fault.file for fault in faults} <= {"overlay/changes.yaml"}
    assert "overlay" in {file.kind for file in files}


def test_a_file_that_cannot_be_read_is_not_one_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("id: x\n")
    without = digest(tmp_path)
    os.mkfifo(tmp_path / "retired.yaml")

    assert digest(tmp_path) != without


def test_a_flood_of_problems_is_told_in_part(tmp_path: Path) -> None:
    problems = read("{" + "a: 1, " * 300 + "}").problems
    nonsense = tmp_path / "overlay/changes.yaml"
    lay("aliases, 10^9 when expanded", tmp_path / "overlay")
    nonsense.write_text("changes: [" + "[a], " * 300 + "]\n")
    files, _ = read_files(nonsense.parent, OVERLAY_KINDS, OVERLAY_OPTIONAL)
    faults = list(check_shape(files[0]))

    assert (len(problems), problems[-1].message) == (101, "199 more problems like these.")
    assert (len(faults), faults[-1].message) == (101, "There are more faults like these.")
