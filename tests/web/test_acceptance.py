"""The two cases that the service is accepted by, as a caller meets them."""

from pathlib import Path
from typing import Any

from service.engine.pack import Knowledge
from service.engine.terms import Level
from tests.web.conftest import Post

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "requests"


def answer(post: Post, name: str) -> dict[str, Any]:
    response = post((EXAMPLES / f"{name}.json").read_bytes())
    assert response.status_code == 200
    body: dict[str, Any] = response.get_json()
    return body


def test_a_boy_whose_arm_jerks_for_minutes_on_waking_has_seizures_until_shown_otherwise(
    post: Post, knowledge: Knowledge
) -> None:
    body = answer(post, "boy-morning-jerks")
    first = body["differential"][0]["condition"]["id"]
    assert knowledge.conditions[first].category == "epilepsy"
    assert Level.of(body["referral"]["level"]) >= Level.URGENT
    assert body["red_flags"]


def test_an_eyelid_that_has_twitched_for_a_week_in_a_tired_well_adult_is_benign(post: Post) -> None:
    body = answer(post, "eyelid")
    assert body["differential"][0]["condition"]["id"] == "eyelid-myokymia"
    assert body["referral"]["level"] == "self_care"
    assert body["referral"]["missing"] == []
    assert body["red_flags"] == []
    assert body["safety_net"]
