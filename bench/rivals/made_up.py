"""Made-up rules and cases, the same on every machine: flat findings, so that every engine can say all of it."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

SEED = 20261122
FINDINGS = 300
PRESENT, ABSENT = 8, 12
CASES = 64
TOP = 10

# finding -> whether it is present; the others are unknown and say nothing.
Case = dict[str, bool]
# The first conditions by their points, with them; decibans.
Top = list[tuple[str, float]]
Assess = Callable[[Case], Top]


@dataclass(frozen=True)
class Rules:
    """Fractions (0 to 1). `usual`: of all who present; `cards`: condition -> finding -> how many of its patients."""

    usual: dict[str, float]
    cards: dict[str, dict[str, float]]

    @property
    def weights(self) -> int:
        """How many there are."""
        return sum(map(len, self.cards.values()))

    def points(self, condition: str, finding: str) -> tuple[float, float]:
        """What a finding adds to a condition where present, and where absent; decibans."""
        often, usual = self.cards[condition][finding], self.usual[finding]
        return 10 * math.log10(often / usual), 10 * math.log10((1 - often) / (1 - usual))


def make_rules(conditions: int, weights: int) -> Rules:
    """So many conditions with so many weights in all, spread evenly, over one vocabulary of 300 findings."""
    chance = random.Random(SEED)  # noqa: S311 made-up rules guard nothing
    names = [f"f{nth:03}" for nth in range(FINDINGS)]
    usual = {name: _percent(chance, 5, 60) for name in names}
    share, more = divmod(weights, conditions)
    return Rules(
        usual,
        {
            f"c{nth:05}": {name: _percent(chance, 1, 97) for name in chance.sample(names, share + (nth < more))}
            for nth in range(conditions)
        },
    )


def make_cases() -> list[Case]:
    """As many cases as the bench has histories, each with some findings present and some absent."""
    chance = random.Random(SEED + 1)  # noqa: S311 as above
    cases = []
    for _ in range(CASES):
        known = chance.sample(range(FINDINGS), PRESENT + ABSENT)
        cases.append({f"f{name:03}": nth < PRESENT for nth, name in enumerate(known)})
    return cases


def first(points: dict[str, float]) -> Top:
    """The first ten of points by condition, ties by name."""
    return sorted(points.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP]


def _percent(chance: random.Random, least: int, most: int) -> float:
    return chance.randint(least, most) / 100
