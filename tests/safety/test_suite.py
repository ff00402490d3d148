"""A test counts only where pytest would run it."""

from pathlib import Path

from safety.suite import named_in, not_in_suite
from tests.safety.conftest import HERE

FILE = """
import pytest

def test_that_runs(): ...

@pytest.mark.parametrize("n", [1])
def test_of_examples(n): ...

@pytest.mark.skipif(True, reason="later")
def test_put_off(): ...

@pytest.mark.xfail
def test_that_may_fail(): ...

def helper():
    def test_inside(): ...
"""


def test_what_is_marked_as_not_to_be_run_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "test_some.py"
    file.write_text(FILE, "utf-8")
    assert named_in(file) == {"test_that_runs", "test_of_examples"}


def test_what_pytest_does_not_collect_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text(FILE, "utf-8")
    assert named_in(tmp_path / "helpers.py") == frozenset()
    assert named_in(tmp_path / "test_gone.py") == frozenset()


def test_each_name_is_looked_up_in_its_own_file() -> None:
    other = HERE.replace("test_hazard_log", "test_suite")
    assert not_in_suite([HERE, other]) == [other]
