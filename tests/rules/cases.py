"""The proof cases that stand in files beside these tests, gathered."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.loader.strict_yaml import read

FOLDER = Path(__file__).parent
Case = dict[str, Any]


def document(path: Path) -> Any:
    """What a file of cases says. Fails on any fault of the YAML."""
    found = read(path.read_text("utf-8"))
    assert not found.problems, (path, found.problems)
    return found.data


def requests() -> Iterator[dict[str, Any]]:
    """The request of every proof case under this folder."""
    for path in sorted(FOLDER.rglob("*.yaml")):
        yield from _within(document(path))


def _within(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if "request" in part:
            yield part["request"]
        for value in part.values():
            yield from _within(value)
    elif isinstance(part, list):
        for value in part:
            yield from _within(value)
