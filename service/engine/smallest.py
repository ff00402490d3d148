"""The smallest change of evidence that reaches a goal: all single facts, then all pairs, then likely triples.

What is told is supposed in full before it is told. Where a pair is told, every single fact was tried and failed; where
three facts are told, so was every pair. Among changes of one size the likeliest is told.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

import numpy as np

from service.engine.family import Places, Points, Truths
from service.engine.terms import Level
from service.engine.whatif import Case, Facts, Singles, places, scored, supposing

# Places in `Singles.facts`.
Chosen = tuple[int, ...]

# Of the facts that do most for a place, this many are tried three at a time.
BEAM = 30
# Pairs are bounded this many at a time, which keeps the arrays small.
CHUNK = 4096


def for_place(case: Case, found: Singles, condition: str, place: int) -> Facts | None:
    """The facts that lift a condition to a place or above it; None where no one, two or likely three do."""

    def reached(chosen: Chosen) -> bool:
        first = found.answers[chosen[0]]
        after = scored(case, _facts(found, chosen)[1:], first.evidence, first.scores)
        return after is not None and after[1].place(condition) <= place

    def enough(points: Points) -> Truths:
        return np.asarray(places(case, points, condition) <= place)

    singly = np.flatnonzero(enough(case.scores.column + found.gains)).tolist()
    for candidates in (
        ((nth,) for nth in singly),
        _pairs_apart(case, found, enough),
        _pairs_meeting(case, found, condition, enough),
        _triples(case, found, condition, enough),
    ):
        told = _likeliest(found, candidates, reached)
        if told is not None:
            return told
    return None


def for_referral(case: Case, found: Singles, wanted: Callable[[Level], bool]) -> Facts | None:
    """The facts that bring the referral to a wanted level; None where no one or two of the rules' own facts do."""

    def reached(chosen: Chosen) -> bool:
        after = supposing(case, _facts(found, chosen))
        return after is not None and wanted(after.level)

    singly = ((nth,) for nth, answer in enumerate(found.answers) if wanted(answer.level))
    return _likeliest(found, singly, reached) or _likeliest(found, _pairs_of_rules(case, found), reached)


def _likeliest(found: Singles, candidates: Iterable[Chosen], reached: Callable[[Chosen], bool]) -> Facts | None:
    def unlikely(chosen: Chosen) -> tuple[float, Chosen]:
        return -float(found.chances[list(chosen)].prod()), chosen

    told = next(filter(reached, sorted(candidates, key=unlikely)), None)
    return None if told is None else _facts(found, told)


def _facts(found: Singles, chosen: Chosen) -> Facts:
    return tuple(found.facts[nth] for nth in chosen)


def _pairs_apart(case: Case, found: Singles, enough: Callable[[Points], Truths]) -> Iterator[Chosen]:
    """Pairs that share no channel: what they add is what each adds."""
    for nth in range(len(found.facts) - 1):
        together = case.scores.column + found.gains[nth] + found.gains[nth + 1 :]
        for other in (np.flatnonzero(enough(together)) + nth + 1).tolist():
            if found.channels[nth].isdisjoint(found.channels[other]):
                yield nth, other


def _pairs_meeting(case: Case, found: Singles, condition: str, enough: Callable[[Points], Truths]) -> Iterator[Chosen]:
    """Pairs that share a channel and that could be enough, at best; they have still to be supposed."""
    pairs = _meeting(found)
    mine = case.knowledge.matrix.place[condition]
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK]
        possible = enough(case.scores.column + _at_best(found, chunk, mine))
        kin = np.array([_kin(found, one, other) for one, other in chunk.tolist()])
        yield from (tuple(pair) for pair in chunk[possible | kin].tolist())


def _meeting(found: Singles) -> Places:
    inside: dict[object, list[int]] = {}
    for nth, channels in enumerate(found.channels):
        for channel in channels:
            inside.setdefault(channel, []).append(nth)
    pairs = {pair for members in inside.values() for pair in combinations(members, 2)}
    told = sorted(pair for pair in pairs if found.facts[pair[0]][0] != found.facts[pair[1]][0])
    return np.array(told, dtype=np.intp).reshape(-1, 2)


def _kin(found: Singles, one: int, other: int) -> bool:
    """Whether two facts are of one family, which no bound covers."""
    return any(isinstance(channel, int) for channel in found.channels[one] & found.channels[other])


def _at_best(found: Singles, pairs: Places, mine: int) -> Points:
    """What two facts that meet add at best: the most for the condition `mine`, the least for its rivals.

    No fact moves a condition by more than its `most`. Two plain facts of one sign, which can meet in a pile only, bring
    no more than their sum and no less than the greater of them.
    """
    one, other = found.gains[pairs[:, 0]], found.gains[pairs[:, 1]]
    most_one, most_other = found.most[pairs[:, 0]], found.most[pairs[:, 1]]
    best = np.maximum(one - most_other, other - most_one)
    best[:, mine] = np.minimum(one + most_other, other + most_one)[:, mine]
    plain = found.plain[pairs].all(axis=1) & ~_combined(found, pairs)
    tight = np.where((one > 0) & (other > 0), np.maximum(one, other), one + other)
    losing = (one[:, mine] < 0) & (other[:, mine] < 0)
    tight[:, mine] = np.where(losing, np.minimum(one, other)[:, mine], (one + other)[:, mine])
    return np.where(plain[:, np.newaxis], tight, best)


def _combined(found: Singles, pairs: Places) -> Truths:
    """Whether two facts are heard by one combination."""
    shared = (found.channels[one] & found.channels[other] for one, other in pairs.tolist())
    return np.array([any(isinstance(channel, tuple) for channel in channels) for channels in shared], dtype=np.bool_)


def _triples(case: Case, found: Singles, condition: str, enough: Callable[[Points], Truths]) -> Iterator[Chosen]:
    """Three facts at a time of those that do most against the leader, where no two share a channel."""
    matrix = case.knowledge.matrix
    gain = found.gains[:, matrix.place[condition]] - found.gains[:, matrix.place[case.scores.leader]]
    best = np.argsort(-gain, kind="stable")[:BEAM].tolist()
    chosen = [trio for trio in combinations(sorted(best), 3) if _apart(found, trio)]
    if chosen:
        together = case.scores.column + found.gains[np.array(chosen)].sum(axis=1)
        yield from (chosen[nth] for nth in np.flatnonzero(enough(together)).tolist())


def _apart(found: Singles, chosen: tuple[int, ...]) -> bool:
    return all(found.channels[a].isdisjoint(found.channels[b]) for a, b in combinations(chosen, 2))


def _pairs_of_rules(case: Case, found: Singles) -> Iterator[Chosen]:
    """Pairs of facts that one red flag reads, and pairs that a reassuring label still needs."""
    place = {fact: nth for nth, fact in enumerate(found.facts)}
    read = [flag.reads for flag in case.knowledge.red_flags.values() if flag.level > case.decided.level]
    needed = frozenset(missing.requirement.finding for missing in case.decided.missing)
    pairs: set[Chosen] = set()
    for findings in (*read, needed):
        open_facts = [place[name, known] for name in findings for known in (True, False) if (name, known) in place]
        pairs.update(combinations(sorted(open_facts), 2))
    yield from pairs
