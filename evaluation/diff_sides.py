"""Sides: what is compared. A folder of rules, or a git revision, with a way to ask it."""

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.diff_answers import Answer, Case, Wanted, answers
from evaluation.diff_rules import Rules, read_rules
from service.loader.fault import RulesError
from service.loader.load import RULES, load

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = Path(__file__).with_name("diff_answers.py")

Ask = Callable[[Sequence[Case], Wanted | None], dict[str, Answer]]


class SideError(ValueError):
    """What was named can be neither read nor asked."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its name, its rules as documents, how to ask it, and whether older code had to answer."""

    name: str
    rules: Rules
    ask: Ask
    own_code: bool


def open_side(given: str | None, space: Path) -> Side:
    """A folder of rules, a git revision, or the rules here. `space` is an empty folder to unpack a revision into.

    Raises SideError, with what to do.
    """
    if given is None or Path(given).is_dir():
        folder = Path(given) if given else RULES
        return Side(given or "here", read_rules(folder), _by_this_code(folder), own_code=False)
    unpack(given, space)
    folder = space / "rules"
    if not folder.is_dir():
        raise SideError(f"{given} has no folder rules.")
    try:
        return Side(given, read_rules(folder), _by_this_code(folder), own_code=False)
    except SideError:
        return Side(given, read_rules(folder), _by_its_own_code(given, space), own_code=True)


def unpack(revision: str, space: Path) -> None:
    """The tree of a git revision as files below `space`."""
    if revision.startswith("-"):
        raise SideError(f"{revision} is no revision.")
    done = subprocess.run(  # noqa: S603 no shell reads this, and a revision cannot be taken for an option
        ["git", "archive", "--format=tar", revision],  # noqa: S607 whichever git the developer's own PATH has
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SideError(f"{revision} is neither a folder nor a git revision here.")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(space, filter="data")


def _by_this_code(folder: Path) -> Ask:
    """Asked by the code here, so that only the rules differ. Raises SideError where it cannot read them."""
    try:
        knowledge = load(folder)
    except (RulesError, LookupError) as error:
        raise SideError(f"This code cannot read the rules in {folder}: {str(error).splitlines()[0]}") from error
    return lambda cases, wanted: answers(knowledge, cases, wanted)


def _by_its_own_code(revision: str, tree: Path) -> Ask:
    def ask(cases: Sequence[Case], wanted: Wanted | None) -> dict[str, Answer]:
        question = json.dumps({"rules": str(tree / "rules"), "cases": list(cases), "wanted": wanted})
        # No shell: this same Python runs a script of this folder; the histories go in by its standard input.
        done = subprocess.run(  # noqa: S603
            [sys.executable, str(SCRIPT)],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree)},
            input=question,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SideError(f"The code of {revision} cannot be asked: {done.stderr.strip().splitlines()[-1]}")
        found: dict[str, Answer] = json.loads(done.stdout)
        return found

    return ask
