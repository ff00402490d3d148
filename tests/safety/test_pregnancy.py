"""Pregnancy counts where it changes what is dangerous."""

import pytest
from flask.testing import FlaskClient

from service.engine.terms import Level


@pytest.mark.parametrize(
    "history",
    [
        {"movement": {"types": ["seizure"]}},
        {"movement": {"types": ["twitching"]}, "associated_symptoms": [{"finding": "headache"}]},
    ],
    ids=["a fit", "twitching with headache"],
)
def test_pregnancy_raises_what_would_be_lower_without_it(history: dict[str, object], client: FlaskClient) -> None:
    def level(*, pregnant: bool) -> Level:
        patient = {"age_years": 30, "sex": "female", "pregnant": pregnant}
        answer = client.post("/v1/assessments", json={**history, "patient": patient}).get_json()
        return Level[answer["referral"]["level"].upper()]

    assert level(pregnant=True) is Level.EMERGENCY
    assert level(pregnant=False) < Level.EMERGENCY
