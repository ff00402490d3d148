"""Feedback: closed words in, one event out, six fields exported; no free text, no identifier, nothing kept."""

import csv
import errno
import hashlib
import io
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from schemas.cds_overrides import OVERRIDE_REASONS
from service.__main__ import main
from service.web.observe import events
from tests.observe.conftest import Count, Told
from tests.web.conftest import Post
from tests.web.shapes import problem_of

PATH = "/v1/feedback"
DIGEST = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
GIVEN = {
    "assessment": DIGEST,
    "about": {"kind": "condition", "id": "als"},
    "outcome": "overridden",
    "reason": "does-not-fit",
    "user_role": "doctor",
    "location": "neurology_clinic",
}
ACCEPTED = {name: value for name, value in GIVEN.items() if name != "reason"} | {"outcome": "accepted"}


def test_feedback_becomes_one_event(post: Post, told: Told, count: Count) -> None:
    before = count("fascicle_feedback_total", action="overridden")

    answer = post(GIVEN, PATH)

    event, line = told()
    assert answer.status_code == 200
    assert event.pop("request_id") == line["request_id"] == answer.headers["X-Request-ID"]
    assert event.pop("knowledge") == answer.headers["Knowledge-Version"]
    time = event.pop("time")
    assert event == {
        "event": "feedback",
        "level": "info",
        "assessment": DIGEST,
        "intervention": "condition/als",
        "action": "overridden",
        "reason": "does-not-fit",
        "role": "doctor",
        "location": "neurology_clinic",
    }
    receipt = answer.get_json()
    assert receipt.pop("date")[:16] == time[:16]
    assert receipt == {
        "intervention": "condition/als",
        "action": "overridden",
        "feedback": "does-not-fit",
        "user_role": "doctor",
        "location": "neurology_clinic",
    }
    assert count("fascicle_feedback_total", action="overridden") == before + 1


@pytest.mark.parametrize(
    ("kind", "name"), [("referral", "urgent"), ("red_flag", "focal-jerks-of-seizure-type"), ("test", "eeg")]
)
def test_any_part_of_an_answer_may_be_meant(kind: str, name: str, post: Post, told: Told) -> None:
    assert post({**ACCEPTED, "about": {"kind": kind, "id": name}}, PATH).get_json()["feedback"] is None
    assert told()[0]["intervention"] == f"{kind}/{name}"


@pytest.mark.parametrize("reason", OVERRIDE_REASONS)
def test_the_reasons_are_those_of_the_cards(reason: str, post: Post) -> None:
    assert post({**GIVEN, "reason": reason}, PATH).status_code == 200


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"assessment": "Jane"}, "/assessment", "wrong_form"),
        ({"assessment": DIGEST + "Jane"}, "/assessment", "wrong_form"),
        ({"about": {"kind": "condition", "id": "Jane"}}, "/about/id", "unknown_name"),
        ({"about": {"kind": "patient", "id": "als"}}, "/about/kind", "unknown_value"),
        ({"about": {"kind": "referral", "id": "als"}}, "/about/id", "unknown_name"),
        ({"about": "als"}, "/about", "wrong_type"),
        ({"outcome": "read"}, "/outcome", "unknown_value"),
        ({"reason": "Jane did not want it"}, "/reason", "unknown_value"),
        ({"user_role": "Dr Jane"}, "/user_role", "unknown_value"),
        ({"location": "Ward 7"}, "/location", "unknown_value"),
        ({"comment": "Jane"}, "/comment", "unknown_field"),
        ({"outcome": "accepted"}, "/reason", "not_here"),
    ],
)
def test_nothing_but_closed_words_is_taken(
    change: dict[str, Any], pointer: str, code: str, post: Post, told: Told
) -> None:
    body = problem_of(post({**GIVEN, **change}, PATH), 422)

    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(pointer, code)]
    assert "Jane" not in str(body)
    assert [line["event"] for line in told()] == ["request"]


def test_an_override_says_why(post: Post) -> None:
    body = problem_of(post({**ACCEPTED, "outcome": "overridden"}, PATH), 422)

    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("/reason", "required")]


