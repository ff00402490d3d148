"""Rules: which rules were added, removed or changed between two folders, and what each change is worth in points."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.loader.files import KINDS, RuleFile, entries, read_files

# (kind, id) of a rule; a file that is one rule without an id has its kind's name.
Key = tuple[str, str]
# What an entry of a list is told by, in this order.
_NAMES = ("id", "finding", "test", "text", "field")
# Keys under which there are only words: a change of them changes no answer.
WORDS = frozenset(
    """
    almost because codes fires grade indication label plain question reviewed sources summary synonyms text title
    """.split()
)


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that differs. `before` or `after` is None where there was or is none; `parts`: path -> both values."""

    key: Key
    file: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    parts: Mapping[str, tuple[Any, Any]]

    @property
    def telling(self) -> dict[str, tuple[Any, Any]]:
        """The parts that can change an answer; of an item that is new or gone not its own name."""
        kept = {path: pair for path, pair in self.parts.items() if WORDS.isdisjoint(path.split("/"))}
        return {path: pair for path, pair in kept.items() if None not in pair or path.split("/")[-1] not in _NAMES}


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a folder as documents, whether or not they make sense together."""

    rules: Mapping[Key, Mapping[str, Any]]
    files: Mapping[Key, str]


def read_rules(folder: Path) -> Rules:
    """The rules of a folder; what cannot be read is left out."""
    files, _ = read_files(folder)
    found = {(entry.file.kind, _id(entry.file, entry.data)): entry for kind in KINDS for entry in entries(files, kind)}
    return Rules({k: e.data for k, e in found.items()}, {k: e.file.name for k, e in found.items()})


def _id(file: RuleFile, data: Mapping[str, Any]) -> str:
    return str(data.get("id", file.kind))


def compare(before: Rules, after: Rules) -> list[Change]:
    """Every rule that differs, by kind and id."""
    keys = sorted(before.rules.keys() | after.rules.keys())
    pairs = ((key, before.rules.get(key), after.rules.get(key)) for key in keys)
    return [
        Change(key, (after.files if new else before.files)[key], old, new, _parts(old, new))
        for key, old, new in pairs
        if old != new
    ]


def _parts(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> dict[str, tuple[Any, Any]]:
    if old is None or new is None:
        return {}
    first, second = dict(_flat(old)), dict(_flat(new))
    paths = [*first, *(path for path in second if path not in first)]
    return {path: (first.get(path), second.get(path)) for path in paths if first.get(path) != second.get(path)}


def _flat(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path; an item of a list goes by its name where it has one."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _flat(value, f"{path}/{key}" if path else str(key))
    elif isinstance(data, list) and any(isinstance(item, Mapping) for item in data):
        for place, item in enumerate(data):
            name = next((str(item[key]) for key in _NAMES if key in item), str(place))
            yield from _flat(item, f"{path}/{name}")
    else:
        yield path, data


def told(change: Change, before: Rules, after: Rules) -> Iterator[str]:
    """A change in lines: what was added, removed or changed, with percents and their points."""
    kind, name = change.key
    if change.before is None or change.after is None:
        yield f"{'+' if change.before is None else '-'} {kind} {name}  ({change.file})"
        return
    words = sorted({path.split("/")[-1] for path in change.parts if path not in change.telling})
    yield f"~ {kind} {name}  ({change.file})" + (f"  words: {', '.join(words)}" if words else "")
    for path, (old, new) in change.telling.items():
        worth = tuple(points(rules, kind, path, value) for rules, value in ((before, old), (after, new)))
        points_told = (
            f"  ({_signed(worth[0])} → {_signed(worth[1])} points)" if any(w is not None for w in worth) else ""
        )
        yield f"    {path}: {_short(old)} → {_short(new)}{points_told}"


def points(rules: Rules, kind: str, path: str, value: Any) -> float | None:
    """Decibans when present of a percent or class on a card; None for anything else, or where nothing is stated."""
    steps = path.split("/")
    finding = steps[1] if steps[0] == "findings" and steps[-1] in ("percent", "class") else steps[-1]
    known = rules.rules.get(("findings", finding))
    if kind != "conditions" or known is None or value is None or steps[0] not in ("findings", "profiles"):
        return None
    scale = rules.rules[("scale", "scale")]
    percent = scale["classes"].get(value, value)
    bounds = {item["id"]: item["value"] for item in scale["constants"]}
    low, high = bounds["lowest-percent"], bounds["highest-percent"]
    share, usual = (min(max(float(x), low), high) for x in (percent, known["background"]["percent"]))
    return 10 * math.log10(share / usual)


def _signed(worth: float | None) -> str:
    return "none" if worth is None else f"{worth:+.1f}"


def _short(value: Any) -> str:
    text = "none" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
