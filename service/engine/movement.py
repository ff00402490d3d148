"""Which movement is it? The kinds of movement weighed against the evidence, before any diagnosis.

Naive Bayes over the kinds with the arithmetic of the conditions: a share as prior, points in decibans against the
background of all who present, groups discounted. A finding that a kind does not mention says nothing about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import log10

import numpy as np

from service.engine.evidence import Evidence
from service.engine.movementkind import MovementRules
from service.engine.pack import Knowledge
from service.engine.tally import heard, pile_sum, said
from service.engine.weigh import Contribution, contributions, support

SHOWN = 4
LEAST_ASKED = 2
MOST_ASKED = 4
# Bits that an answer is expected to tell about the kind; under this only the first questions are worth a minute.
LEAST_TELLING = 0.02


@dataclass(frozen=True, kw_only=True)
class LikelyKind:
    """One kind with its probability (0-1, over the kinds). Its reasons are weighed when first asked for."""

    kind: str
    points: float
    probability: float
    support: str
    _knowledge: Knowledge = field(repr=False, compare=False)
    _evidence: Evidence = field(repr=False, compare=False)

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """What speaks for and against it, strongest first."""
        card = self._knowledge.movements.cards[self.kind]
        return contributions(card, self._evidence, self._knowledge.policy.group_discount)


@dataclass(frozen=True, kw_only=True)
class Movement:
    """The kinds, likeliest first, and whether the first is settled.

    `inferred`: the finding that the first kind stands for, where it was settled and is to count as present.
    """

    kinds: tuple[LikelyKind, ...]
    settled: bool
    inferred: str | None = None
    _knowledge: Knowledge = field(repr=False, compare=False)
    _evidence: Evidence = field(repr=False, compare=False)

    @cached_property
    def settle_by(self) -> tuple[str, ...]:
        """The findings to ask for, most telling first."""
        return _settle_by(self._knowledge, self._evidence, self.kinds)

    @property
    def leading(self) -> LikelyKind:
        """The likeliest kind."""
        return self.kinds[0]

    @property
    def told(self) -> bool:
        """Whether anything known speaks for the likeliest kind."""
        return any(one.points > 0 for one in self.leading.contributions)


def judge(knowledge: Knowledge, evidence: Evidence) -> Movement | None:
    """The kinds of movement under the evidence; None where the knowledge has no kinds."""
    rules = knowledge.movements
    if not rules.kinds:
        return None
    likely = _likely(knowledge, evidence)
    return Movement(kinds=likely, settled=_settled(rules, likely), _knowledge=knowledge, _evidence=evidence)


def _likely(knowledge: Knowledge, evidence: Evidence) -> tuple[LikelyKind, ...]:
    points = _points(knowledge, evidence)
    highest = max(points.values())
    odds = {name: 10 ** ((value - highest) / 10) for name, value in points.items()}
    whole = sum(odds.values())
    order = sorted(points, key=lambda name: (-round(points[name], 9), name))
    return tuple(
        LikelyKind(
            kind=name,
            points=points[name],
            probability=odds[name] / whole,
            support=support(odds[name] / whole),
            _knowledge=knowledge,
            _evidence=evidence,
        )
        for name in order
    )


def _points(knowledge: Knowledge, evidence: Evidence) -> Mapping[str, float]:
    """The points of every kind: its share, and what the evidence adds, counted for all at once."""
    rules, discount = knowledge.movements, knowledge.policy.group_discount
    total = np.array([10 * log10(kind.share) for kind in rules.kinds.values()])
    for pile, families in said(rules.families, rules.family_of, evidence).items():
        total += pile_sum(heard(families), pile, discount)
    return dict(zip(rules.kinds, total.tolist(), strict=True))


def _settled(rules: MovementRules, likely: tuple[LikelyKind, ...]) -> bool:
    first = likely[0].probability
    second = likely[1].probability if len(likely) > 1 else 0.0
    return first >= rules.probability and first >= rules.times * second


def _settle_by(knowledge: Knowledge, evidence: Evidence, likely: tuple[LikelyKind, ...]) -> tuple[str, ...]:
    """The unknown signs from whose answer most is expected to be learnt about the kind."""
    chances = {one.kind: one.probability for one in likely}
    index = knowledge.movements.asking
    told = index.telling(np.array([chances[name] for name in knowledge.movements.kinds]))
    telling = {n: value for n, value in zip(index.names, told.tolist(), strict=True) if n not in evidence.statuses}
    order = sorted(telling, key=lambda name: (-round(telling[name], 9), name))
    worth = sum(telling[name] >= LEAST_TELLING for name in order)
    return tuple(order[: min(MOST_ASKED, max(LEAST_ASKED, worth))])
