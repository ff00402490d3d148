"""`include`: what is asked for beyond the plain answer is given, and nothing of it is paid for otherwise."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from schemas.assessment import AssessmentSchema
from schemas.intake import INCLUDABLE
from schemas.reliance import DOUBTS, VERDICTS
from service.app import create_app
from service.config import Config, ConfigError, config_from
from service.doors import included
from service.engine.pack import Knowledge
from tests.web.conftest import Post
from tests.web.shapes import problem_of

HISTORY: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[2] / "examples" / "requests" / "how-sure.json").read_text("utf-8")
)
PLAIN = {key: value for key, value in HISTORY.items() if key != "include"}
NOT_MOVING = {"associated_symptoms": [{"finding": "headache"}]}


@pytest.fixture
def calibrated(knowledge: Knowledge) -> FlaskClient:
    """A service that gives calibrated probabilities."""
    return create_app(Config(calibration=True), knowledge).test_client()


def ask(client: FlaskClient, history: dict[str, Any], *words: str) -> dict[str, Any]:
    response = client.post("/v1/assessments", json={**history, "include": list(words)})
    assert response.status_code == 200
    body: dict[str, Any] = response.get_json()
    assert AssessmentSchema().validate(body) == {}
    return body


def refuse(*_: Any) -> None:
    raise AssertionError("Computed though nobody asked.")


def test_a_plain_answer_has_none_of_it_and_computes_none_of_it(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(included, "robustness", refuse)
    monkeypatch.setattr(included, "calibrated_probabilities", refuse)
    for body in (post(PLAIN).get_json(), post({**PLAIN, "include": None}).get_json()):
        assert not {"robustness", "calibration"} & set(body)
        assert not any("calibrated_probability" in entry for entry in body["differential"])


def test_probabilities_are_told_to_those_who_ask_with_what_they_are_not(client: FlaskClient) -> None:
    plain, more = ask(client, PLAIN), ask(client, PLAIN, "probabilities")
    for part in ("differential", "must_not_miss"):
        assert plain[part]
        assert all("probability" not in one and one["support"] for one in plain[part])
        assert all(0 <= one["probability"] <= 1 for one in more[part])
        assert [{k: v for k, v in one.items() if k != "probability"} for one in more[part]] == plain[part]
    assert all("probability" not in one for one in plain["movement"]["kinds"])
    assert "probability_statement" not in plain
    assert "not calibrated on patients" in more["probability_statement"]


def test_an_explanation_tells_them_only_where_the_history_asks(client: FlaskClient) -> None:
    for words, told in ((None, False), (["probabilities"], True)):
        history = {**PLAIN, "include": words}
        body = client.post("/v1/assessments/explain", json={"condition": "als", "history": history}).get_json()
        assert ("probability" in body["entry"], "probability_statement" in body) == (told, told)


def test_robustness_says_how_each_shown_condition_stands(client: FlaskClient) -> None:
    body = ask(client, PLAIN, "robustness", "probabilities")
    found = body["robustness"]
    assert [one["condition"] for one in found["conditions"]] == [
        {key: entry["condition"][key] for key in ("id", "label", "page")} for entry in body["differential"]
    ]
    assert found["draws"] == 1000
    assert found["seed"] == int(body["knowledge"]["sha256"][:8], 16)
    first = found["conditions"][0]
    assert 0 < first["first_share"] <= first["top_three_share"] <= 1
    assert first["probability"]["low"] < body["differential"][0]["probability"] < first["probability"]["high"]
    assert first["sentence"].startswith("In the top three in ")
    assert found["referral"]["level"] == body["referral"]["level"]
    assert sum(found["referral"]["levels"].values()) == pytest.approx(1, abs=0.01)


def test_the_same_request_gives_the_same_bytes(post: Post) -> None:
    assert post(HISTORY).data == post(HISTORY).data


def test_all_else_is_as_in_the_plain_answer(client: FlaskClient) -> None:
    plain = ask(client, PLAIN)
    more = ask(client, PLAIN, "robustness")
    assert {key: more[key] for key in plain} == plain


def test_where_nothing_moves_nothing_is_drawn(client: FlaskClient) -> None:
    body = ask(client, NOT_MOVING, "robustness")
    assert body["robustness"] is None
    assert body["certainty"]["verdict"] == "cannot_tell"


def test_calibration_changes_neither_order_nor_referral(client: FlaskClient, calibrated: FlaskClient) -> None:
    plain, more = ask(client, PLAIN, "probabilities"), ask(calibrated, PLAIN, "probabilities", "calibration")
    assert [e["condition"]["id"] for e in more["differential"]] == [e["condition"]["id"] for e in plain["differential"]]
    assert more["referral"] == plain["referral"]
    for before, after in zip(plain["differential"], more["differential"], strict=True):
        assert after.pop("calibrated_probability") == pytest.approx(after["probability"], abs=0.35)
        assert after == before
    chances = [e["calibrated_probability"] for e in ask(calibrated, PLAIN, "calibration")["differential"]]
    assert chances == sorted(chances, reverse=True)
    assert f"Fitted on {more['calibration']['n']} published cases, not on patients." in more["calibration"]["statement"]


def test_calibration_follows_the_temperature_of_the_rules(knowledge: Knowledge, calibrated: FlaskClient) -> None:
    assert knowledge.calibration is not None
    body = ask(calibrated, PLAIN, "probabilities", "calibration")
    first, second = body["differential"][:2]
    plain, mapped = (first[key] / second[key] for key in ("probability", "calibrated_probability"))
    assert mapped == pytest.approx(plain ** (1 / knowledge.calibration.temperature), rel=0.02)


def test_calibration_that_is_switched_off_is_said_to_be(client: FlaskClient) -> None:
    body = ask(client, PLAIN, "calibration")
    assert "calibration" not in body
    assert [note["code"] for note in body["input_notes"] if note["pointer"] == "/include"] == ["calibration_off"]


def test_rules_without_a_calibration_say_so(made_up: Knowledge) -> None:
    client = create_app(Config(calibration=True), made_up).test_client()
    body = ask(client, {"associated_symptoms": [{"finding": "weakness"}]}, "calibration", "robustness")
    assert body["input_notes"][-1]["code"] == "calibration_off"
    assert body["robustness"]["draws"] == 1000


def test_calibration_is_off_unless_it_is_switched_on() -> None:
    assert config_from({}).calibration is False
    assert config_from({"FASCICLE_CALIBRATION": "off"}).calibration is False
    assert config_from({"FASCICLE_CALIBRATION": "on"}).calibration is True
    with pytest.raises(ConfigError, match="FASCICLE_CALIBRATION must be on or off"):
        config_from({"FASCICLE_CALIBRATION": "1"})


def test_a_word_that_is_not_known_is_refused_at_its_place(post: Post) -> None:
    body = problem_of(post({**PLAIN, "include": ["robustness", "magic"]}), 422)
    assert [(one["pointer"], one["code"]) for one in body["errors"]] == [("/include/1", "unknown_value")]
    assert all(word in body["errors"][0]["detail"] for word in INCLUDABLE)


def test_asking_for_more_tells_nothing_of_the_patient(post: Post) -> None:
    assert "include" not in post(PLAIN).get_json()["not_recorded"]
    problem_of(post({"include": ["robustness"]}), 422)


def test_every_answer_says_how_certain_it_is(post: Post) -> None:
    found = post(PLAIN).get_json()["certainty"]
    assert found["verdict"] in VERDICTS
    assert {one["kind"] for one in found["reasons"]} <= set(DOUBTS)
    assert all(one["question"] for one in found["would_help"])


def test_what_is_not_used_is_a_reason_not_to_lean_on_it(post: Post) -> None:
    unknown = {"code": {"system": "snomed", "value": "999999999"}}
    history = {**PLAIN, "associated_symptoms": [unknown], "medications": [{"name": "Xqzzt"}]}
    body = post(history).get_json()
    unread = [note for note in body["input_notes"] if note["code"].endswith("_not_used")]
    assert len(unread) == 2
    sentences = [one["sentence"] for one in body["certainty"]["reasons"] if one["kind"] == "outside_knowledge"]
    assert sentences == ["2 statements were not used: no rule knows what was meant."]
