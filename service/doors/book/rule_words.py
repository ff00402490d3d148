"""A `when` as nested lines that a clinician can check off, from the compiled predicate that decides."""

from service.doors.book.shelf import Book
from service.doors.certify import Json
from service.engine.predicates import AtLeast, Is, Not, Predicate
from service.engine.terms import Status

_OPPOSITE = {Status.PRESENT: Status.ABSENT, Status.ABSENT: Status.PRESENT}
_SAID = {
    frozenset({Status.PRESENT}): "",
    frozenset({Status.ABSENT}): "is absent",
    frozenset({Status.UNKNOWN}): "is not known",
    frozenset({Status.UNKNOWN, Status.ABSENT}): "is not recorded as present",
    frozenset({Status.UNKNOWN, Status.PRESENT}): "is not ruled out",
    frozenset({Status.PRESENT, Status.ABSENT}): "is known, either way",
}


def rule_words(book: Book, when: Predicate) -> Json:
    """A node: either `ref` with what is `said` of it (nothing: it is present), or `lead` with `parts`."""
    match when:
        case Is(finding=finding, status=status):
            return _leaf(book, finding, frozenset({status}))
        case Not(part=Is(finding=finding, status=status)) if status in _OPPOSITE:
            return _leaf(book, finding, frozenset({_OPPOSITE[status]}))
        case Not(part=part):
            return {"lead": "This does not hold:", "parts": [rule_words(book, part)]}
        case AtLeast(count=count, parts=parts):
            return _several(book, count, parts)
    raise TypeError(type(when).__name__)


def _several(book: Book, count: int, parts: tuple[Predicate, ...]) -> Json:
    if len(parts) == 1:
        return rule_words(book, parts[0])
    one = _one_finding(count, parts)
    if one:
        return _leaf(book, one[0], one[1])
    return {"lead": _lead(count, len(parts)), "parts": [rule_words(book, part) for part in parts]}


def _lead(count: int, total: int) -> str:
    if count == total:
        return "Both of these:" if total == 2 else f"All {total} of these:"
    if count == 1:
        return "Either of these:" if total == 2 else "Any one of these:"
    return f"At least {count} of these {total}:"


def _one_finding(count: int, parts: tuple[Predicate, ...]) -> tuple[str, frozenset[Status]] | None:
    """The finding and its statuses, where all parts are alternatives about one and the same."""
    leaves = [part for part in parts if isinstance(part, Is)]
    names = {leaf.finding for leaf in leaves}
    if count != 1 or len(leaves) != len(parts) or len(names) != 1:
        return None
    statuses = frozenset(leaf.status for leaf in leaves)
    return (names.pop(), statuses) if statuses in _SAID else None


def _leaf(book: Book, finding: str, statuses: frozenset[Status]) -> Json:
    return {"ref": book.ref("findings", finding), "said": _SAID[statuses]}
