"""Draws: the points of a condition, many times over, with every figure moved within its uncertainty.

A figure that was counted in n patients moves as a count of n does (Jeffreys' interval: a beta distribution); any other
by its log-odds, as far as its grade allows. What speaks is what `weigh` heard, so the rules of speech and the discounts
of groups are those of the plain answer. Chance is not: the same seed moves the same figures in the same way.
"""

from collections.abc import Sequence

import numpy as np

from service.engine.cardindex import pile_of
from service.engine.evidence import Evidence
from service.engine.family import Points
from service.engine.knowledge import Certificate, Condition
from service.engine.pack import Knowledge
from service.engine.rank import DECIBANS_PER_DECADE
from service.engine.tally import pile_sum
from service.engine.terms import Status
from service.engine.weigh import Contribution, weigh

# Decibans in one unit of natural log-odds.
DECIBANS = DECIBANS_PER_DECADE / np.log(10)


class Drawer:
    """Moves the figures of one pack. Backgrounds are drawn once and shared by all conditions."""

    def __init__(self, knowledge: Knowledge, seed: int, count: int) -> None:
        """`count` draws from the streams of one seed."""
        self.knowledge = knowledge
        self.seed = seed
        self.count = count
        self._backgrounds: dict[str, Points] = {}

    def points(self, setting: str, evidence: Evidence, name: str) -> Points:
        """Points (prior and evidence, decibans) of one condition: a number a draw."""
        condition = self.knowledge.conditions[name]
        chance = _chance(self.seed, name)
        prior = condition.prior.points[setting] + self._shift(chance, self.knowledge.policy.uncertainty.prior)
        said = weigh(self.knowledge, condition, evidence)
        return prior + self._told(chance, condition, said)

    def frequency(self, chance: np.random.Generator, condition: Condition, finding: str) -> Points:
        """How often a finding occurs in a condition (0-1), moved within what its certificate allows."""
        weight = condition.weights[finding]
        if weight.patients is None:
            return self._moved(chance, weight.frequency, weight.certificate)
        hits = weight.frequency * weight.patients
        drawn = chance.beta(hits + 0.5, weight.patients - hits + 0.5, self.count)
        return self._held(drawn)

    def background(self, finding: str) -> Points:
        """How often a finding occurs among all who present (0-1), moved likewise."""
        if finding not in self._backgrounds:
            one = self.knowledge.findings[finding]
            chance = _chance(self.seed, f"background {finding}")
            self._backgrounds[finding] = self._moved(chance, one.background, one.certificate)
        return self._backgrounds[finding]

    def _told(self, chance: np.random.Generator, condition: Condition, said: Sequence[Contribution]) -> Points:
        """What the contributions to one condition add up to, each pile discounted anew in each draw."""
        piles: dict[str | None, list[Points]] = {}
        for one in sorted(said, key=lambda one: one.finding or one.combination or ""):
            group = self.knowledge.group_of.get(one.finding) if one.finding else None
            piles.setdefault(pile_of(group), []).append(self._contribution(chance, condition, one))
        sums = (pile_sum(rows, pile, self.knowledge.policy.group_discount) for pile, rows in piles.items())
        return sum(sums, start=np.zeros(self.count))

    def _contribution(self, chance: np.random.Generator, condition: Condition, one: Contribution) -> Points:
        if one.finding is None:
            return one.points + self._shift(chance, self._width(one.certificate))
        frequency, background = self.frequency(chance, condition, one.finding), self.background(one.finding)
        if one.status is Status.ABSENT:
            frequency, background = 1 - frequency, 1 - background
        return np.asarray(DECIBANS_PER_DECADE * np.log10(frequency / background))

    def _moved(self, chance: np.random.Generator, fraction: float, certificate: Certificate) -> Points:
        held = self._held(np.array(fraction))
        odds = held / (1 - held) * np.exp(self._width(certificate) * chance.standard_normal(self.count))
        return self._held(odds / (1 + odds))

    def _shift(self, chance: np.random.Generator, width: float) -> Points:
        return np.asarray(DECIBANS * width * chance.standard_normal(self.count))

    def _width(self, certificate: Certificate) -> float:
        return self.knowledge.policy.uncertainty.by_grade[certificate.grade]

    def _held(self, fractions: Points) -> Points:
        bounds = self.knowledge.policy.uncertainty
        return np.asarray(np.clip(fractions, bounds.lowest, bounds.highest))


def _chance(seed: int, name: str) -> np.random.Generator:
    """The stream of one name: what is drawn for it does not depend on who else is drawn for."""
    return np.random.default_rng([seed, int.from_bytes(name.encode(), "big")])
