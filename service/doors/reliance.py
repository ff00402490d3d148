"""How far an answer may be relied on -> JSON: certainty, robustness and calibration, with their sentences."""

from typing import Any

from service.doors.certify import finding_ref, named_ref
from service.doors.sentences import LEVEL_WORDS
from service.engine.assess import Assessment
from service.engine.calibrate import calibrated
from service.engine.certainty import Certainty
from service.engine.pack import Knowledge
from service.engine.reliance import Calibration
from service.engine.robustness import Robustness, Standing

Json = dict[str, Any]

ROBUSTNESS_LIMIT = (
    "Says how much the answer hangs on the exact figures, not whether the rules are right: "
    "what they leave out is left out of every draw."
)


def report_certainty(knowledge: Knowledge, found: Certainty) -> Json:
    """The verdict, why, and what would help."""
    return {
        "verdict": found.verdict,
        "reasons": [{"kind": doubt.kind, "sentence": doubt.sentence} for doubt in found.reasons],
        "would_help": [finding_ref(knowledge, name) for name in found.would_help],
    }


def report_robustness(knowledge: Knowledge, found: Robustness) -> Json:
    """How the answer stands in all draws."""
    return {
        "draws": found.draws,
        "seed": found.seed,
        "conditions": [_standing(knowledge, one) for one in found.standings],
        "referral": _referral(found),
        "limits": ROBUSTNESS_LIMIT,
    }


def _standing(knowledge: Knowledge, one: Standing) -> Json:
    first, top = one.first_share, one.top_three_share
    return {
        "condition": named_ref(knowledge.conditions[one.condition]),
        "first_share": round(first, 3),
        "top_three_share": round(top, 3),
        "probability": {"low": round(one.low, 4), "high": round(one.high, 4)},
        "sentence": f"In the top three in {percent(top)} of draws, first in {percent(first)}.",
    }


def _referral(found: Robustness) -> Json:
    share = found.levels.get(found.level, 0.0)
    others = [
        f"{LEVEL_WORDS[level]} in {percent(part)}" for level, part in found.levels.items() if level != found.level
    ]
    rest = f"; {', '.join(others)}" if others else ""
    return {
        "level": found.level.word,
        "share": round(share, 3),
        "levels": {level.word: round(part, 3) for level, part in found.levels.items()},
        "sentence": f"The referral is {LEVEL_WORDS[found.level]} in {percent(share)} of draws{rest}.",
    }


def percent(share: float) -> str:
    """A share of the draws in words that never claim all or none unless it is."""
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def report_calibration(found: Calibration) -> Json:
    """What the calibrated probabilities rest on."""
    return {
        "method": found.method,
        "temperature": found.temperature,
        "n": found.n,
        "fitted_on": {"cases": found.cases, "date": found.date, "knowledge": found.version},
        "brier": {"before": found.brier_before, "after": found.brier_after},
        "because": found.because,
        "statement": (f"Fitted on {found.n} published cases, not on patients. It changes no order and no referral."),
    }


def calibrated_probabilities(knowledge: Knowledge, assessment: Assessment, found: Calibration) -> dict[str, float]:
    """The calibrated probability of each condition of the differential."""
    chances = calibrated(assessment.scores, found)
    places = knowledge.matrix.place
    return {one.condition: round(float(chances[places[one.condition]]), 4) for one in assessment.differential}
