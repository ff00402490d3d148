"""POST /v1/assessments/explain, for conditions that are modelled and for those that are not."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

Post = Callable[..., Any]

HISTORY = {"movement": {"types": ["twitch"]}, "sites": [{"site": "calf"}]}


def test_a_condition_that_is_modelled_has_an_entry(post: Post) -> None:
    answer = post({"condition": "motor neurone disease", "history": HISTORY}, "/v1/assessments/explain").get_json()
    assert answer["modelled"] is True
    assert answer["remedy"] is None
    assert answer["entry"]["condition"]["id"] == "als"


def test_a_condition_that_is_not_modelled_is_answered_so(post: Post) -> None:
    response = post({"condition": "Gitelman syndrome", "history": HISTORY}, "/v1/assessments/explain")
    answer = response.get_json()
    assert response.status_code == 200
    assert answer["modelled"] is False
    assert answer["entry"] is None
    assert "not known" in answer["remedy"]
    assert answer["leader"]["id"]
    assert {change["goal"] for change in answer["changes"]} <= {"referral"}
    assert all(change["then"]["rank"] is None for change in answer["changes"])


def test_a_misspelt_condition_is_told_its_neighbours_and_not_repeated(post: Post) -> None:
    response = post({"condition": "hypocalcemiaa", "history": HISTORY}, "/v1/assessments/explain")
    assert "hypocalcaemia" in response.get_json()["remedy"]
    assert b"hypocalcemiaa" not in response.data


def test_the_neighbours_are_conditions(client: FlaskClient, post: Post) -> None:
    answer = post({"condition": "zzzz", "history": HISTORY}, "/v1/assessments/explain").get_json()
    assert "/v1/conditions" in answer["remedy"]
    assert client.get("/v1/conditions").status_code == 200
