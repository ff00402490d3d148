"""Rank: points of every condition -> order and probabilities. The same scores serve triage and what-if re-runs."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from service.engine.evidence import Evidence
from service.engine.family import Points
from service.engine.pack import Knowledge
from service.engine.tally import Tally, retally, tally

# Deciban: a tenth of the decimal logarithm of the odds.
DECIBANS_PER_DECADE = 10
# Decimal places of a point beyond which a difference is arithmetic, not evidence.
PLACES = 9


def odds_of(decibans: Points) -> Points:
    """Odds from decibans. As powers of e, which processors raise several at once; powers of ten take thrice as long."""
    return np.asarray(np.exp(decibans * (np.log(10) / DECIBANS_PER_DECADE)))


class Scores:
    """Points (prior and evidence, decibans) and probability of each condition under one body of evidence.

    `column` and `chances` are arrays in the order of the pack; what names conditions is made when first asked for.
    `counted` is what a what-if starts from; None where the points were not counted from evidence.
    """

    def __init__(self, knowledge: Knowledge, column: Points, counted: Tally | None = None) -> None:
        """Probabilities are the points as odds, normalised over the pack."""
        odds = odds_of(column - column.max())
        self.column = column
        self.chances: Points = odds / odds.sum()
        self.counted = counted
        self._knowledge = knowledge

    def __repr__(self) -> str:
        """The points: all else follows from them."""
        return f"Scores({self.points})"

    def __eq__(self, other: object) -> bool:
        """Whether both give every condition the same points."""
        return isinstance(other, Scores) and self.points == other.points

    def __hash__(self) -> int:
        """Equal scores have equal hashes."""
        return hash(self.order)

    @cached_property
    def points(self) -> Mapping[str, float]:
        """Points by condition id."""
        return dict(zip(self._knowledge.matrix.names, self.column.tolist(), strict=True))

    @cached_property
    def probability(self) -> Mapping[str, float]:
        """Probability (0 to 1) by condition id."""
        return dict(zip(self._knowledge.matrix.names, self.chances.tolist(), strict=True))

    @cached_property
    def likely(self) -> list[float]:
        """How likely each finding of the pack is (0 to 1), over the conditions by their probability, in their order."""
        found: list[float] = (self._knowledge.asking.often @ self.chances).tolist()
        return found

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The ids by points, then must_not_miss, then id."""
        names = self._knowledge.matrix.names
        keys = np.lexsort((self._knowledge.matrix.ties, -self.column.round(PLACES)))
        return tuple(names[nth] for nth in keys)

    def first(self, count: int) -> list[tuple[str, float, float]]:
        """Id, points and probability of the first `count` of the order, without naming all the others."""
        matrix, rounded = self._knowledge.matrix, self.column.round(PLACES)
        least = np.partition(rounded, -count)[-count] if count < len(rounded) else rounded.min()
        kept = np.flatnonzero(rounded >= least)
        foremost = kept[np.lexsort((matrix.ties[kept], -rounded[kept]))][:count]
        return [(matrix.names[nth], float(self.column[nth]), float(self.chances[nth])) for nth in foremost]

    @cached_property
    def leader(self) -> str:
        """The condition in the first place."""
        matrix, rounded = self._knowledge.matrix, self.column.round(PLACES)
        first = np.flatnonzero(rounded == rounded.max())
        return matrix.names[int(first[np.argmin(matrix.ties[first])])]

    def place(self, name: str) -> int:
        """The place of one condition in the order, from 1."""
        matrix, rounded = self._knowledge.matrix, self.column.round(PLACES)
        mine = matrix.place[name]
        before = (rounded > rounded[mine]) | ((rounded == rounded[mine]) & (matrix.ties < matrix.ties[mine]))
        return int(before.sum()) + 1

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of every condition in the order, from 1: cheaper than `place` once several are asked for."""
        return {name: nth for nth, name in enumerate(self.order, 1)}


def score(knowledge: Knowledge, setting: str, evidence: Evidence) -> Scores:
    """Every condition's points, their probabilities, and the order."""
    counted = tally(knowledge.matrix, evidence)
    return Scores(knowledge, knowledge.matrix.priors[setting] + counted.total, counted)


def rescore(knowledge: Knowledge, setting: str, evidence: Evidence, before: Scores, finding: str) -> Scores:
    """Scores once one more finding is known as `evidence` has it: only its family is heard again."""
    if before.counted is None:
        return score(knowledge, setting, evidence)
    counted = retally(knowledge.matrix, before.counted, evidence, finding)
    return Scores(knowledge, knowledge.matrix.priors[setting] + counted.total, counted)


def rank(knowledge: Knowledge, points: Mapping[str, float]) -> Scores:
    """Scores from points made elsewhere, by condition id."""
    return Scores(knowledge, np.array([points[name] for name in knowledge.matrix.names]))
