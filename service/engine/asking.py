"""AskIndex: what may be asked and how telling it is, as arrays over all findings and conditions, made once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from service.engine.family import Points
from service.engine.knowledge import Condition, Finding, Weight

# Kinds of finding that a clinician can ask about or look for at once.
ASKABLE = frozenset({"symptom", "circumstance", "sign", "history", "exposure", "movement"})


@dataclass(frozen=True, slots=True)
class AskIndex:
    """`place` numbers the findings; `often` says how often each condition has each (a row a finding).

    `telling`: how much a finding that can be asked for may move a condition (a row a condition; 0: not on its card).
    `first`: condition -> the findings on its card that have a question, most telling first.
    `derived_from`: field of a history -> the findings that it may settle; for a list, its field and a word in it.
    `only_with`: finding -> the finding without which nobody has it.
    """

    names: tuple[str, ...]
    place: Mapping[str, int]
    askable: frozenset[str]
    often: Points = field(repr=False)
    telling: Points = field(repr=False)
    first: Mapping[str, tuple[str, ...]] = field(repr=False)
    derived_from: Mapping[str | tuple[str, str], tuple[str, ...]] = field(repr=False)
    only_with: Mapping[str, str]

    def unfit(self, statuses: Mapping[str, bool]) -> frozenset[str]:
        """The findings that this patient cannot have, as far as is known, so that nobody asks for them."""
        return frozenset(name for name, needed in self.only_with.items() if statuses.get(needed) is False)


def index_asking(
    findings: Mapping[str, Finding],
    conditions: Mapping[str, Condition],
    frequencies: Mapping[str, Points],
) -> AskIndex:
    """The index of a pack. `frequencies`: finding -> how often each condition has it."""
    names = tuple(findings)
    place = {name: nth for nth, name in enumerate(names)}
    askable = frozenset(f.id for f in findings.values() if f.kind in ASKABLE)
    telling = np.zeros((len(conditions), len(names)))
    for row, condition in enumerate(conditions.values()):
        for name, weight in condition.weights.items():
            telling[row, place[name]] = how_telling(weight) if name in askable else 0.0
    often = np.array([frequencies[name] for name in names]).reshape(len(names), len(conditions))
    first = {condition.id: _by_telling(condition, findings) for condition in conditions.values()}
    only_with = {finding.id: finding.only_with for finding in findings.values() if finding.only_with}
    derived = _derived_from(findings)
    return AskIndex(names, place, askable, often, telling, first, derived, only_with)


def how_telling(weight: Weight) -> float:
    """How much a weight may move its condition, in decibans: by its presence as often as that is, or by its absence."""
    return max(abs(weight.present) * weight.frequency, abs(weight.absent))


def _by_telling(condition: Condition, findings: Mapping[str, Finding]) -> tuple[str, ...]:
    asked = [weight for weight in condition.weights.values() if findings[weight.finding].question]
    asked.sort(key=lambda weight: (-how_telling(weight), weight.finding))
    return tuple(weight.finding for weight in asked)


def _derived_from(findings: Mapping[str, Finding]) -> dict[str | tuple[str, str], tuple[str, ...]]:
    settled: dict[str | tuple[str, str], dict[str, None]] = {}
    for finding in findings.values():
        for rule in finding.derivations:
            settled.setdefault(rule.field, {})[finding.id] = None
            for word in sorted(rule.one_of):
                settled.setdefault((rule.field, word), {})[finding.id] = None
    return {key: tuple(names) for key, names in settled.items()}
