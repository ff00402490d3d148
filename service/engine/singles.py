"""Singles: every single fact that is not yet known, with what it would do, as arrays with a row a fact.

Two facts add up exactly unless they meet in a channel: a family, a discounted pile or a combination. So pairs cost one
addition for all conditions, and only those that meet are supposed in full.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from service.engine.family import Points, Truths
from service.engine.outcomes import outcomes
from service.engine.supposing import spoken_with, supposed_totals
from service.engine.tally import Fact, Tally, tally
from service.engine.terms import Level
from service.engine.whatif import Case, Facts, askable, chance


@dataclass(frozen=True, slots=True)
class Singles:
    """Each fact: the level with it, what it adds to each condition (a row a fact), and how likely it is (0-1).

    `most` is the most that a fact can move each condition by, whatever else is known; `plain` whether each condition
    hears it through one voice, in a family of which nothing was known; `family_most` the most that any facts of its
    family can move each condition by. Of each two facts: `kin` whether they are of one family, `combined` whether one
    combination hears both, `meets` whether another fact's gain depends on this one's.
    """

    facts: Facts
    levels: tuple[Level, ...]
    gains: Points
    most: Points
    family_most: Points
    chances: Points
    plain: Truths
    kin: Truths
    combined: Truths
    meets: Truths


def singles(case: Case) -> Singles:
    """Every unknown askable finding, present and absent."""
    knowledge = case.knowledge
    findings = [name for name in knowledge.findings if askable(knowledge, case.evidence, name)]
    facts = tuple((name, present) for name in findings for present in (True, False))
    counted = case.scores.counted or tally(knowledge.matrix, case.evidence)
    plain = [_plain(case, fact) for fact in facts]
    kin = _shared([{knowledge.matrix.family_of[name]} for name, _ in facts])
    combined = _shared([_hearing(case, fact) for fact in facts])
    piles = _shared([_piles(case, fact, alone=alone) for fact, alone in zip(facts, plain, strict=True)])
    return Singles(
        facts=facts,
        levels=tuple(one.level for one in outcomes(case, facts)),
        gains=_gains(case, counted, facts),
        most=np.array([_most(case, counted, fact) for fact in facts]).reshape(len(facts), len(knowledge.matrix.names)),
        family_most=_family_most(case, counted, facts),
        chances=np.array([chance(case, fact) for fact in facts]),
        plain=np.array(plain, dtype=np.bool_),
        kin=kin,
        combined=combined,
        meets=kin | combined | piles,
    )


def _gains(case: Case, counted: Tally, facts: Sequence[Fact]) -> Points:
    matrix = case.knowledge.matrix
    if not facts:
        return np.zeros((0, len(matrix.names)))
    return supposed_totals(matrix, counted, case.evidence, facts, case.knowledge.ontology) - counted.total


def _shared(sets: Sequence[Iterable[Hashable]]) -> Truths:
    """Which two of some sets have something in common."""
    places: dict[Hashable, int] = {}
    cells = [(row, places.setdefault(one, len(places))) for row, each in enumerate(sets) for one in each]
    held = np.zeros((len(sets), len(places)), dtype=np.float32)
    if cells:
        held[tuple(np.array(cells).T)] = 1
    return np.asarray(held @ held.T > 0)


def _family_most(case: Case, counted: Tally, facts: Sequence[Fact]) -> Points:
    """All that a family says now and could ever say, and all combinations that hear any of it, whatever their sign."""
    matrix = case.knowledge.matrix
    numbers = [matrix.family_of[name] for name, _ in facts]
    found = {}
    for number in dict.fromkeys(numbers):
        family = matrix.families[number]
        found[number] = np.maximum(np.abs(family.present), np.abs(family.absent)).sum(axis=0)
        for rows in counted.piles.values():
            found[number] += np.abs(rows.get(number, ())).sum(axis=0)
        for nth in matrix.combinations_hearing[number]:
            condition, one = matrix.combinations[nth]
            found[number][condition] += abs(one.combination.points)
    return np.array([found[number] for number in numbers]).reshape(len(facts), len(matrix.names))


def _most(case: Case, counted: Tally, fact: Fact) -> Points:
    """All that the fact's family said before and says now, and all combinations that hear it, whatever their sign."""
    matrix, number = case.knowledge.matrix, case.knowledge.matrix.family_of[fact[0]]
    most = np.zeros(len(matrix.names))
    before = (rows.get(number, ()) for rows in counted.piles.values())
    after = spoken_with(matrix, case.evidence, fact, case.knowledge.ontology).values()
    for rows in (*before, *after):
        for row in rows:
            most += np.abs(row)
    for nth in _hearing(case, fact):
        condition, one = matrix.combinations[nth]
        most[condition] += abs(one.combination.points)
    return most


def _line(case: Case, fact: Fact) -> tuple[str, ...]:
    """The fact's finding and all that it implies."""
    finding, present = fact
    ontology = case.knowledge.ontology
    return (finding, *(ontology.ancestors[finding] if present else ontology.descendants[finding]))


def _hearing(case: Case, fact: Fact) -> set[int]:
    reading = case.knowledge.matrix.combinations_reading
    return {nth for name in _line(case, fact) for nth in reading.get(name, ())}


def _piles(case: Case, fact: Fact, *, alone: bool) -> set[str]:
    """The discounted piles that it speaks in."""
    matrix = case.knowledge.matrix
    family = matrix.families[matrix.family_of[fact[0]]]
    spoken = _line(case, fact) if alone else family.members
    return {pile for name in spoken if (pile := family.piles[family.place[name]]) is not None}


def _plain(case: Case, fact: Fact) -> bool:
    finding, present = fact
    family = case.knowledge.matrix.families[case.knowledge.matrix.family_of[finding]]
    fresh = not any(name in case.evidence.statuses for name in family.members)
    return fresh and (present or not case.knowledge.ontology.descendants[finding])
