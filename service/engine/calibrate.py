"""Calibrate: probabilities as they would be if odds grew as slowly as published cases say. Order is never touched.

The referral and everything else that decides keep to the model's own probabilities.
"""

import numpy as np

from service.engine.family import Points
from service.engine.rank import Scores, odds_of
from service.engine.reliance import Calibration


def calibrated(scores: Scores, calibration: Calibration) -> Points:
    """Calibrated probability (0-1) of every condition, in the order of the pack."""
    return tempered(scores.column, calibration.temperature)


def tempered(column: Points, temperature: float) -> Points:
    """Points (decibans) as probabilities, once their log-odds are divided by a temperature over 0."""
    odds = odds_of((column - column.max()) / temperature)
    return np.asarray(odds / odds.sum())