@pytest.mark.parametrize("body", [[], "als", None, 1])
def test_what_is_no_object_is_refused(body: Any, post: Post) -> None:
    problem_of(post(body, PATH), 422)


def test_a_slip_in_an_id_is_helped(post: Post) -> None:
    body = problem_of(post({**GIVEN, "about": {"kind": "test", "id": "egg"}}, PATH), 422)

    assert "Did you mean eeg" in body["errors"][0]["detail"]


def test_feedback_that_cannot_be_written_is_not_called_recorded(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def info(self, *_: str, **__: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(events, "_RECORDER", Full())

    problem_of(post(GIVEN, PATH), 503)


def test_a_quiet_log_still_takes_feedback(post: Post, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events._current, "logger", events._logger("critical"))

    post(GIVEN, PATH)

    assert [line["event"] for line in told()] == ["feedback"]


@pytest.mark.parametrize("wanted", ["sha-256=1", "sha-512=3, sha-256=10", "sha-256 = 2"])
def test_the_digest_of_an_answer_is_given_to_those_who_want_it(wanted: str, client: FlaskClient) -> None:
    answer = client.post("/v1/assessments", json={"sites": [{"site": "calf"}]}, headers={"Want-Repr-Digest": wanted})

    digest = answer.headers["Repr-Digest"]
    assert digest == f"sha-256=:{b64encode(hashlib.sha256(answer.data).digest()).decode()}:"
    assert client.post(PATH, json={**ACCEPTED, "assessment": digest}).status_code == 200


@pytest.mark.parametrize("wanted", ["", "sha-256=0", "sha-512=1", "sha-256", "xsha-256=1"])
def test_nobody_else_pays_for_it(wanted: str, client: FlaskClient) -> None:
    headers = {"Want-Repr-Digest": wanted} if wanted else {}

    assert "Repr-Digest" not in client.get("/v1/about", headers=headers).headers


def test_a_site_exports_six_fields(
    post: Post, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    post(GIVEN, PATH)
    post(ACCEPTED, PATH)
    log = "Fascicle listens\n" + capfd.readouterr().err + '{"event": "feedback", \n[1]\n'
    monkeypatch.setattr("sys.stdin", io.StringIO(log))

    assert main(["feedback", "export"]) == 0

    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))
    assert list(rows[0])[:6] == ["intervention", "action", "feedback", "user_role", "date", "location"]
    assert [(r["intervention"], r["action"], r["feedback"], r["user_role"], r["location"]) for r in rows] == [
        ("condition/als", "overridden", "does-not-fit", "doctor", "neurology_clinic"),
        ("condition/als", "accepted", "", "doctor", "neurology_clinic"),
    ]
    assert all(row["date"].startswith("20") and row["assessment"] == DIGEST for row in rows)


def test_an_audit_line_is_found_by_what_it_proves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {name: tmp_path / name for name in ("key", "request", "answer")}
    files["key"].write_text("5d" * 32)
    files["request"].write_bytes(b"{}")
    files["answer"].write_bytes(b"[]")
    asked = ["audit", "verify", *(word for name, file in files.items() for word in (f"--{name}", str(file)))]
    # printf '{}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:5d5d…
    line = {"event": "audit", "request_digest": OPENSSL["{}"], "answer_digest": OPENSSL["[]"]}
    log = json.dumps({**line, "answer_digest": OPENSSL["{}"]}) + "\n" + json.dumps({**line, "request_id": "1"}) + "\n"

    monkeypatch.setattr("sys.stdin", io.StringIO(log))
    assert main(asked) == 0
    assert json.loads(capsys.readouterr().out)["request_id"] == "1"

    files["answer"].write_bytes(b"[ ]")
    monkeypatch.setattr("sys.stdin", io.StringIO(log))
    assert main(asked) == 1
    files["key"].write_text("short")
    assert main(asked) == 2


OPENSSL = {
    "{}": "477f7c084fefa48b3671edcc1abdcb153faf86e37242902166456034c458f2c7",
    "[]": "2bfac72bbc6dbe6a9a1aaa127a6b85678217fd3b03987c372594af6b4272b51c",
}
