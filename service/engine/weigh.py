"""Weigh: one condition against the evidence -> its contributions, in decibans (10*log10 of a likelihood ratio).

Present: of the present findings only the most specific speak, each through the weight of its nearest mentioned
ancestor, and no weight speaks beside a more specific one of the same line. Absent: the most general absent finding that
the card mentions speaks for its line. Members of an exclusive group speak only when present. In the other groups the
second and later members count `group_discount` times the one before, strongest first, for and against apart.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from service.engine.evidence import Evidence
from service.engine.knowledge import Certificate, Combination, Condition, Weight
from service.engine.pack import Knowledge
from service.engine.terms import GroupKind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one finding, or one combination, adds to one condition. `points` in decibans after the group's discount."""

    finding: str | None
    combination: str | None
    status: Status
    points: float
    undiscounted: float
    frequency: float | None
    background: float | None
    certificate: Certificate


def weigh(knowledge: Knowledge, condition: Condition, evidence: Evidence) -> tuple[Contribution, ...]:
    """All contributions to one condition, strongest first, ties by id."""
    single = [*_present(knowledge, condition, evidence), *_absent(knowledge, condition, evidence)]
    discounted = _discount(knowledge, single)
    combined = [_combined(c) for c in condition.combinations if c.when.holds(evidence.statuses)]
    return tuple(sorted([*discounted, *combined], key=lambda c: (-abs(c.points), c.finding or c.combination or "")))


def speaking(knowledge: Knowledge, condition: Condition, leaves: frozenset[str]) -> list[str]:
    """The weights that the present findings speak through: nearest mentions, without those a more specific one covers."""
    mentions = knowledge.mention_of[condition.id]
    spoken = {mentions[leaf] for leaf in leaves if leaf in mentions}
    covered = {ancestor for mention in spoken for ancestor in knowledge.ontology.ancestors[mention]}
    return sorted(spoken - covered)


def _present(knowledge: Knowledge, condition: Condition, evidence: Evidence) -> Iterator[Contribution]:
    for finding in speaking(knowledge, condition, evidence.leaves):
        weight = condition.weights[finding]
        yield _contribution(knowledge, weight, Status.PRESENT, weight.present)


def _absent(knowledge: Knowledge, condition: Condition, evidence: Evidence) -> Iterator[Contribution]:
    mentioned = frozenset(f for f in condition.weights if evidence.statuses.get(f) is False)
    for finding in sorted(knowledge.ontology.roots(mentioned)):
        group = knowledge.group_of.get(finding)
        if group is None or group.kind is not GroupKind.EXCLUSIVE:
            weight = condition.weights[finding]
            yield _contribution(knowledge, weight, Status.ABSENT, weight.absent)


def _contribution(knowledge: Knowledge, weight: Weight, status: Status, points: float) -> Contribution:
    return Contribution(
        finding=weight.finding,
        combination=None,
        status=status,
        points=points,
        undiscounted=points,
        frequency=weight.frequency,
        background=knowledge.findings[weight.finding].background,
        certificate=weight.certificate,
    )


def _combined(combination: Combination) -> Contribution:
    return Contribution(
        finding=None,
        combination=combination.id,
        status=Status.PRESENT,
        points=combination.points,
        undiscounted=combination.points,
        frequency=None,
        background=None,
        certificate=combination.certificate,
    )


def _discount(knowledge: Knowledge, contributions: list[Contribution]) -> list[Contribution]:
    piles: dict[tuple[str, bool], list[Contribution]] = defaultdict(list)
    for one in contributions:
        group = knowledge.group_of.get(one.finding or "")
        pile = group.id if group else f"alone:{one.finding}"
        piles[pile, one.points > 0].append(one)
    rate = knowledge.policy.group_discount
    return [
        _scaled(one, rate**place)
        for pile in piles.values()
        for place, one in enumerate(sorted(pile, key=lambda c: (-abs(c.points), c.finding or "")))
    ]


def _scaled(one: Contribution, factor: float) -> Contribution:
    if factor == 1:
        return one
    return Contribution(
        finding=one.finding,
        combination=one.combination,
        status=one.status,
        points=one.points * factor,
        undiscounted=one.points,
        frequency=one.frequency,
        background=one.background,
        certificate=one.certificate,
    )
