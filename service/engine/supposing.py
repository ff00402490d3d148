"""Supposing: what every condition's points would come to with each of many single facts, without counting all anew."""

from collections.abc import Collection, Sequence

import numpy as np

from service.engine.evidence import Evidence, supposed_bits
from service.engine.family import Family, Points
from service.engine.ontology import Ontology
from service.engine.tally import Fact, Matrix, Tally, heard, pile_sum, summed, told


def supposed_totals(
    matrix: Matrix, before: Tally, evidence: Evidence, facts: Sequence[Fact], ontology: Ontology
) -> Points:
    """A row a fact: the `total` that `retally` would come to once that unknown fact, and no other, were known."""
    known = evidence.yes | evidence.no
    gains = [
        _gain(matrix, before, evidence, fact, ontology)
        if matrix.family_bits[matrix.family_of[fact[0]]] & known
        else _first_gain(matrix, before, fact)
        for fact in facts
    ]
    totals = before.total + np.array(gains)
    for row, fact in zip(totals, facts, strict=True):
        _combine(matrix, before, evidence, fact, ontology, row)
    return totals


def _gain(matrix: Matrix, before: Tally, evidence: Evidence, fact: Fact, ontology: Ontology) -> Points:
    """What a family of which something is known would say more, or no longer."""
    number = matrix.family_of[fact[0]]
    now = spoken_with(matrix, evidence, fact, ontology)
    held = [pile for pile, rows in before.piles.items() if number in rows]
    gain = np.zeros(len(matrix.names))
    for pile in dict.fromkeys((*held, *now)):
        rows = {**before.piles.get(pile, {}), number: now.get(pile, ())}
        gain += summed(heard(rows), pile, matrix)
        if pile in before.sums:
            gain -= before.sums[pile]
    return gain


def spoken_with(
    matrix: Matrix, evidence: Evidence, fact: Fact, ontology: Ontology
) -> dict[str | None, tuple[Points, ...]]:
    """What the family of a fact would say by pile, once the fact were known."""
    family = matrix.families[matrix.family_of[fact[0]]]
    return told(family, *_with_fact(family, evidence, fact, ontology))


def _first_gain(matrix: Matrix, before: Tally, fact: Fact) -> Points:
    """What the first fact of a family says, which nothing of the family can change."""
    finding, present = fact
    family = matrix.families[matrix.family_of[finding]]
    rows = (family.alone if present else family.denied)[family.place[finding]]
    if len(rows) == 1 and (rows[0][0] is None or rows[0][0] not in before.sums):
        return rows[0][1]
    piles: dict[str | None, list[Points]] = {}
    for pile, row in rows:
        piles.setdefault(pile, []).append(row)
    gain = np.zeros(len(matrix.names))
    for pile, more in piles.items():
        if pile is None or pile not in before.sums:
            gain += pile_sum(more, pile, matrix.discount)
        else:
            gain += pile_sum([*heard(before.piles[pile]), *more], pile, matrix.discount) - before.sums[pile]
    return gain


def _combine(matrix: Matrix, before: Tally, evidence: Evidence, fact: Fact, ontology: Ontology, total: Points) -> None:
    """Add the combinations that the fact completes, and take away those that it spoils."""
    yes, no = supposed_bits(evidence, *fact, ontology)
    for nth in matrix.combinations_changed[fact]:
        condition, one = matrix.combinations[nth]
        holds = one.holds(yes, no)
        if holds != (nth in before.combined):
            total[condition] += one.combination.points if holds else -one.combination.points


def _with_fact(
    family: Family, evidence: Evidence, fact: Fact, ontology: Ontology
) -> tuple[Collection[str], Collection[str]]:
    """The present leaves and the absent members of a family with one more fact."""
    finding, present = fact
    if present:
        above = ontology.ancestors[finding]
        return [n for n in family.members if (n in evidence.leaves and n not in above) or n == finding], evidence.absent
    below = ontology.descendants[finding]
    unknown = (n for n in family.members if n in below and n not in evidence.statuses)
    return evidence.leaves, evidence.absent | {finding, *unknown}
