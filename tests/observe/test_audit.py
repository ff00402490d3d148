"""The audit line proves what was asked and answered to those who hold the key and both, and tells others nothing."""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from service.app import create_app
from service.config import Config, ConfigError, config_from
from service.engine.pack import Knowledge
from tests.observe.conftest import Told

KEY = "5d" * 32
BODY = b'{"associated_symptoms": [{"finding": "twitching"}]}'
TYPE = {"Content-Type": "application/json"}


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A site's key, as `openssl rand -hex 32` writes it."""
    file = tmp_path / "audit.key"
    file.write_text(KEY + "\n")
    return file


@pytest.fixture
def audited(key_file: Path, made_up: Knowledge) -> Flask:
    """A service with the audit on."""
    return create_app(Config(audit=True, audit_key_file=key_file), made_up)


def signed(content: bytes) -> str:
    """What the documentation says that a digest is."""
    return hmac.new(bytes.fromhex(KEY), content, hashlib.sha256).hexdigest()


def test_an_answer_is_signed_with_what_was_asked(audited: Flask, told: Told, made_up: Knowledge) -> None:
    answer = audited.test_client().post("/v1/assessments", data=BODY, headers=TYPE)

    audit, line = told()
    assert (audit["event"], audit["request_id"]) == ("audit", line["request_id"])
    assert audit["request_digest"] == signed(BODY)
    assert audit["answer_digest"] == signed(answer.data)
    assert audit["sha256"] == made_up.about.sha256
    assert (audit["referral"], audit["status"]) == (answer.get_json()["referral"]["level"], 200)


def test_a_refusal_is_signed_too(audited: Flask, told: Told) -> None:
    answer = audited.test_client().post("/v1/assessments", data=b'{"sites": 1}', headers=TYPE)

    assert told()[0]["answer_digest"] == signed(answer.data)


def test_a_body_in_chunks_is_signed_as_a_whole(audited: Flask, told: Told) -> None:
    pieces = iter([BODY[:9], BODY[9:]])

    class Chunks:
        def read(self, _: int = -1) -> bytes:
            return next(pieces, b"")

    audited.test_client().post(
        "/v1/assessments", headers=TYPE, environ_overrides={"wsgi.input": Chunks(), "wsgi.input_terminated": True}
    )

    assert told()[0]["request_digest"] == signed(BODY)


def test_streams_are_signed_at_their_end(audited: Flask, told: Told) -> None:
    def echo() -> Response:
        stream = request.stream
        return Response(line.upper() for line in iter(stream.readline, b""))

    audited.add_url_rule("/echo", "echo", echo, methods=["POST"])
    with audited.test_client().post("/echo", data=b"one\ntwo\n", buffered=False) as response:
        assert told() == []
        assert response.data == b"ONE\nTWO\n"

    audit = told()[0]
    assert (audit["request_digest"], audit["answer_digest"]) == (signed(b"one\ntwo\n"), signed(b"ONE\nTWO\n"))


def test_what_carries_no_history_is_not_signed(audited: Flask, told: Told) -> None:
    audited.test_client().get("/v1/about")

    assert [line["event"] for line in told()] == ["request"]


def test_without_the_setting_nothing_is_signed(client: FlaskClient, told: Told) -> None:
    client.post("/v1/assessments", data=BODY, headers=TYPE)

    assert [line["event"] for line in told()] == ["request"]


@pytest.mark.parametrize("content", ["", "zz" * 32, "5d" * 31, "pass phrase of a person that is long enough"])
def test_a_key_that_guards_nothing_stops_the_start(content: str, key_file: Path, made_up: Knowledge) -> None:
    key_file.write_text(content)

    with pytest.raises(ConfigError, match="FASCICLE_AUDIT_KEY_FILE must hold") as refused:
        create_app(Config(audit=True, audit_key_file=key_file), made_up)
    assert not content or content not in str(refused.value)


@pytest.mark.parametrize("alone", ["FASCICLE_AUDIT", "FASCICLE_AUDIT_KEY_FILE"])
def test_the_two_settings_need_each_other(alone: str, key_file: Path) -> None:
    given = {"FASCICLE_AUDIT": "on", "FASCICLE_AUDIT_KEY_FILE": str(key_file)}

    assert config_from(given).audit
    with pytest.raises(ConfigError, match="need each other"):
        config_from({alone: given[alone]})


def test_the_name_of_the_key_tells_nothing_of_it(audited: Flask, told: Told) -> None:
    audited.test_client().post("/v1/assessments", data=BODY, headers=TYPE)

    (name,) = {line["key"] for line in told() if "key" in line}
    assert name == signed(b"fascicle audit key")[:8]
    assert json.dumps(name) not in KEY
