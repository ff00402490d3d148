"""A movement of unknown kind is a movement: it is ranked, and takes nothing from what the bedside signs tell."""

from typing import Any

from flask.testing import FlaskClient

CALF: dict[str, Any] = {"sites": [{"site": "calf"}]}


def answer(client: FlaskClient, movement: dict[str, Any]) -> dict[str, Any]:
    """The answer to a movement of the calf."""
    response = client.post("/v1/assessments", json={**CALF, "movement": movement})
    assert response.status_code == 200
    body: dict[str, Any] = response.get_json()
    return body


def test_it_is_ranked_and_its_kind_is_asked_for(client: FlaskClient) -> None:
    told = client.post("/v1/assessments", json={"movement": {"types": ["unknown"]}}).get_json()
    assert told["in_scope"] is True
    assert told["referral"]["level"] != "self_care"
    assert {"twitching", "jerk", "cramp"} & {one["finding"] for one in told["next_questions"]}


def test_the_signs_settle_the_kind_as_if_it_had_been_left_out(client: FlaskClient) -> None:
    signs = {"ripples": True, "moves_joint": False}
    said, left_out = answer(client, {"types": ["unknown"], **signs}), answer(client, signs)
    assert said["movement"]["inferred"] is not None
    assert said["movement"] == left_out["movement"]
    assert [one["points"] for one in said["differential"]] == [one["points"] for one in left_out["differential"]]


def test_beside_a_named_kind_it_says_nothing(client: FlaskClient) -> None:
    both, one = answer(client, {"types": ["unknown", "twitch"]}), answer(client, {"types": ["twitch"]})
    assert both["differential"] == one["differential"]
