"""Normal form of a predicate, for compiling: no `not` but before an unknown finding, nothing nested in vain."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.engine.predicates import AtLeast, Is, Not, Predicate, Statuses
from service.engine.terms import Status

# A predicate in normal form: what compiles it asks for that, so that it is brought into it once.
Normal = Predicate

_OPPOSITE = {Status.PRESENT: Status.ABSENT, Status.ABSENT: Status.PRESENT}


@dataclass(frozen=True, slots=True)
class Lacks:
    """A finding is absent or unknown: not known to be present, which is always settled."""

    finding: str

    def holds(self, statuses: Statuses) -> bool:
        """True unless it is known to be present."""
        return statuses.get(self.finding) is not True

    def findings(self) -> frozenset[str]:
        """The one finding."""
        return frozenset((self.finding,))


def normal(predicate: Predicate, *, fails: bool = False) -> Normal:
    """The predicate, or what makes it fail, in normal form: it holds, and waits for, the same. Raises TypeError."""
    match predicate:
        case Is(status=Status.UNKNOWN):
            return Not(predicate) if fails else predicate
        case Is(finding=finding, status=status):
            return Is(finding, _OPPOSITE[status]) if fails else predicate
        case Lacks(finding=finding):
            return Is(finding) if fails else predicate
        case AtLeast(count=count, parts=parts):
            enough = len(parts) - count + 1 if fails else count
            return _flat(enough, [normal(part, fails=fails) for part in parts])
        case Not(part=part):
            return normal(part, fails=not fails)
    raise TypeError(f"{type(predicate).__name__} is no kind of predicate.")


def _flat(count: int, parts: list[Predicate]) -> Predicate:
    """An `any` within an `any`, and an `all` within an `all`, are parts of the outer one."""
    if count not in (1, len(parts)):
        return AtLeast(count, tuple(parts))
    kept = list(_open_up(parts, every=count != 1))
    if count == 1:
        kept = _lacking(kept)
    return kept[0] if len(kept) == 1 else AtLeast(1 if count == 1 else len(kept), tuple(kept))


def _open_up(parts: list[Predicate], *, every: bool) -> Iterator[Predicate]:
    for part in parts:
        if isinstance(part, AtLeast) and part.count == (len(part.parts) if every else 1):
            yield from part.parts
        else:
            yield part


def _lacking(parts: list[Predicate]) -> list[Predicate]:
    """Of the parts of an `any`: absent or unknown is one part, not known to be present."""
    absent, unknown = (_asking_for(parts, status) for status in (Status.ABSENT, Status.UNKNOWN))
    both = absent & unknown
    if not both:
        return parts
    merged = [part for part in parts if isinstance(part, Is) and part.finding in both and part != Is(part.finding)]
    return [*(part for part in parts if part not in merged), *map(Lacks, sorted(both))]


def _asking_for(parts: list[Predicate], status: Status) -> set[str]:
    return {part.finding for part in parts if isinstance(part, Is) and part.status is status}
