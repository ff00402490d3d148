"""Tally: the points of every condition at once, kept so that one more fact costs only the family that it belongs to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from service.engine.cardindex import CardIndex, CompiledCombination, pile_of
from service.engine.evidence import Evidence
from service.engine.family import Family, Places, Points, Row, build_families
from service.engine.knowledge import Combination, Condition, Group
from service.engine.normal import normal
from service.engine.ontology import Ontology
from service.engine.prefilter import changed_by_fact
from service.engine.terms import Level

# A finding, and whether it is present.
Fact = tuple[str, bool]
# Pile -> family -> its rows; findings outside all piles stand under None, each counting in full.
Piles = dict[str | None, dict[int, tuple[Points, ...]]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All weights of a pack as arrays over its conditions, whose order is `names`.

    `needing[level]` is 1 for the conditions that need that referral level or more; `ties` is the place that a condition
    takes among equals. `combinations_hearing`: for each family the combinations that read a member of it,
    `combinations_changed` for each fact those that what it settles may change; `family_bits` the members as bits of the
    ontology.
    """

    names: tuple[str, ...]
    place: Mapping[str, int]
    priors: Mapping[str, Points]
    families: tuple[Family, ...]
    family_of: Mapping[str, int]
    frequencies: Mapping[str, Points]
    needing: Points
    ties: Places
    combinations: tuple[tuple[int, CompiledCombination], ...]
    combinations_reading: Mapping[str, tuple[int, ...]]
    combinations_hearing: tuple[tuple[int, ...], ...]
    combinations_changed: Mapping[Fact, tuple[int, ...]]
    family_bits: tuple[int, ...]
    discount: float


@dataclass(frozen=True, slots=True)
class Tally:
    """What the evidence adds to every condition, in decibans: the sum, and the parts it is made of.

    `piles`: pile -> family -> its rows; findings outside all piles stand under None, each counting in full.
    """

    total: Points
    piles: Mapping[str | None, Mapping[int, tuple[Points, ...]]] = field(repr=False)
    sums: Mapping[str | None, Points] = field(repr=False)
    combined: frozenset[int] = field(repr=False)


def build_matrix(
    conditions: Mapping[str, Condition],
    cards: Mapping[str, CardIndex],
    ontology: Ontology,
    group_of: Mapping[str, Group],
    backgrounds: Mapping[str, float],
    discount: float,
) -> Matrix:
    """The arrays of a pack. `backgrounds`: fraction of each finding among all who present."""
    families = build_families(cards, ontology, {name: pile_of(group) for name, group in group_of.items()})
    order = list(conditions.values())
    settings = order[0].prior.points if order else {}
    combined = tuple((nth, c) for nth, one in enumerate(order) for c in cards[one.id].combinations)
    rules = [c.combination for _, c in combined]
    levels = np.array([c.referral.level for c in order])
    reading = _readers(rules)
    by_rule = sorted(range(len(order)), key=lambda nth: (not order[nth].must_not_miss, order[nth].id))
    return Matrix(
        names=tuple(conditions),
        place={name: nth for nth, name in enumerate(conditions)},
        priors={word: np.array([c.prior.points[word] for c in order]) for word in settings},
        families=tuple(families),
        family_of={name: nth for nth, one in enumerate(families) for name in one.members},
        frequencies=_frequencies(order, backgrounds),
        needing=np.array([levels >= level for level in Level], dtype=np.float64),
        ties=np.argsort(by_rule),
        combinations=combined,
        combinations_reading=reading,
        combinations_hearing=tuple(
            tuple(sorted({nth for name in one.members for nth in reading.get(name, ())})) for one in families
        ),
        combinations_changed=changed_by_fact([normal(one.when) for one in rules], ontology),
        family_bits=tuple(ontology.bits(one.members) for one in families),
        discount=discount,
    )


def tally(matrix: Matrix, evidence: Evidence) -> Tally:
    """The points of all conditions under the evidence, from nothing."""
    piles = said(matrix.families, matrix.family_of, evidence)
    sums = {pile: pile_sum(heard(families), pile, matrix.discount) for pile, families in piles.items()}
    total = sum(sums.values(), np.zeros(len(matrix.names)))
    yes, no = evidence.yes, evidence.no
    combined = frozenset(nth for nth, (_, one) in enumerate(matrix.combinations) if one.holds(yes, no))
    for nth in sorted(combined):
        condition, one = matrix.combinations[nth]
        total[condition] += one.combination.points
    return Tally(total, piles, sums, combined)


def said(families: Sequence[Family], family_of: Mapping[str, int], evidence: Evidence) -> Piles:
    """What the evidence says, from nothing. A finding that is of none of the families says nothing."""
    piles: Piles = {}
    for number, (leaves, absent) in sorted(_by_family(families, family_of, evidence).items()):
        for pile, rows in _by_pile(families[number].rows(sorted(leaves), sorted(absent))).items():
            piles.setdefault(pile, {})[number] = rows
    return piles


