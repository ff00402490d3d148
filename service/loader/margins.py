"""Margins: what stands on a rule for its readers alone, not for the engine: reviewers, cases, how much was read."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.loader.files import RuleFile, entries

# kind as `Knowledge` names it -> id -> word -> value.
Margins = Mapping[str, Mapping[str, Mapping[str, Any]]]

_NAMED = {"workup": "tests", "movements": "movement_kinds"}
_KEPT = {
    "conditions": ("reviewed",),
    "red_flags": ("reviewed", "fires", "almost"),
    "findings": (),
    "movements": (),
    "workup": (),
    "medications": (),
    "screens": (),
    "analytes": (),
    "sources": ("seen",),
}


def read_margins(files: list[RuleFile]) -> Margins:
    """The margins of checked files: each rule's file, who reviewed it, its cases, and how much of a source was read."""
    return {_NAMED.get(kind, kind): dict(_of_kind(files, kind)) for kind in _KEPT}


def _of_kind(files: list[RuleFile], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in entries(files, kind):
        kept = {word: entry.data[word] for word in _KEPT[kind] if entry.data.get(word) is not None}
        more = _card(entry.data) if kind == "conditions" else {}
        yield entry.data["id"], {"file": entry.file.name, **kept, **more}


def _card(data: Mapping[str, Any]) -> dict[str, Any]:
    """Of a condition's card: how many patients a figure rests on, and why it may be implausible."""
    patients = {item["finding"]: item["n"] for item in data["findings"] if "n" in item}
    unlikely = data.get("implausible_when", {}).get("because")
    return {"patients": patients, **({"implausible_because": unlikely} if unlikely else {})}
