"""What stands under clients/ is what openapi.yaml gives: `make clients` after `make openapi`."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.clients import bruno, python
from tools.clients.api import ROOT, calls

TYPES = ROOT / "clients" / "typescript"
STALE = "run make clients"


def test_the_python_client_is_up_to_date(tmp_path: Path) -> None:
    python.models(tmp_path / "models.py")
    assert (tmp_path / "models.py").read_text() == (python.PLACE / "models.py").read_text(), STALE
    assert python.operations() == (python.PLACE / "operations.py").read_text(), STALE


def test_the_bruno_collection_is_up_to_date() -> None:
    there = {path.relative_to(bruno.PLACE).as_posix() for path in bruno.PLACE.rglob("*") if path.is_file()}
    made = bruno.files()
    assert there == set(made), STALE
    assert {name for name, text in made.items() if (bruno.PLACE / name).read_text() != text} == set(), STALE


def test_every_operation_is_in_both_with_every_example() -> None:
    requests = [text for name, text in bruno.files().items() if "/" in name and not name.startswith("environments")]
    methods = re.findall(r"^    def (\w+)", python.operations(), re.MULTILINE)
    found = list(calls())
    assert [name for name in methods if name != "send"] == [call.id for call in found]
    assert len(requests) == sum(max(1, len(call.examples)) for call in found)
    assert not [text for text in requests if re.search(r"url: .*(?<!{){\w+}", text)]


@pytest.mark.parametrize("task", ["check", "types"])
def test_the_types_are_up_to_date_and_usable(task: str) -> None:
    npm = shutil.which("npm")
    if npm is None or not (TYPES / "node_modules").is_dir():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("npm is missing: no TypeScript types checked")
    done = subprocess.run([npm, "--silent", "run", task], cwd=TYPES, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr + STALE
