"""Prefilter: what must be so for a predicate to hold, so that most rules need not be asked at all.

None says more than the predicate does: what they rule out cannot hold, or cannot change.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import combinations
from operator import or_

from service.engine.normal import Lacks, Normal
from service.engine.ontology import Ontology
from service.engine.predicates import AtLeast, Is, Not, Predicate
from service.engine.terms import Status

Names = frozenset[str]
# A finding that becomes present (True) or absent (False).
Fact = tuple[str, bool]
_NONE: Names = frozenset()


def needed(predicate: Normal) -> Names:
    """Findings of which at least one is present wherever the predicate holds; none where that cannot be said."""
    match predicate:
        case Is(finding=finding, status=Status.PRESENT):
            return frozenset((finding,))
        case AtLeast(count=count, parts=parts):
            found = [needed(part) for part in parts]
            if count == len(parts):
                return min(filter(None, found), key=len, default=_NONE)
            return _NONE.union(*found) if found.count(_NONE) < count else _NONE
    return _NONE


def begun_by(predicate: Normal, down: Mapping[str, int]) -> Names:
    """Findings of which at least one is present wherever one more may make the predicate hold; none where none must be.

    Of two parts that both must hold, and that no one finding completes together, one has to hold already. `down`:
    finding -> the bits of it and all below it, which imply it.
    """
    match predicate:
        case AtLeast(count=count, parts=parts) if count == len(parts) > 1:
            told = [(names, reduce(or_, (down[name] for name in names))) for part in parts if (names := needed(part))]
            pairs = (one | other for (one, low), (other, too) in combinations(told, 2) if not low & too)
            return min(pairs, key=len, default=_NONE)
    return _NONE


def by_any(predicate: Normal) -> bool:
    """Whether the presence of any one of its findings makes the predicate hold."""
    match predicate:
        case Is(status=Status.PRESENT):
            return True
        case AtLeast(count=1, parts=parts):
            return all(isinstance(part, Is) and part.status is Status.PRESENT for part in parts)
    return False


def changed_by_fact(predicates: Sequence[Normal], ontology: Ontology) -> dict[Fact, tuple[int, ...]]:
    """For each fact the places of the predicates that it, or what follows from it, may change."""
    moved: dict[Fact, set[int]] = {}
    for nth, predicate in enumerate(predicates):
        for fact in _movers(predicate):
            moved.setdefault(fact, set()).add(nth)
    return {
        (name, present): tuple(sorted({nth for one in (name, *line[name]) for nth in moved.get((one, present), ())}))
        for present, line in ((True, ontology.ancestors), (False, ontology.descendants))
        for name in line
    }


def _movers(predicate: Predicate) -> set[Fact]:
    """What may change whether it surely holds. A finding that is asked for as present does nothing once absent."""
    match predicate:
        case Is(finding=finding, status=Status.PRESENT) | Lacks(finding=finding):
            return {(finding, True)}
        case Is(finding=finding, status=Status.ABSENT):
            return {(finding, False)}
        case Is(finding=finding) | Not(part=Is(finding=finding)):
            return {(finding, True), (finding, False)}
        case AtLeast(parts=parts):
            return set().union(*(_movers(part) for part in parts))
    raise TypeError(f"{type(predicate).__name__} is not in normal form.")
