"""The list of each kind, in the groups in which a reader looks: by level, by cause, by kind of finding, by letter."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from service.doors.book.kinds import KINDS
from service.doors.book.numbers import percent
from service.doors.book.shelf import Book
from service.doors.book.words import FINDING_KINDS, QUALITIES, spelt
from service.doors.certify import Json
from service.engine.knowledge import Policy
from service.engine.terms import Level

# Heading and remark of one entry in a list.
Shelved = tuple[str, str]


def list_page(book: Book, kind: str) -> Json | None:
    """The data of the list of one kind, or None where there is no such kind."""
    if kind not in KINDS:
        return None
    entries = KINDS[kind].entries(book.knowledge)
    return {"of": KINDS[kind], "total": len(entries), "groups": _groups(book, kind, entries.values())}


def _groups(book: Book, kind: str, entries: Iterable[Any]) -> list[Json]:
    place = _PLACES[kind]
    found: dict[str, list[Json]] = {}
    for entry in entries:
        heading, remark = place(book.knowledge.policy, entry)
        row = {"ref": book.ref(kind, entry.id), "remark": remark, "grave": getattr(entry, "must_not_miss", False)}
        found.setdefault(heading, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row["ref"].label.casefold(), row["ref"].id))
    order = _order(book, kind)
    headings = sorted(found, key=lambda heading: (order.index(heading) if heading in order else len(order), heading))
    return [{"title": heading, "rows": found[heading]} for heading in headings]


def _order(book: Book, kind: str) -> list[str]:
    """Headings that have an order of their own; all others follow by the alphabet."""
    if kind == "red-flags":
        return [book.knowledge.policy.level_labels[level] for level in sorted(Level, reverse=True)]
    return list({"findings": FINDING_KINDS, "sources": QUALITIES}.get(kind, {}).values())


def _condition(policy: Policy, one: Any) -> Shelved:
    return spelt(one.category), policy.level_labels[one.referral.level]


def _finding(_: Policy, one: Any) -> Shelved:
    return FINDING_KINDS.get(one.kind) or spelt(one.kind), f"{percent(one.background)} of all who present"


def _red_flag(policy: Policy, one: Any) -> Shelved:
    return policy.level_labels[one.level], policy.services[one.to]


def _by_letter(_: Policy, one: Any) -> Shelved:
    return one.label[:1].upper() or "?", ", ".join(spelt(effect) for effect in sorted({e.effect for e in one.effects}))


def _source(_: Policy, one: Any) -> Shelved:
    told = ", ".join(str(part) for part in (one.publisher, one.year) if part)
    return QUALITIES.get(one.quality) or spelt(one.quality), told


def _movement(_: Policy, one: Any) -> Shelved:
    return "", f"{percent(one.share)} of all who present"


def _plain(_: Policy, one: Any) -> Shelved:
    return "", getattr(one, "unit", "")


_PLACES: Mapping[str, Callable[[Policy, Any], Shelved]] = {
    "conditions": _condition,
    "movements": _movement,
    "findings": _finding,
    "red-flags": _red_flag,
    "tests": _plain,
    "medications": _by_letter,
    "analytes": _plain,
    "screens": _plain,
    "sources": _source,
}
