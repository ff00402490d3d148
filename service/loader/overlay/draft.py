"""Draft: the files of the pack while an overlay is laid over them. What is replaced is copied; the pack stays."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from service.loader.fault import Fault
from service.loader.files import Entry, RuleFile, entries
from service.loader.predicate import Path

# Kinds of rule that an overlay may name, and the word for one of them.
NOUNS = {
    "conditions": "condition",
    "findings": "finding",
    "medications": "medication",
    "red_flags": "red flag",
    "workup": "test",
    "services": "service",
}


class Draft:
    """The pack's files, in which single rules can be found and replaced."""

    def __init__(self, files: list[RuleFile]) -> None:
        """Index the checked files of a pack."""
        self.files = list(files)
        self._places: dict[tuple[str, str], tuple[int, Path]] = {}
        for nth, file in enumerate(files):
            for kind, path, data in _rules_of(file):
                self._places[kind, data["id"]] = (nth, path)

    def find(self, kind: str, name: str) -> dict[str, Any] | None:
        """One rule as it stands now, or None where the pack has none of that id."""
        place = self._places.get((kind, name))
        return None if place is None else _at(self.files[place[0]].document.data, place[1])

    def replace(self, kind: str, name: str, rule: dict[str, Any]) -> None:
        """Put another rule in the place of one that is there."""
        nth, path = self._places[kind, name]
        file = self.files[nth]
        self.files[nth] = replace(file, document=replace(file.document, data=_put(file.document.data, path, rule)))

    def unknown(self, change: Entry, where: str, kind: str, name: str) -> Fault:
        """There is no such rule; what may have been meant."""
        near = get_close_matches(name, [known for found, known in self._places if found == kind], 1)
        remedy = f"Did you mean {near[0]}?" if near else "Name one that the pack has."
        return change.fault((where,), f"The pack has no {NOUNS[kind]} with the id {name}.", remedy)


def _rules_of(file: RuleFile) -> Iterable[tuple[str, Path, dict[str, Any]]]:
    if file.kind == "referral":
        return [("services", ("services", nth), one) for nth, one in enumerate(file.document.data["services"])]
    if file.kind not in NOUNS:
        return []
    return [(file.kind, entry.path, entry.data) for entry in entries([file], file.kind)]


def _at(data: Any, path: Path) -> Any:
    found = data
    for step in path:
        found = found[step]
    return found


def _put(data: Any, path: Path, rule: Any) -> Any:
    if not path:
        return rule
    copy: Any = data.copy()
    copy[path[0]] = _put(copy[path[0]], path[1:], rule)
    return copy
