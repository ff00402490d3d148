"""Does a `when` hold? True, false or not known (None), in Kleene's three-valued logic. Imports only the closed words.

Every predicate is asked about `statuses`: finding id -> True (present) or False (absent); a missing id is unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from service.engine.terms import Status

Statuses = Mapping[str, bool]


class Predicate(Protocol):
    """A condition on evidence."""

    def holds(self, statuses: Statuses) -> bool | None:
        """True, False, or None where the evidence does not settle it."""

    def findings(self) -> frozenset[str]:
        """Every finding id it reads."""


@dataclass(frozen=True, slots=True)
class Is:
    """One finding has one status."""

    finding: str
    status: Status = Status.PRESENT

    def holds(self, statuses: Statuses) -> bool | None:
        """Asking for `unknown` always has an answer; the other two have one only where the finding is known."""
        known = statuses.get(self.finding)
        if self.status is Status.UNKNOWN:
            return known is None
        if known is None:
            return None
        return known is (self.status is Status.PRESENT)

    def findings(self) -> frozenset[str]:
        """The one finding."""
        return frozenset((self.finding,))


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold. All of them is `all`, one of them is `any`."""

    count: int
    parts: tuple[Predicate, ...]

    def holds(self, statuses: Statuses) -> bool | None:
        """True once enough parts hold; False once too few can; otherwise not known."""
        true = possible = 0
        for part in self.parts:
            answer = part.holds(statuses)
            if answer is not False:
                possible += 1
                true += answer is True
                if true >= self.count:
                    return True
        return None if possible >= self.count else False

    def findings(self) -> frozenset[str]:
        """The findings of all parts."""
        return _union(part.findings() for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold; not known stays not known."""

    part: Predicate

    def holds(self, statuses: Statuses) -> bool | None:
        """The opposite of the part."""
        answer = self.part.holds(statuses)
        return None if answer is None else not answer

    def findings(self) -> frozenset[str]:
        """The findings of the part."""
        return self.part.findings()


def every(*parts: Predicate) -> AtLeast:
    """All parts hold."""
    return AtLeast(len(parts), parts)


def either(*parts: Predicate) -> AtLeast:
    """At least one part holds."""
    return AtLeast(1, parts)


def true_leaves(predicate: Predicate, statuses: Statuses) -> tuple[Is, ...]:
    """The single-finding parts that hold, in order: what made a fired rule fire."""
    return _true(predicate, statuses)[1]


def _true(predicate: Predicate, statuses: Statuses) -> tuple[bool, tuple[Is, ...]]:
    """Whether a predicate surely holds, and what makes it: both in one walk."""
    match predicate:
        case Is():
            return (True, (predicate,)) if predicate.holds(statuses) else (False, ())
        case AtLeast(count=count, parts=parts):
            told = [leaves for holds, leaves in (_true(part, statuses) for part in parts) if holds]
            return len(told) >= count, tuple(leaf for leaves in told for leaf in leaves)
        case Not(part=Is(finding=finding)) if predicate.holds(statuses):
            return True, (Is(finding, Status.PRESENT if statuses[finding] else Status.ABSENT),)
    return predicate.holds(statuses) is True, ()


def open_leaves(predicate: Predicate, statuses: Statuses) -> tuple[Is, ...]:
    """The single-finding parts that are not known: what could still make the rule fire. Settled parts are left out."""
    return _open(predicate, statuses)[1]


def _open(predicate: Predicate, statuses: Statuses) -> tuple[bool | None, tuple[Is, ...]]:
    """Whether a predicate holds, and where that is not known its open leaves: both in one walk."""
    match predicate:
        case Is():
            answer = predicate.holds(statuses)
            return answer, () if answer is not None else (predicate,)
        case AtLeast(count=count, parts=parts):
            return _enough(count, [_open(part, statuses) for part in parts])
        case Not(part=part):
            answer, leaves = _open(part, statuses)
            if answer is not None:
                return not answer, ()
            return None, tuple(Is(leaf.finding, _opposite(leaf.status)) for leaf in leaves)
    raise TypeError(f"{type(predicate).__name__} is no kind of predicate.")


def _enough(count: int, parts: list[tuple[bool | None, tuple[Is, ...]]]) -> tuple[bool | None, tuple[Is, ...]]:
    answers = [answer for answer, _ in parts]
    if answers.count(True) >= count:
        return True, ()
    if len(answers) - answers.count(False) < count:
        return False, ()
    return None, tuple(leaf for _, leaves in parts for leaf in leaves)


def _opposite(status: Status) -> Status:
    return Status.ABSENT if status is Status.PRESENT else Status.PRESENT


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)
