"""What-ifs: facts that are not yet known, supposed in full, with the answer that they would give."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from service.engine.evidence import Evidence, suppose
from service.engine.family import Places, Points
from service.engine.pack import Knowledge
from service.engine.rank import PLACES, Scores, rescore
from service.engine.tally import Fact
from service.engine.terms import Level
from service.engine.triage import Triage, what_if_level

Facts = tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """What every what-if starts from: one patient's evidence with its answer."""

    knowledge: Knowledge
    setting: str
    evidence: Evidence
    scores: Scores
    decided: Triage


@dataclass(frozen=True, slots=True)
class Supposed:
    """The answer as it would be with more facts."""

    evidence: Evidence
    scores: Scores
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The answer as it would be, in two words."""

    level: Level
    leader: str

    @classmethod
    def of(cls, supposed: Supposed) -> "WhatIf":
        """The level and the leading condition of an answer."""
        return cls(level=supposed.level, leader=supposed.scores.leader)


def askable(knowledge: Knowledge, evidence: Evidence, finding: str) -> bool:
    """Whether a finding is unknown, may be there, and can be asked about or looked for at once."""
    asking = knowledge.asking
    unknown = finding not in evidence.statuses and finding in asking.askable
    return unknown and finding not in asking.unfit(evidence.statuses)


def suppose_all(case: Case, *facts: Fact) -> Supposed:
    """The answer once these facts are known, of which none is known or follows from another."""
    evidence, scores = case.evidence, case.scores
    for finding, present in facts:
        evidence = suppose(evidence, finding, present, case.knowledge.ontology)
        scores = rescore(case.knowledge, case.setting, evidence, scores, finding)
    level = what_if_level(case.knowledge, evidence, scores, case.decided, *(finding for finding, _ in facts))
    return Supposed(evidence, scores, level)


def referral_change(case: Case, outcomes: Iterable[tuple[float, Level]]) -> float:
    """Expected change of the referral, in levels, over outcomes: the chance of each, and the level then."""
    return sum(share * abs(level - case.decided.level) for share, level in outcomes)


def supposing(case: Case, facts: Facts) -> Supposed | None:
    """The answer once these facts are known; None where one of them follows from the others or contradicts them."""
    found = scored(case, facts, case.evidence, case.scores)
    if found is None:
        return None
    evidence, scores = found
    level = what_if_level(case.knowledge, evidence, scores, case.decided, *(finding for finding, _ in facts))
    return Supposed(evidence, scores, level)


def scored(case: Case, facts: Facts, evidence: Evidence, scores: Scores) -> tuple[Evidence, Scores] | None:
    """Evidence and scores with more facts; None where one of them is known by then."""
    for finding, present in facts:
        if finding in evidence.statuses:
            return None
        evidence = suppose(evidence, finding, present, case.knowledge.ontology)
        scores = rescore(case.knowledge, case.setting, evidence, scores, finding)
    return evidence, scores


def chance(case: Case, fact: Fact) -> float:
    """How likely a fact is by all that is known: over the conditions by their probability."""
    finding, present = fact
    likely = case.scores.likely[case.knowledge.asking.place[finding]]
    return likely if present else 1 - likely


def places(case: Case, points: Points, condition: str) -> Places:
    """The place of one condition in each row of points: 1 is the first."""
    matrix = case.knowledge.matrix
    mine = matrix.place[condition]
    rounded = points.round(PLACES)
    own = rounded[:, [mine]]
    return np.asarray(((rounded > own) | ((rounded == own) & (matrix.ties < matrix.ties[mine]))).sum(axis=1) + 1)
