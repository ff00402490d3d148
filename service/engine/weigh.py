"""Weigh: one condition against the evidence -> its contributions, in decibans (10*log10 of a likelihood ratio).

Present: of the present findings only the most specific speak, each through the weight of its nearest mentioned
ancestor, and no weight speaks beside a more specific one of the same line. Absent: the most general absent finding that
the card mentions speaks for its line. Members of an exclusive group speak only when present. In the other groups the
second and later members count `group_discount` times the one before, strongest first, for and against apart.

Ranking, triage and every what-if need the sum alone, hundreds of times a request, and take it from `tally`, which does
the same for all conditions at once. A test holds that the reasons shown here add up to the points that decided.
"""

from collections.abc import Iterator
from typing import NamedTuple

from service.engine.cardindex import CardIndex, Voice
from service.engine.evidence import Evidence
from service.engine.knowledge import Certificate, Combination, Condition, Weight
from service.engine.pack import Knowledge
from service.engine.terms import Status

Piles = dict[tuple[str, bool], list[tuple[float, Voice, Status]]]


class Contribution(NamedTuple):
    """What one finding, or one combination, adds to one condition. `points` in decibans after the group's discount.

    A tuple that refers to its rule, since hundreds are made for an answer and a tenth of them are told.
    """

    points: float
    undiscounted: float
    finding: str | None
    status: Status
    rule: Weight | Combination

    @property
    def combination(self) -> str | None:
        """The id of the combination; None where a finding speaks."""
        return self.rule.id if isinstance(self.rule, Combination) else None

    @property
    def frequency(self) -> float | None:
        """How often (0-1) the finding occurs in the condition; None for a combination."""
        return self.rule.frequency if isinstance(self.rule, Weight) else None

    @property
    def certificate(self) -> Certificate:
        """The birth certificate of the weight or the combination."""
        return self.rule.certificate


def weigh(knowledge: Knowledge, condition: Condition, evidence: Evidence) -> tuple[Contribution, ...]:
    """All contributions to one condition, strongest first, ties by id."""
    card = knowledge.cards[condition.id]
    single = _spoken(card, evidence, knowledge.policy.group_discount)
    held = (one.combination for one in card.combinations if one.holds(evidence.yes, evidence.no))
    combined = (Contribution(one.points, one.points, None, Status.PRESENT, one) for one in held)
    return tuple(sorted([*single, *combined], key=_by_strength))


def contributions(card: CardIndex, evidence: Evidence, discount: float) -> tuple[Contribution, ...]:
    """What the weights of an indexed card add, strongest first, ties by id."""
    return tuple(sorted(_spoken(card, evidence, discount), key=_by_strength))


def support(probability: float) -> str:
    """The band that a page shows before any number: strong from 50 %, moderate 20 %, weak 5 %, else little."""
    bands = ((0.5, "strong"), (0.2, "moderate"), (0.05, "weak"))
    return next((word for least, word in bands if probability >= least), "little")


def _by_strength(one: Contribution) -> tuple[float, str]:
    return -abs(one.points), one.finding or one.combination or ""


def _spoken(card: CardIndex, evidence: Evidence, discount: float) -> list[Contribution]:
    """Every weight of a card that the evidence makes speak, each once, in no order."""
    piles: Piles = {}
    found = [
        *_alone(_present(card, evidence), Status.PRESENT, piles),
        *_alone(_absent(card, evidence), Status.ABSENT, piles),
    ]
    for pile in piles.values():
        pile.sort(key=_strongest_first)
        factor = 1.0
        for points, voice, status in pile:
            found.append(Contribution(points * factor, points, voice.finding, status, voice.weight))
            factor *= discount
    return found


def _alone(voices: list[Voice], status: Status, piles: Piles) -> Iterator[Contribution]:
    """What speaks by itself; what is discounted together with others is put on its pile."""
    present = status is Status.PRESENT
    for voice in voices:
        points = voice.weight.present if present else voice.weight.absent
        if voice.group is None:
            yield Contribution(points, points, voice.finding, status, voice.weight)
        else:
            piles.setdefault((voice.group, points > 0), []).append((points, voice, status))


def _strongest_first(item: tuple[float, Voice, Status]) -> tuple[float, str]:
    return -abs(item[0]), item[1].finding


def _present(card: CardIndex, evidence: Evidence) -> list[Voice]:
    mentions = card.mentions
    spoken = {mentions[leaf] for leaf in mentions.keys() & evidence.leaves}
    covered = frozenset().union(*(card.voices[name].above for name in spoken))
    return [card.voices[name] for name in spoken - covered]


def _absent(card: CardIndex, evidence: Evidence) -> list[Voice]:
    mentioned = card.deniable.keys() & evidence.absent
    voices = (card.deniable[name] for name in mentioned)
    return [voice for voice in voices if voice.above.isdisjoint(mentioned)]
