"""How far an answer may be relied on, as the rules state it: widths of figures, bounds of verdicts, calibration."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """How far a figure may be off: standard deviations of its natural log-odds, by grade of evidence and for priors.

    `lowest` and `highest` are the bounds within which every frequency is held (fractions 0-1).
    """

    by_grade: Mapping[str, float]
    prior: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """From where an answer is clear, and what keeps it from being so. Probabilities 0-1, points in decibans."""

    clear: float
    leaning: float
    telling_points: float
    telling_facts: float
    least_evidence: float
    contradiction_points: float
    contradiction_share: float
    rarely_together: float
    close_call: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A map from the model's probabilities to those found right on published cases, with its birth certificate.

    `temperature` divides the log-odds: above 1 the model was too sure. `cases`, `date` and `version` (of the knowledge)
    say what it was fitted on; `n` how many cases; the Brier scores are of cases that the fit had not seen.
    """

    method: str
    temperature: float
    cases: str
    date: str
    version: str
    n: int
    brier_before: float
    brier_after: float
    because: str
