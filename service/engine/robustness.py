"""Robustness: how the answer stands when every weight and prior moves within its uncertainty, all at once, many times.

The draws are seeded with the knowledge itself, so that the same history and the same knowledge give the same answer.
Drawn are the conditions that are shown and every rival near the first; the odds of the others stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from service.engine.draws import Drawer
from service.engine.evidence import Evidence
from service.engine.family import Places, Points
from service.engine.pack import Knowledge
from service.engine.rank import PLACES, Scores, odds_of
from service.engine.terms import Level
from service.engine.triage import Triage, earned_level

DRAWS = 1000
SHOWN = 10
# A condition this far behind the first (decibans) has a three-hundredth of its odds.
RIVAL = 25.0
TOP = 3
# The share of the draws, in percent, below and above which the interval of a probability ends.
ENDS = (5, 95)
SEED_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One condition over all draws: how often first and among the first three; where its probability lies (0-1)."""

    condition: str
    first_share: float
    top_three_share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """The shown conditions in their plain order, and how often (0-1) the draws led to each referral level."""

    draws: int
    seed: int
    standings: tuple[Standing, ...]
    level: Level
    levels: Mapping[Level, float]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The drawn conditions with their probabilities (a row each, a column a draw).

    `rest` is the probability of all other conditions, by the referral level that they need or more (a row a level).
    """

    names: tuple[str, ...]
    chances: Points
    rest: Points


def robustness(
    knowledge: Knowledge, setting: str, evidence: Evidence, scores: Scores, decided: Triage, draws: int = DRAWS
) -> Robustness:
    """How an answer stands in `draws` seeded draws. Needs scores of the evidence and the triage made from them."""
    names = considered(knowledge, scores)
    drawer = Drawer(knowledge, seed_of(knowledge), draws)
    points = np.array([drawer.points(setting, evidence, name) for name in names])
    drawn = _drawn(knowledge, scores, names, points)
    order = np.argsort(-points.round(PLACES), axis=0, kind="stable")
    places = np.argsort(order, axis=0, kind="stable") + 1
    levels = _levels(knowledge, evidence, decided, drawn, order[0])
    return Robustness(
        draws=draws,
        seed=drawer.seed,
        standings=tuple(_standing(name, drawn, places) for name in scores.order[:SHOWN]),
        level=decided.level,
        levels={level: float((levels == level).mean()) for level in sorted(Level, reverse=True) if level in levels},
    )


def seed_of(knowledge: Knowledge) -> int:
    """The seed of all draws: the first digits of the knowledge's digest."""
    return int(knowledge.about.sha256[:SEED_DIGITS], 16)


def considered(knowledge: Knowledge, scores: Scores) -> tuple[str, ...]:
    """The conditions that are drawn, in the order in which equals stand: those shown and the rivals of the first."""
    names, column = knowledge.matrix.names, scores.column
    near = {names[nth] for nth in np.flatnonzero(column >= column.max() - RIVAL)}
    chosen = near.union(scores.order[:SHOWN])
    return tuple(sorted(chosen, key=lambda name: int(knowledge.matrix.ties[knowledge.matrix.place[name]])))


def _drawn(knowledge: Knowledge, scores: Scores, names: tuple[str, ...], points: Points) -> _Drawn:
    left = np.array([place for name, place in knowledge.matrix.place.items() if name not in names], dtype=np.intp)
    top = points.max(axis=0)
    odds = odds_of(points - top)
    rest = odds_of(scores.column[left, None] - top)
    total = odds.sum(axis=0) + rest.sum(axis=0)
    return _Drawn(names, odds / total, knowledge.matrix.needing[:, left] @ (rest / total))


def _levels(knowledge: Knowledge, evidence: Evidence, decided: Triage, drawn: _Drawn, leaders: Places) -> Places:
    """The referral level of each draw. Red flags read no weight, so their floor is the same in all."""
    columns = [knowledge.matrix.place[name] for name in drawn.names]
    masses = knowledge.matrix.needing[:, columns] @ drawn.chances + drawn.rest
    floor = max((fired.flag.level for fired in decided.red_flags), default=Level.SELF_CARE)
    levels = np.full(len(leaders), int(floor))
    for level, threshold in knowledge.policy.thresholds.items():
        levels = np.maximum(levels, np.where(masses[level] >= threshold, int(level), 0))
    unforced = levels == Level.SELF_CARE
    for leader in np.unique(leaders[unforced]):
        levels[unforced & (leaders == leader)] = earned_level(knowledge, evidence, drawn.names[leader])
    return levels


def _standing(name: str, drawn: _Drawn, places: Places) -> Standing:
    row = drawn.names.index(name)
    low, high = np.percentile(drawn.chances[row], ENDS)
    return Standing(
        condition=name,
        first_share=float((places[row] == 1).mean()),
        top_three_share=float((places[row] <= TOP).mean()),
        low=float(low),
        high=float(high),
    )
