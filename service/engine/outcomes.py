"""Outcomes: many single facts, each supposed by itself, with all their answers computed in a few array operations."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.engine.evidence import suppose, supposed_bits
from service.engine.family import Points
from service.engine.rank import PLACES, odds_of
from service.engine.supposing import supposed_totals
from service.engine.tally import Fact
from service.engine.terms import Level
from service.engine.triage import earned_level
from service.engine.whatif import Case, Supposed, suppose_all


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer in short: the referral level, the leading condition, and how far it is from the answer as it stands.

    `moved`: the total variation between the probabilities then and now; 0 the same, 1 disjoint.
    """

    level: Level
    leader: str
    moved: float


def outcomes(case: Case, facts: Sequence[Fact]) -> list[Outcome]:
    """The answer to each fact alone. None of the facts may be known."""
    matrix, before = case.knowledge.matrix, case.scores.counted
    if not facts or before is None:
        return [_in_short(case, suppose_all(case, fact)) for fact in facts]
    columns = matrix.priors[case.setting] + supposed_totals(
        matrix, before, case.evidence, facts, case.knowledge.ontology
    )
    odds = odds_of(columns - columns.max(axis=1, keepdims=True))
    chances = odds / odds.sum(axis=1, keepdims=True)
    leaders = _leaders(case, columns)
    likely = _levels_of_conditions(case, chances)
    moved = (np.abs(chances - case.scores.chances).sum(axis=1) / 2).tolist()
    return [
        Outcome(_level(case, fact, floor, leader), leader, far)
        for fact, floor, leader, far in zip(facts, likely, leaders, moved, strict=True)
    ]


def _in_short(case: Case, supposed: Supposed) -> Outcome:
    moved = float(np.abs(supposed.scores.chances - case.scores.chances).sum()) / 2
    return Outcome(supposed.level, supposed.scores.leader, moved)


def _leaders(case: Case, columns: Points) -> list[str]:
    matrix, rounded = case.knowledge.matrix, columns.round(PLACES)
    first = rounded == rounded.max(axis=1, keepdims=True)
    places = np.where(first, matrix.ties, len(matrix.names)).argmin(axis=1)
    return [matrix.names[place] for place in places.tolist()]


def _levels_of_conditions(case: Case, chances: Points) -> list[Level]:
    """The highest level that the likely conditions ask for in each row."""
    masses = chances @ case.knowledge.matrix.needing.T
    thresholds = case.knowledge.policy.thresholds
    highest = np.zeros(len(masses), dtype=np.intp)
    for level, least in sorted(thresholds.items()):
        highest[masses[:, level] >= least] = level
    return [Level(level) for level in highest.tolist()]


def _level(case: Case, fact: Fact, likely: Level, leader: str) -> Level:
    """The level with a fact: what the conditions and the red flags that hold ask for, or what the leader has earned."""
    finding, present = fact
    flags = case.knowledge.flags
    changed = flags.changed[fact]
    kept = (fired.flag.level for fired in case.decided.red_flags if fired.flag.id not in changed)
    level = max((likely, *kept))
    yes, no = supposed_bits(case.evidence, finding, present, case.knowledge.ontology)
    for flag in flags.changed_by_urgency[fact]:
        if flag.level <= level:
            break
        if flag.id in case.evidence.held or flags.fires[flag.id](yes, no):
            level = flag.level
    if level > Level.SELF_CARE:
        return level
    return earned_level(case.knowledge, suppose(case.evidence, finding, present, case.knowledge.ontology), leader)
