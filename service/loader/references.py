"""Every place where one rule names another by id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.loader.files import Entry
from service.loader.predicate import Path, named_findings


@dataclass(frozen=True, slots=True)
class Reference:
    """An id of `kind`, named in `entry` at `path`."""

    kind: str
    id: str
    entry: Entry
    path: Path


def references(by_kind: Mapping[str, list[Entry]]) -> Iterator[Reference]:
    """All references in all entries."""
    for found in by_kind.values():
        for entry in found:
            yield from _cited(entry, (), entry.data)
    makers = {"findings": _finding, "conditions": _condition, "red_flags": _red_flag, "movements": _movement}
    for kind, named_in in makers.items():
        for entry in by_kind[kind]:
            yield from named_in(entry)
    for kind, key in (("screens", "absent"), ("workup", "settles")):
        for entry in by_kind[kind]:
            for place, name in enumerate(entry.data.get(key, ())):
                yield Reference("findings", name, entry, (key, place))
    for entry in by_kind["pack"]:
        yield from _when(entry, entry.data["scope"]["when"], ("scope", "when"))


def _cited(entry: Entry, path: Path, data: object) -> Iterator[Reference]:
    """Sources, wherever they stand."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "sources" and isinstance(value, list) and all(isinstance(v, str) for v in value):
                for place, name in enumerate(value):
                    yield Reference("sources", name, entry, (*path, key, place))
            else:
                yield from _cited(entry, (*path, key), value)
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _cited(entry, (*path, place), value)


def _when(entry: Entry, when: dict[str, object], path: Path) -> Iterator[Reference]:
    for name, where in named_findings(when, path):
        yield Reference("findings", name, entry, where)


def _finding(entry: Entry) -> Iterator[Reference]:
    for place, name in enumerate(entry.data.get("parents", ())):
        yield Reference("findings", name, entry, ("parents", place))
    if "only_with" in entry.data:
        yield Reference("findings", entry.data["only_with"], entry, ("only_with",))
    if "group" in entry.data:
        yield Reference("groups", entry.data["group"], entry, ("group",))


def _condition(entry: Entry) -> Iterator[Reference]:
    data = entry.data
    yield Reference("services", data["referral"]["to"], entry, ("referral", "to"))
    for family, profile in data["profiles"].items():
        yield Reference("groups", family, entry, ("profiles", family))
        for name in profile["percents"]:
            yield Reference("findings", name, entry, ("profiles", family, "percents", name))
    for key in ("findings", "earned_when"):
        for place, item in enumerate(data.get(key, ())):
            yield Reference("findings", item["finding"], entry, (key, place, "finding"))
    for place, item in enumerate(data.get("combinations", ())):
        yield from _when(entry, item["when"], ("combinations", place, "when"))
    if "implausible_when" in data:
        yield from _when(entry, data["implausible_when"]["when"], ("implausible_when", "when"))
    yield from _tests(entry)


def _movement(entry: Entry) -> Iterator[Reference]:
    data = entry.data
    if "finding" in data:
        yield Reference("findings", data["finding"], entry, ("finding",))
    for name in data["names"]["percents"]:
        yield Reference("findings", name, entry, ("names", "percents", name))
    for place, item in enumerate(data["discriminators"]):
        yield Reference("findings", item["finding"], entry, ("discriminators", place, "finding"))
    for key, kind in (("findings", "findings"), ("tests", "workup")):
        for place, name in enumerate(data["settled_by"].get(key, ())):
            yield Reference(kind, name, entry, ("settled_by", key, place))


def _red_flag(entry: Entry) -> Iterator[Reference]:
    yield Reference("services", entry.data["to"], entry, ("to",))
    yield from _when(entry, entry.data["when"], ("when",))
    for key in ("fires", "almost"):
        for place, case in enumerate(entry.data[key]):
            for name in case:
                yield Reference("findings", name, entry, (key, place, name))
    yield from _tests(entry)


def _tests(entry: Entry) -> Iterator[Reference]:
    for place, item in enumerate(entry.data.get("workup", ())):
        yield Reference("workup", item["test"], entry, ("workup", place, "test"))
