"""What would raise the referral, in every answer; the next best steps, where they are asked for."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from schemas.assessment import AssessmentSchema
from schemas.intake import STEP_MODES
from service.doors import included
from service.engine.pack import Knowledge
from tests.web.conftest import Post
from tests.web.shapes import problem_of

HISTORY: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[2] / "examples" / "requests" / "next-steps.json").read_text("utf-8")
)
PLAIN = {key: value for key, value in HISTORY.items() if key not in ("include", "steps")}
EYELID = {"movement": {"types": ["twitch"]}, "sites": [{"site": "eyelid"}]}
NOT_MOVING = {"associated_symptoms": [{"finding": "headache"}]}
STEP_KEYS = {"kind", "finding", "test", "result", "minutes", "cost", "chance", "referral_change", "ranking_change"} | {
    "if_present",
    "if_absent",
    "sentence",
}


def ask(post: Post, history: dict[str, Any]) -> dict[str, Any]:
    response = post(history)
    assert response.status_code == 200
    body: dict[str, Any] = response.get_json()
    assert AssessmentSchema().validate(body) == {}
    return body


def test_a_plain_answer_neither_has_nor_computes_steps(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("Computed though nobody asked.")

    monkeypatch.setattr(included, "report_steps", refuse)
    for history in (PLAIN, {**PLAIN, "include": []}, {**PLAIN, "steps": {"mode": "split"}}):
        assert "next_steps" not in ask(post, history)


@pytest.mark.parametrize("mode", STEP_MODES)
def test_the_steps_say_what_to_do_what_it_takes_and_what_it_changes(post: Post, mode: str) -> None:
    body = ask(post, {**HISTORY, "steps": {"mode": mode}})
    found = body["next_steps"]
    assert found["mode"] == mode
    assert 3 <= len(found["steps"]) <= 8
    for step in found["steps"]:
        assert set(step) == STEP_KEYS
        assert (step["test"] is None) is (step["result"] is None) is (step["kind"] != "test")
        assert (step["finding"] is None) is (step["kind"] == "test")
        assert (step["minutes"], step["cost"]) != (None, None)
        assert step["sentence"].endswith(f"It takes about {step['minutes']:g} minutes; cost: {step['cost']}.")
    assert {key: body[key] for key in ask(post, PLAIN)} == ask(post, PLAIN)


def test_split_is_the_usual_way(post: Post) -> None:
    split = ask(post, {**HISTORY, "steps": {"mode": "split"}})
    for steps in (None, {}, {"mode": None}):
        assert ask(post, {**HISTORY, "steps": steps}) == split
    assert split["next_steps"] != ask(post, HISTORY)["next_steps"]


def test_where_nothing_moves_there_is_no_step_and_nothing_raises(post: Post) -> None:
    body = ask(post, {**NOT_MOVING, "include": ["next_steps"]})
    assert body["next_steps"] is None
    assert body["referral"]["would_raise"] == {"today": [], "watch_for": []}


def test_a_way_that_is_not_known_is_refused_at_its_place(post: Post) -> None:
    body = problem_of(post({**HISTORY, "steps": {"mode": "guess", "most": 3}}), 422)
    assert {(one["pointer"], one["code"]) for one in body["errors"]} == {
        ("/steps/mode", "unknown_value"),
        ("/steps/most", "unknown_field"),
    }
    assert "steps" not in ask(post, PLAIN)["not_recorded"]


def test_what_would_raise_the_referral_names_the_rule_and_comes_true(post: Post, knowledge: Knowledge) -> None:
    found = ask(post, EYELID)["referral"]["would_raise"]
    assert len(found["today"]) == 6
    for one in (*found["today"], *found["watch_for"]):
        flag = knowledge.red_flags[one["rule"]["id"]]
        assert one["rule"] == {"id": flag.id, "label": flag.label, "page": f"/knowledge/red-flags/{flag.id}"}
        assert (one["level"], one["because"]) == (flag.level.word, flag.certificate.because)
        assert one["question"]
        said = [{"finding": name} for name in (one["finding"], *(more["finding"] for more in one["together_with"]))]
        after = ask(post, {**EYELID, "associated_symptoms": said})
        assert flag.id in [fired["id"] for fired in after["red_flags"]]
    assert all(one["plain"] for one in found["watch_for"])


def test_the_safety_net_and_the_leaflet_say_it_in_the_patients_words(post: Post, client: FlaskClient) -> None:
    body = ask(post, EYELID)
    lines = [one["text"] for one in body["safety_net"] if "appears: " in one["text"]]
    assert lines
    named = {one["plain"]: one["level"] for one in body["referral"]["would_raise"]["watch_for"]}
    told = {phrase for line in lines for phrase in line.split(": ")[1].rstrip(".").replace(" or ", ", ").split(", ")}
    assert told & {phrase for phrase, level in named.items() if level == "urgent"}
    documents = client.post(
        "/v1/assessments/note", json={**EYELID, "documents": ["leaflet", "letter", "note"]}
    ).get_json()
    assert all(line in documents["leaflet"]["text"] for line in lines)
    first = body["referral"]["would_raise"]["today"][0]["label"].lower()
    assert f"Would raise it: {first}" in documents["note"]["text"]
    assert first in documents["letter"]["text"].split("Would raise the referral")[1].split("\n")[0].lower()


def test_an_emergency_is_not_raised_further(post: Post) -> None:
    body = ask(post, {**EYELID, "associated_symptoms": [{"finding": "status-epilepticus"}]})
    assert body["referral"]["level"] == "emergency"
    assert body["referral"]["would_raise"] == {"today": [], "watch_for": []}
    assert not any("appears: " in one["text"] for one in body["safety_net"])
