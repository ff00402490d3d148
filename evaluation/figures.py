"""Figures: shares with 95 % intervals, from outcomes."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluation.outcomes import Outcome

LEVELS = ("self_care", "primary_care", "routine", "urgent", "emergency")
Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`, with the Wilson score interval at 95 %. All as fractions, 0-1."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, or None of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval (Wilson 1927), which keeps its promise near 0 and 1 and for small numbers."""
        if not self.of:
            return None
        share, square = self.hits / self.of, Z_95**2
        middle = (share + square / (2 * self.of)) / (1 + square / self.of)
        spread = math.sqrt(share * (1 - share) / self.of + square / (4 * self.of**2)) * Z_95 / (1 + square / self.of)
        return max(0.0, middle - spread), min(1.0, middle + spread)

    def __str__(self) -> str:
        """Percent, interval and counts, for a table."""
        if self.value is None or self.interval is None:
            return "-"
        low, high = self.interval
        return f"{100 * self.value:.0f} % ({100 * low:.0f}-{100 * high:.0f}; {self.hits}/{self.of})"


Test = Callable[[Outcome], bool]


def within(places: int, *, lenient: bool) -> Test:
    """Is the right condition among the first places? Lenient: the source's diagnosis or an accepted alternative."""

    def test(outcome: Outcome) -> bool:
        place = outcome.lenient_place if lenient else outcome.strict_place
        return place is not None and place <= places

    return test


def _level(word: str) -> int:
    return LEVELS.index(word)


def exact_referral(outcome: Outcome) -> bool:
    """The referral is the gold one."""
    return outcome.referral == outcome.gold


def safe_referral(outcome: Outcome) -> bool:
    """The referral is never below the gold one."""
    return _level(outcome.referral) >= _level(outcome.gold)


def over_referral(outcome: Outcome) -> bool:
    """The referral is above the gold one."""
    return _level(outcome.referral) > _level(outcome.gold)


FIGURES: dict[str, Test] = {
    **{f"strict top-{n}": within(n, lenient=False) for n in (1, 3, 5)},
    **{f"lenient top-{n}": within(n, lenient=True) for n in (1, 3, 5)},
    "referral exact": exact_referral,
    "referral strictly safe": safe_referral,
    "referral over": over_referral,
    "coverage": lambda outcome: outcome.covered,
}


def share(outcomes: Sequence[Outcome], test: Test) -> Share:
    """How many outcomes pass a test."""
    return Share(sum(test(outcome) for outcome in outcomes), len(outcomes))


def figures(outcomes: Sequence[Outcome]) -> dict[str, Share]:
    """Every figure, and how many emergencies were called emergencies."""
    emergencies = [outcome for outcome in outcomes if outcome.gold == "emergency"]
    return {
        **{name: share(outcomes, test) for name, test in FIGURES.items()},
        "emergency recall": share(emergencies, exact_referral),
    }
