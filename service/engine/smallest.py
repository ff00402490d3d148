"""The smallest change of evidence that reaches a goal: all single facts, then all pairs, then likely triples.

What is told is supposed in full before it is told. Where a pair is told, every single fact was tried and failed; where
three facts are told, so was every pair. Among changes of one size the likeliest is told.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from service.engine.family import Places, Points
from service.engine.singles import Singles
from service.engine.terms import Level
from service.engine.trial import Trial
from service.engine.whatif import Case, Facts, supposing

# Places in `Singles.facts`, a row a change.
Choices = Places

# Of the facts that do most for a place, this many are tried three at a time.
BEAM = 30
# Pairs are bounded this many at a time, which keeps the arrays small.
CHUNK = 16_384
# Changes are tried in lots, likeliest first, of which the first is small: it mostly holds what is sought.
FIRST_LOT, LARGEST_LOT = 8, 512


def for_place(case: Case, found: Singles, condition: str, place: int) -> Facts | None:
    """The facts that lift a condition to a place or above it; None where no one, two or likely three do."""
    trial = Trial(case, found, condition, place)
    for seek in (_singly, _pairs_apart, _pairs_meeting, _triples):
        told = _likeliest(found, seek(found, trial), trial.reached)
        if told is not None:
            return told
    return None


def for_referral(case: Case, found: Singles, wanted: Callable[[Level], bool]) -> Facts | None:
    """The facts that bring the referral to a wanted level; None where no one or two of the rules' own facts do."""

    def reached(choices: Choices) -> Iterator[bool]:
        for chosen in choices.tolist():
            after = supposing(case, tuple(found.facts[nth] for nth in chosen))
            yield after is not None and wanted(after.level)

    singly = np.array([nth for nth, level in enumerate(found.levels) if wanted(level)], dtype=np.intp).reshape(-1, 1)
    return _likeliest(found, singly, reached) or _likeliest(found, _pairs_of_rules(case, found), reached)


def _likeliest(found: Singles, choices: Choices, reached: Callable[[Choices], Iterator[bool]]) -> Facts | None:
    """The first choice that holds, in the order of how likely they are."""
    unlikely = -found.chances[choices].prod(axis=1)
    ordered = choices[np.lexsort((*choices.T[::-1], unlikely))]
    start, size = 0, FIRST_LOT
    while start < len(ordered):
        lot = ordered[start : start + size]
        for chosen, holds in zip(lot.tolist(), reached(lot), strict=False):
            if holds:
                return tuple(found.facts[nth] for nth in chosen)
        start, size = start + size, min(2 * size, LARGEST_LOT)
    return None


def _singly(_: Singles, trial: Trial) -> Choices:
    return np.flatnonzero(trial.may_be_enough(trial.gains)).reshape(-1, 1)


def _pairs_apart(found: Singles, trial: Trial) -> Choices:
    """Pairs that meet nowhere: what they add is what each adds."""
    pairs = [np.zeros((0, 2), dtype=np.intp)]
    for nth in range(len(found.facts) - 1):
        apart = trial.may_be_enough(trial.gains[nth] + trial.gains[nth + 1 :]) & ~found.meets[nth, nth + 1 :]
        others = np.flatnonzero(apart) + nth + 1
        pairs.append(np.column_stack([np.full(len(others), nth), others]))
    return np.concatenate(pairs)


def _pairs_meeting(found: Singles, trial: Trial) -> Choices:
    """Pairs that meet and that could be enough, at best."""
    one, other = np.nonzero(np.triu(found.meets, 1))
    # The two facts of one finding stand side by side, the first of them at an even place.
    pairs = np.column_stack([one, other])[one // 2 != other // 2]
    chunks = [pairs[start : start + CHUNK] for start in range(0, len(pairs), CHUNK)]
    kept = [chunk[trial.may_be_enough(_at_best(found, trial, chunk))] for chunk in chunks]
    return np.concatenate([np.zeros((0, 2), dtype=np.intp), *kept])


def _at_best(found: Singles, trial: Trial, pairs: Choices) -> Points:
    """What two facts that meet add at best: the most for the condition in question, the least for its rivals.

    No fact moves a condition by more than its `most`, and no two of one family by more than the family's. Two plain
    facts of one sign, which can meet in a pile only, bring no more than their sum and no less than the greater of them.
    """
    one, other = trial.gains[pairs[:, 0]], trial.gains[pairs[:, 1]]
    most_one, most_other = trial.most[pairs[:, 0]], trial.most[pairs[:, 1]]
    best = np.maximum(one - most_other, other - most_one)
    best[:, 0] = np.minimum(one + most_other, other + most_one)[:, 0]
    plain = found.plain[pairs].all(axis=1) & ~found.combined[pairs[:, 0], pairs[:, 1]]
    tight = np.where((one > 0) & (other > 0), np.maximum(one, other), one + other)
    losing = (one[:, 0] < 0) & (other[:, 0] < 0)
    tight[:, 0] = np.where(losing, np.minimum(one, other)[:, 0], (one + other)[:, 0])
    kin = -trial.family_most[pairs[:, 0]]
    kin[:, 0] *= -1
    of_one_family = found.kin[pairs[:, 0], pairs[:, 1]]
    return np.where(of_one_family[:, np.newaxis], kin, np.where(plain[:, np.newaxis], tight, best))


def _triples(found: Singles, trial: Trial) -> Choices:
    """Three facts at a time of those that do most against the leader, of which no two meet."""
    gain = trial.gains[:, 0] - trial.gains[:, 1]
    best = sorted(np.argsort(-gain, kind="stable")[:BEAM].tolist())
    trios = np.array(list(combinations(best, 3)), dtype=np.intp).reshape(-1, 3)
    one, two, three = trios.T
    trios = trios[~(found.meets[one, two] | found.meets[one, three] | found.meets[two, three])]
    return trios[trial.may_be_enough(trial.gains[trios].sum(axis=1))]


def _pairs_of_rules(case: Case, found: Singles) -> Choices:
    """Pairs of facts that one red flag reads, and pairs that a reassuring label still needs."""
    place = {fact: nth for nth, fact in enumerate(found.facts)}
    read = [flag.reads for flag in case.knowledge.red_flags.values() if flag.level > case.decided.level]
    needed = frozenset(missing.requirement.finding for missing in case.decided.missing)
    pairs: set[tuple[int, ...]] = set()
    for findings in (*read, needed):
        open_facts = [place[name, known] for name in findings for known in (True, False) if (name, known) in place]
        pairs.update(combinations(sorted(open_facts), 2))
    return np.array(sorted(pairs), dtype=np.intp).reshape(-1, 2)
