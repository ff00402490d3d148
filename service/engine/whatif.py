"""What-ifs: every single fact that is not yet known, supposed one at a time, with what it does to every condition.

Two facts add up exactly unless they share a channel: a family, a discounted pile or a combination. So pairs cost one
addition for all conditions, and only those that share a channel are supposed in full.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from service.engine.evidence import Evidence, suppose
from service.engine.family import Places, Points, Truths
from service.engine.pack import Knowledge
from service.engine.rank import PLACES, Scores, rescore
from service.engine.terms import Level
from service.engine.triage import Triage, what_if_level

Fact = tuple[str, bool]
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


@dataclass(frozen=True, slots=True)
class Singles:
    """Every single fact: the answer with it, what it adds to each condition (a row a fact), and how likely it is (0-1).

    `most` is the most that a fact can move each condition by, whatever else is known; `plain` whether each condition
    hears it through one voice, in a family of which nothing was known; `channels` where another fact would meet it.
    """

    facts: Facts
    answers: tuple[Supposed, ...]
    gains: Points
    most: Points
    chances: Points
    channels: tuple[frozenset[object], ...]
    plain: Truths


def askable(knowledge: Knowledge, evidence: Evidence, finding: str) -> bool:
    """Whether a finding is unknown and can be asked about or looked for at once."""
    return finding not in evidence.statuses and finding in knowledge.asking.askable


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


def singles(case: Case) -> Singles:
    """Every unknown askable finding, present and absent."""
    findings = [name for name in case.knowledge.findings if askable(case.knowledge, case.evidence, name)]
    facts = tuple((name, present) for name in findings for present in (True, False))
    answers = tuple(one for fact in facts if (one := supposing(case, (fact,))))
    size = (len(facts), len(case.knowledge.matrix.names))
    return Singles(
        facts=facts,
        answers=answers,
        gains=np.array([one.scores.column - case.scores.column for one in answers]).reshape(size),
        most=np.array([_most(case, *pair) for pair in zip(facts, answers, strict=True)]).reshape(size),
        chances=np.array([chance(case, fact) for fact in facts]),
        channels=tuple(_channels(case, fact) for fact in facts),
        plain=np.array([_plain(case, fact) for fact in facts], dtype=np.bool_),
    )


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


def _most(case: Case, fact: Fact, after: Supposed) -> Points:
    """All that the fact's family said before and says now, and all combinations that hear it, whatever their sign."""
    matrix, number = case.knowledge.matrix, case.knowledge.matrix.family_of[fact[0]]
    most = np.zeros(len(matrix.names))
    for counted in (case.scores.counted, after.scores.counted):
        for rows in counted.piles.values() if counted else ():
            for row in rows.get(number, ()):
                most += np.abs(row)
    for nth in _hearing(case, fact):
        condition, _, points = matrix.combinations[nth]
        most[condition] += abs(points)
    return most


def _line(case: Case, fact: Fact) -> tuple[str, ...]:
    """The fact's finding and all that it implies."""
    finding, present = fact
    ontology = case.knowledge.ontology
    return (finding, *(ontology.ancestors[finding] if present else ontology.descendants[finding]))


def _hearing(case: Case, fact: Fact) -> set[int]:
    reading = case.knowledge.matrix.combinations_reading
    return {nth for name in _line(case, fact) for nth in reading.get(name, ())}


def _channels(case: Case, fact: Fact) -> frozenset[object]:
    """Its family, the piles that it speaks in, the combinations that hear it."""
    matrix = case.knowledge.matrix
    number = matrix.family_of[fact[0]]
    family = matrix.families[number]
    spoken = _line(case, fact) if _plain(case, fact) else family.members
    piles = {pile for name in spoken if (pile := family.piles[family.place[name]]) is not None}
    return frozenset((number, *piles, *(("combination", nth) for nth in _hearing(case, fact))))


def _plain(case: Case, fact: Fact) -> bool:
    finding, present = fact
    family = case.knowledge.matrix.families[case.knowledge.matrix.family_of[finding]]
    fresh = not any(name in case.evidence.statuses for name in family.members)
    return fresh and (present or not case.knowledge.ontology.descendants[finding])
