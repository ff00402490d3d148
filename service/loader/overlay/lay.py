"""Lay: the pack's files and a site's -> the files of both, what changed, or every fault."""

from collections.abc import Iterator
from typing import NamedTuple

from service.engine.overlay import LocalChange, Overlay
from service.loader.fault import Fault
from service.loader.files import Entry, RuleFile, entries
from service.loader.overlay.additions import check_additions, check_announced
from service.loader.overlay.changes import SAID, kind_of, lay_change
from service.loader.overlay.draft import Draft
from service.loader.overlay.names import names_in
from service.loader.overlay.safety import read_safety
from service.loader.overlay.withdrawal import IN_PART, check_withdrawals, is_withdrawal, lay_withdrawal, without_tests

# Kinds of file that only an overlay has.
OWN = ("overlay", "changes")
# Kinds of rule as paths say them, where that is another word.
_PATHS = {"red_flags": "red-flags", "workup": "tests"}


class Laid(NamedTuple):
    """The files of pack and overlay together, and what the overlay did; or its faults, and nothing laid."""

    files: list[RuleFile]
    overlay: Overlay | None
    faults: list[Fault]


def lay(pack: list[RuleFile], local: list[RuleFile], sha256: str) -> Laid:
    """Lay an overlay over a pack. Every file has its shape already; `sha256` is the overlay's own."""
    draft, safety = Draft(pack), read_safety(pack)
    asked = list(entries(local, "changes"))
    announced = {(SAID[c.data["kind"]], c.data["id"]) for c in asked if c.data["change"] == "add"}
    faults = [
        *_repeated(asked),
        *check_additions(local, draft, announced),
        *check_withdrawals(asked, draft, local),
    ]
    told: list[LocalChange] = []
    # Withdrawals last: a replacement has the level that the other changes give it.
    for change in sorted(asked, key=is_withdrawal):
        if is_withdrawal(change):
            outcome = lay_withdrawal(change, draft, safety, local, asked)
        elif change.data["change"] == "add":
            outcome = _lay_one(change, local)
        else:
            outcome = lay_change(change, draft, safety)
        if isinstance(outcome, str):
            told.append(_told(change, outcome, draft, local))
        else:
            faults.extend(outcome)
    if faults:
        return Laid(pack, None, faults)
    both = [*without_tests(draft.files), *(file for file in local if file.kind not in OWN)]
    return Laid(both, _overlay(local, tuple(told), sha256), [])


def _lay_one(change: Entry, local: list[RuleFile]) -> str | list[Fault]:
    return list(check_announced(change, local)) or "Added to the pack."


def _repeated(asked: list[Entry]) -> Iterator[Fault]:
    seen: set[tuple[str, ...]] = set()
    for change in asked:
        data = change.data
        key = (data["change"], kind_of(data), data["id"], data.get("field", data.get("combination", "")))
        if key in seen:
            yield change.fault(("id",), f"{data['id']} is changed twice in this way.", "Keep one of the two.")
        seen.add(key)


def _told(change: Entry, what: str, draft: Draft, local: list[RuleFile]) -> LocalChange:
    kind, data = kind_of(change.data), change.data
    rule = draft.find(kind, data["id"]) or _added(local, kind, data["id"])
    return LocalChange(
        change=data["change"],
        kind=_PATHS.get(kind, kind),
        id=data["id"],
        label=rule["label"],
        what=what,
        because=data["because"],
        by=data["by"],
        date=data["date"],
        gone=is_withdrawal(change) and data["kind"] not in IN_PART,
    )


def _added(local: list[RuleFile], kind: str, name: str) -> dict[str, str]:
    return next(entry.data for entry in entries(local, kind) if entry.data["id"] == name)


def _overlay(local: list[RuleFile], changes: tuple[LocalChange, ...], sha256: str) -> Overlay:
    about = next(entries(local, "overlay")).data
    medicines = [entry.data for entry in entries(local, "medications")]
    renamed = [one.data for one in entries(local, "changes") if one.data["change"] == "names"]
    names = [*(n for data in medicines for n in names_in(data)), *(n for data in renamed for n in _after_id(data))]
    return Overlay(
        **{key: about[key] for key in ("id", "site", "version", "date", "because")},
        sha256=sha256,
        changes=changes,
        names=frozenset(names),
        codes=frozenset(
            (system, code) for data in medicines for system, codes in data["codes"].items() for code in codes
        ),
    )


def _after_id(data: dict[str, str]) -> list[str]:
    """The names that a change gives; its id is the medicine's own."""
    return list(names_in(data))[1:]
