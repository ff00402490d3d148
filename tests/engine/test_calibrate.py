"""A calibration maps probabilities and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engine.calibrate import calibrated, tempered
from service.engine.rank import rank
from service.engine.reliance import Calibration
from tests.support import packs

COLUMNS = st.lists(st.floats(-80, 80), min_size=2, max_size=8).map(np.array)
TEMPERATURES = st.floats(0.2, 5)


def calibration(temperature: float) -> Calibration:
    return Calibration(
        method="temperature",
        temperature=temperature,
        cases="made up",
        date="2026-01-01",
        version="2026.1.0",
        n=9,
        brier_before=0.3,
        brier_after=0.2,
        because="Made up for a test.",
    )


@given(column=COLUMNS, temperature=TEMPERATURES)
def test_order_is_kept_and_the_whole_stays_one(column: np.ndarray, temperature: float) -> None:
    chances = tempered(column, temperature)
    assert chances.sum() == pytest.approx(1)
    order = np.argsort(-column, kind="stable")
    assert (np.diff(chances[order]) <= 0).all()


def test_a_temperature_divides_the_log_odds() -> None:
    findings = [packs.finding("twitching", 90), packs.finding("weakness")]
    conditions = [packs.condition(name, {"weakness": 90}) for name in ("als", "other")]
    knowledge = packs.compiled(packs.rules(findings=findings, conditions=conditions))
    # 20 decibans are odds of a hundred to one; half as many decibans are ten to one.
    scores = rank(knowledge, {"als": 20.0, "other": 0.0})
    assert calibrated(scores, calibration(1.0)) == pytest.approx(scores.chances)
    assert calibrated(scores, calibration(2.0)) == pytest.approx([10 / 11, 1 / 11])
