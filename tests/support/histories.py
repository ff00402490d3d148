"""Histories in one line, and reading rule files as plain documents."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from service.engine.evidence import Evidence
from service.engine.history import History, Stated
from service.engine.interpret import interpret
from service.engine.pack import Knowledge
from service.engine.terms import Status
from service.loader.files import KINDS, entries, read_files

# A document: a boy whose arm jerks on waking, which a red flag reads as a focal seizure.
BOY = {
    "patient": {"age_years": 9, "sex": "male"},
    "movement": {"types": ["jerk"], "stereotyped": True},
    "sites": [{"site": "arm", "side": "right", "fixed": True}],
    "duration": {"typical": "minutes"},
    "triggers": ["morning"],
}


def stated(statuses: Mapping[str, str]) -> tuple[Stated, ...]:
    """Findings stated outright, as finding -> present, absent or unknown."""
    return tuple(
        Stated(finding=f, status=Status(word), pointer=f"/associated_symptoms/{i}")
        for i, (f, word) in enumerate(statuses.items())
    )


def history(statuses: Mapping[str, str] | Iterable[str], **more: Any) -> History:
    """A history that states findings; a plain list of ids means present."""
    words = statuses if isinstance(statuses, Mapping) else dict.fromkeys(statuses, "present")
    return History(stated=stated(words), **more)


def evidence(knowledge: Knowledge, statuses: Mapping[str, str] | Iterable[str], **more: Any) -> Evidence:
    """The evidence in such a history."""
    return interpret(knowledge, history(statuses, **more))[0]


def documents(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Every entry of the rule files by kind, as written."""
    files, faults = read_files(folder)
    assert faults == []
    return {kind: [entry.data for entry in entries(files, kind)] for kind in KINDS}
