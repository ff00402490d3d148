"""Brier scores and reliability: do the probabilities mean what they say? Lenient throughout, from the engine's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from evaluation.figures import Share
from evaluation.scored import Numbers, Scored, right_places
from service.engine.calibrate import tempered
from service.engine.pack import Knowledge

EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
RESAMPLES = 2000
SEED = 20_261_122
ENDS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Believed:
    """One case's probabilities as the Brier scores need them.

    `top` is the first condition's, `hit` whether it is right; `right` what all right conditions have together, and
    `wrong` the sum of the squares of all others.
    """

    top: float
    hit: bool
    right: float
    wrong: float


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over cases with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    of: int

    def __str__(self) -> str:
        """For a table."""
        return f"{self.value:.3f} ({self.low:.3f}-{self.high:.3f}; n {self.of})"


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases whose first probability lies between two edges: the mean of it, and how many were right."""

    low: float
    high: float
    mean: float
    right: Share


def believed(knowledge: Knowledge, cases: Sequence[Scored], temperature: float = 1.0) -> list[Believed]:
    """The cases' probabilities once their log-odds are divided by the temperature; 1 leaves them as they are."""
    return [_believed(tempered(c.scores.column, temperature), right_places(knowledge, c.vignette), c) for c in cases]


def _believed(chances: Numbers, right: list[int], case: Scored) -> Believed:
    top = float(chances.max())
    hits = float(chances[right].sum())
    squares = float((chances**2).sum() - (chances[right] ** 2).sum())
    return Believed(top, case.scores.leader in case.vignette.right, hits, squares)


def top_one(one: Believed) -> float:
    """Brier score of the first condition: the square of how far its probability is from what was so."""
    return (one.top - one.hit) ** 2


def multi_class(one: Believed) -> float:
    """Brier score over all conditions, those that are right counting as one class: 0 perfect, 2 always wrong."""
    return (1 - one.right) ** 2 + one.wrong


def mean(cases: Sequence[Believed], of: Callable[[Believed], float]) -> Mean:
    """The mean of a score with its interval from seeded resampling. Needs a case."""
    values = np.array([of(case) for case in cases])
    drawn = np.random.default_rng(SEED).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), ENDS)
    return Mean(float(values.mean()), float(low), float(high), len(values))


def bins(cases: Sequence[Believed]) -> list[Bin]:
    """The reliability diagram as numbers, without empty bins."""
    found = []
    for low, high in pairwise(EDGES):
        inside = [c for c in cases if low <= c.top < high or (c.top == high == EDGES[-1])]
        if inside:
            hits = Share(sum(c.hit for c in inside), len(inside))
            found.append(Bin(low, high, sum(c.top for c in inside) / len(inside), hits))
    return found
