"""What came of the named tests: passed is said only of what ran and passed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from safety.records import ROOT, Hazard
from safety.results import Recorder, result_of
from tests.safety.conftest import HERE

FILE = """
import pytest

@pytest.mark.parametrize("n", [1, 2])
def test_good(n): assert n

@pytest.mark.parametrize("n", [0, 1])
def test_bad(n): assert n

def test_put_off(): pytest.skip("not here")

@pytest.fixture
def broken(): raise OSError

def test_broken(broken): ...
"""


def test_each_test_is_told_by_the_worst_of_its_examples(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(FILE, "utf-8")
    names = [f"test_some.py::test_{name}" for name in ("good", "bad", "put_off", "broken")]
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from safety.results import run; print(run({names!r}))"
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=alone, check=True, capture_output=True, text=True
    )
    told = dict(zip(names, ("passed", "failed", "not run", "failed"), strict=True))
    assert done.stdout.splitlines()[-1] == str(told)


def test_what_was_never_reported_was_not_run() -> None:
    assert Recorder().result(HERE) == "not run"


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("passed", "passed", "passed"),
        ("passed", "failed", "failed"),
        ("passed", "not run", "not run"),
        ("not run", "failed", "failed"),
        ("passed", None, "not run"),
    ],
)
def test_a_hazard_is_told_by_the_worst_of_its_tests(first: str, second: str | None, both: str, hazard: Hazard) -> None:
    a, b = HERE, HERE.replace("log", "book")
    object.__setattr__(hazard.controls[0], "tests", (a, b))
    assert result_of(hazard, {a: first} | ({b: second} if second else {})) == both