def _by_family(
    families: Sequence[Family], family_of: Mapping[str, int], evidence: Evidence
) -> dict[int, tuple[list[int], list[int]]]:
    """The places of the present leaves and of the absent members of each family of which anything is known."""
    found: dict[int, tuple[list[int], list[int]]] = {}
    for side, names in enumerate((evidence.leaves, evidence.absent)):
        for name in names:
            number = family_of.get(name)
            if number is None:
                continue
            if number not in found:
                found[number] = ([], [])
            found[number][side].append(families[number].place[name])
    return found


def retally(matrix: Matrix, before: Tally, evidence: Evidence, finding: str) -> Tally:
    """The points once `finding` is known as `evidence` has it; nothing else may differ from what `before` counted."""
    number = matrix.family_of[finding]
    return _retold(matrix, before, evidence, (number,), matrix.combinations_hearing[number])


def _retold(
    matrix: Matrix, before: Tally, evidence: Evidence, families: Iterable[int], combinations: Iterable[int]
) -> Tally:
    piles, sums, total = dict(before.piles), dict(before.sums), before.total.copy()
    touched = _replace(matrix, piles, evidence, families)
    for pile in touched:
        fresh = summed(heard(piles[pile]), pile, matrix)
        total += fresh - sums[pile] if pile in sums else fresh
        sums[pile] = fresh
    combined = set(before.combined)
    for nth in combinations:
        condition, one = matrix.combinations[nth]
        holds = one.holds(evidence.yes, evidence.no)
        if holds != (nth in combined):
            total[condition] += one.combination.points if holds else -one.combination.points
            combined ^= {nth}
    return Tally(total, piles, sums, frozenset(combined))


def _replace(
    matrix: Matrix,
    piles: dict[str | None, Mapping[int, tuple[Points, ...]]],
    evidence: Evidence,
    families: Iterable[int],
) -> list[str | None]:
    """Put what these families now say in place of what they said; the piles that this touched."""
    touched: dict[str | None, None] = {}
    for number in families:
        now = told(matrix.families[number], evidence.leaves, evidence.absent)
        held = [pile for pile, rows in piles.items() if number in rows]
        for pile in dict.fromkeys((*held, *now)):
            piles[pile] = {**piles.get(pile, {}), number: now.get(pile, ())}
            touched[pile] = None
    return list(touched)


def told(family: Family, leaves: Collection[str], absent: Collection[str]) -> dict[str | None, tuple[Points, ...]]:
    """What a family says by pile, given what is known."""
    present, denied = ([nth for nth, name in enumerate(family.members) if name in side] for side in (leaves, absent))
    return _by_pile(family.rows(present, denied))


def _by_pile(said: Iterable[Row]) -> dict[str | None, tuple[Points, ...]]:
    rows: dict[str | None, tuple[Points, ...]] = {}
    for pile, row in said:
        rows[pile] = (*rows.get(pile, ()), row)
    return rows


def heard(families: Mapping[int, tuple[Points, ...]]) -> list[Points]:
    """All rows of a pile, of whatever family."""
    return [row for rows in families.values() for row in rows]


def summed(rows: list[Points], pile: str | None, matrix: Matrix) -> Points:
    """Rows of a pile as one, even where there are none."""
    return pile_sum(rows, pile, matrix.discount) if rows else np.zeros(len(matrix.names))


def pile_sum(rows: Sequence[Points], pile: str | None, discount: float) -> Points:
    """Rows of a pile as one: the second and later of each sign count `discount` times the one before.

    The pile None discounts nothing. There is at least one row.
    """
    if len(rows) == 1:
        return rows[0]
    if pile is not None and len(rows) == 2:
        high, low = np.maximum(*rows), np.minimum(*rows)
        first, second = np.maximum(high, 0.0) + np.minimum(low, 0.0), np.maximum(low, 0.0) + np.minimum(high, 0.0)
        return np.asarray(first + discount * second)
    stacked = np.array(rows)
    if pile is None:
        return np.asarray(stacked.sum(axis=0))
    # From the most against to the most for: each sign counts from its own end.
    stacked.sort(axis=0)
    factors = _factors(discount, len(rows))
    return np.asarray(factors[::-1] @ np.maximum(stacked, 0.0) + factors @ np.minimum(stacked, 0.0))


@cache
def _factors(discount: float, count: int) -> Points:
    """1, then `discount` times the one before."""
    return np.asarray(discount ** np.arange(count))


def _frequencies(conditions: list[Condition], backgrounds: Mapping[str, float]) -> dict[str, Points]:
    """For each finding how often every condition has it: as the card says, or as often as all who present."""
    found = {name: np.full(len(conditions), usual) for name, usual in backgrounds.items()}
    for nth, condition in enumerate(conditions):
        for name, weight in condition.weights.items():
            found[name][nth] = weight.frequency
    return found


def _readers(combined: list[Combination]) -> dict[str, tuple[int, ...]]:
    readers: dict[str, tuple[int, ...]] = {}
    for nth, combination in enumerate(combined):
        for finding in combination.when.findings():
            readers[finding] = (*readers.get(finding, ()), nth)
    return readers
