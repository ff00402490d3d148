"""Weigh: one condition against the evidence -> its contributions, in decibans (10*log10 of a likelihood ratio).

Present: of the present findings only the most specific speak, each through the weight of its nearest mentioned
ancestor, and no weight speaks beside a more specific one of the same line. Absent: the most general absent finding that
the card mentions speaks for its line. Members of an exclusive group speak only when present. In the other groups the
second and later members count `group_discount` times the one before, strongest first, for and against apart.

Ranking, triage and every what-if need the sum alone, hundreds of times a request, and take it from `tally`, which does
the same for all conditions at once. A test holds that the reasons shown here add up to the points that decided.
"""

from collections.abc import Mapping
from typing import NamedTuple

from service.engine.cardindex import CardIndex, Voice
from service.engine.evidence import Evidence
from service.engine.knowledge import Certificate, Combination, Condition, Weight
from service.engine.pack import Knowledge
from service.engine.terms import Status

# (points after the discount, points before it, whose, present)
Spoken = tuple[float, float, Voice, bool]


class Contribution(NamedTuple):
    """What one finding, or one combination, adds to one condition. `points` in decibans after the group's discount.

    A tuple, since hundreds are made for an answer.
    """

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
    single = contributions(knowledge, condition.weights, knowledge.cards[condition.id], evidence)
    combined = [_combined(c) for c in condition.combinations if c.when.holds(evidence.statuses)]
    return tuple(sorted([*single, *combined], key=_by_strength))


def contributions(
    knowledge: Knowledge, weights: Mapping[str, Weight], card: CardIndex, evidence: Evidence
) -> tuple[Contribution, ...]:
    """What the weights of an indexed card add, strongest first, ties by id."""
    spoken = _spoken(card, evidence, knowledge.policy.group_discount)
    return tuple(sorted((_contribution(knowledge, weights, item) for item in spoken), key=_by_strength))


def support(probability: float) -> str:
    """The band that a page shows before any number: strong from 50 %, moderate 20 %, weak 5 %, else little."""
    bands = ((0.5, "strong"), (0.2, "moderate"), (0.05, "weak"))
    return next((word for least, word in bands if probability >= least), "little")


def _by_strength(one: Contribution) -> tuple[float, str]:
    return -abs(one.points), one.finding or one.combination or ""


def _spoken(card: CardIndex, evidence: Evidence, discount: float) -> list[Spoken]:
    """Every weight of a card that the evidence makes speak, each once, in a fixed order."""
    alone: list[Spoken] = []
    piles: dict[tuple[str, bool], list[tuple[float, Voice, bool]]] = {}
    for voice in _present(card, evidence):
        _add(alone, piles, voice.present, voice, True)
    for voice in _absent(card, evidence):
        _add(alone, piles, voice.absent, voice, False)
    for pile in piles.values():
        pile.sort(key=_strongest_first)
        factor = 1.0
        for points, voice, present in pile:
            alone.append((points * factor, points, voice, present))
            factor *= discount
    return alone


def _add(
    alone: list[Spoken],
    piles: dict[tuple[str, bool], list[tuple[float, Voice, bool]]],
    points: float,
    voice: Voice,
    present: bool,
) -> None:
    if voice.group is None:
        alone.append((points, points, voice, present))
    else:
        piles.setdefault((voice.group, points > 0), []).append((points, voice, present))


def _strongest_first(item: tuple[float, Voice, bool]) -> tuple[float, str]:
    return -abs(item[0]), item[1].finding


def _present(card: CardIndex, evidence: Evidence) -> list[Voice]:
    mentions = card.mentions
    spoken = {mentions[leaf] for leaf in mentions.keys() & evidence.leaves}
    covered = frozenset().union(*(card.voices[name].above for name in spoken))
    return [card.voices[name] for name in sorted(spoken - covered)]


def _absent(card: CardIndex, evidence: Evidence) -> list[Voice]:
    mentioned = card.deniable.keys() & evidence.absent
    voices = (card.deniable[name] for name in sorted(mentioned))
    return [voice for voice in voices if voice.above.isdisjoint(mentioned)]


def _contribution(knowledge: Knowledge, weights: Mapping[str, Weight], item: Spoken) -> Contribution:
    points, undiscounted, voice, present = item
    weight = weights[voice.finding]
    return Contribution(
        finding=voice.finding,
        combination=None,
        status=Status.PRESENT if present else Status.ABSENT,
        points=points,
        undiscounted=undiscounted,
        frequency=weight.frequency,
        background=knowledge.findings[voice.finding].background,
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
