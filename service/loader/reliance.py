"""How far answers may be relied on: the scale's widths and bounds, and the calibration file -> values of the engine."""

from collections.abc import Mapping
from typing import Any

from service.engine.reliance import Calibration, Uncertainty, Verdicts
from service.loader.conditions import Scale

Data = Mapping[str, Any]


def uncertainty(scale: Scale) -> Uncertainty:
    """The widths within which figures move."""
    return Uncertainty(
        by_grade=dict(scale.widths["weights"]),
        prior=scale.widths["prior"],
        lowest=scale.lowest,
        highest=scale.highest,
    )


def verdicts(constants: Mapping[str, float]) -> Verdicts:
    """The bounds of the verdicts on certainty."""
    return Verdicts(
        clear=constants["certainty-clear"],
        leaning=constants["certainty-leaning"],
        telling_points=constants["certainty-telling-points"],
        telling_facts=constants["certainty-telling-facts"],
        least_evidence=constants["certainty-least-evidence"],
        contradiction_points=constants["certainty-contradiction-points"],
        contradiction_share=constants["certainty-contradiction-share"],
        rarely_together=constants["certainty-rarely-together"],
        close_call=constants["certainty-close-call"],
    )


def calibration(data: Data) -> Calibration:
    """A fitted map of probabilities."""
    fitted, brier = data["fitted_on"], data["brier"]
    return Calibration(
        method=data["method"],
        temperature=data["temperature"],
        cases=fitted["cases"],
        date=fitted["date"],
        version=fitted["knowledge"],
        n=data["n"],
        brier_before=brier["before"],
        brier_after=brier["after"],
        because=data["because"],
    )
