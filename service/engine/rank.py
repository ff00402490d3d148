"""Rank: points of every condition -> order and probabilities. The same scores serve triage and what-if re-runs."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.engine.evidence import Evidence
from service.engine.knowledge import Condition
from service.engine.pack import Knowledge
from service.engine.weigh import evidence_points

# Deciban: a tenth of the decimal logarithm of the odds.
DECIBANS_PER_DECADE = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """Points (prior and evidence, decibans) and probability of each condition id under one body of evidence."""

    points: Mapping[str, float]
    probability: Mapping[str, float]
    order: tuple[str, ...]

    @property
    def leader(self) -> str:
        """The condition in the first place."""
        return self.order[0]


def points_of(knowledge: Knowledge, condition: Condition, setting: str, evidence: Evidence) -> float:
    """Prior points of the setting plus all contributions, in decibans."""
    return condition.prior.points[setting] + evidence_points(knowledge, condition, evidence)


def score(knowledge: Knowledge, setting: str, evidence: Evidence) -> Scores:
    """Every condition's points, their probabilities, and the order."""
    points = {c.id: points_of(knowledge, c, setting, evidence) for c in knowledge.conditions.values()}
    return rank(knowledge, points)


def rescore(
    knowledge: Knowledge, setting: str, evidence: Evidence, before: Scores, finding: str, present: bool
) -> Scores:
    """Scores once one more finding is known: only the conditions that it can move are weighed again."""
    points = dict(before.points)
    for name in knowledge.affected_by[finding, present]:
        points[name] = points_of(knowledge, knowledge.conditions[name], setting, evidence)
    return rank(knowledge, points)


def rank(knowledge: Knowledge, points: Mapping[str, float]) -> Scores:
    """Order by points, then must_not_miss, then id. Probabilities are the points as odds, normalised over the pack."""
    conditions = knowledge.conditions
    order = sorted(points, key=lambda name: (-round(points[name], 9), not conditions[name].must_not_miss, name))
    top = points[order[0]]
    odds = {name: 10 ** ((points[name] - top) / DECIBANS_PER_DECADE) for name in points}
    whole = sum(odds[name] for name in order)
    return Scores(points, {name: odds[name] / whole for name in points}, tuple(order))
