"""Many histories at a time: each line stands for itself, whatever the others are."""

import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from schemas.batch import BatchLineSchema, ScoresLineSchema
from service.doors.intake import Reception
from service.web import batch
from service.web.examples import load_example

EYELID, JERKS = load_example("eyelid"), load_example("boy-morning-jerks")
PATH = "/v1/assessments/batch"


def lines_of(client: FlaskClient, *sent: Any, path: str = PATH) -> list[dict[str, Any]]:
    """What comes back for these lines, each a history or bytes as they are."""
    body = b"".join(one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in sent)
    response = client.post(path, data=body, content_type="application/x-ndjson")
    assert response.status_code == 200
    assert response.mimetype == "application/x-ndjson"
    assert response.headers["Cache-Control"] == "no-store"
    told = [json.loads(line) for line in response.data.splitlines()]
    schema = ScoresLineSchema() if path.endswith("scores") else BatchLineSchema()
    assert [schema.validate(line) for line in told] == [{}] * len(told)
    return told


def test_each_line_gets_the_answer_that_it_would_get_alone(client: FlaskClient) -> None:
    told = lines_of(client, EYELID, JERKS)
    alone = [client.post("/v1/assessments", json=history).get_json() for history in (EYELID, JERKS)]
    assert [(line["line"], line["status"], line["answer"]) for line in told[:2]] == [
        (1, 200, alone[0]),
        (2, 200, alone[1]),
    ]
    assert told[2] == {"end": {"answered": 2, "refused": 0, "complete": True}}


BAD = {
    "not JSON": (b"{\n", 400),
    "not UTF-8": (b"\xff\xfe\n", 400),
    "a key twice": (b'{"course": "stable", "course": "stable"}\n', 400),
    "not an object": (b"[]\n", 422),
    "an unknown word": (b'{"sites": [{"site": "nowhere"}]}\n', 422),
    "nothing that moves": (b"{}\n", 422),
    "yes and no": (
        b'{"associated_symptoms": [{"finding": "weakness", "status": "absent"}, {"finding": "hand-weakness"}]}\n',
        422,
    ),
    "too long": (b'{"course": "' + b"x" * 300_000 + b'"}\n', 413),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_never_spoils_the_rest(client: FlaskClient, name: str) -> None:
    bad, status = BAD[name]
    told = lines_of(client, EYELID, bad, JERKS)
    assert [(line["line"], line["status"]) for line in told[:3]] == [(1, 200), (2, status), (3, 200)]
    assert told[1]["problem"]["status"] == status
    assert told[1]["problem"]["request_id"]
    assert told[3]["end"] == {"answered": 2, "refused": 1, "complete": True}


def test_a_refused_line_is_told_what_it_would_be_told_alone(client: FlaskClient) -> None:
    history = {"sites": [{"site": "nowhere"}], "course": "odd"}
    alone = client.post("/v1/assessments", json=history).get_json()
    told = lines_of(client, history)[0]["problem"]
    assert {**told, "request_id": ""} == {**alone, "request_id": ""}


def test_our_own_fault_stays_in_its_line(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError("secret words")

    monkeypatch.setattr(batch, "assess", fail)
    told = lines_of(client, EYELID, JERKS)
    assert [line["status"] for line in told[:2]] == [500, 500]
    assert "secret" not in json.dumps(told)


def test_empty_lines_are_counted_and_passed_over(client: FlaskClient) -> None:
    told = lines_of(client, b"\n", EYELID, b"  \r\n", json.dumps(JERKS).encode())
    assert [line.get("line") for line in told] == [2, 4, None]


def test_no_line_at_all_is_an_empty_batch(client: FlaskClient) -> None:
    assert lines_of(client) == [{"end": {"answered": 0, "refused": 0, "complete": True}}]


@pytest.mark.parametrize("path", [PATH, f"{PATH}/scores"])
def test_a_batch_ends_where_it_may_be_no_longer(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(batch, "MOST_ANSWERS", 3)
    monkeypatch.setattr(batch, "MOST_SCORES", 3)
    told = lines_of(client, *[{}] * 5, path=path)
    assert [line.get("line") for line in told] == [1, 2, 3, None]
    assert told[-1]["end"] == {"answered": 0, "refused": 3, "complete": False}


def test_scores_are_those_of_the_answer(client: FlaskClient) -> None:
    told = lines_of(client, EYELID, JERKS, {"associated_symptoms": [{"finding": "headache"}]}, path=f"{PATH}/scores")
    for line, history in zip(told, (EYELID, JERKS), strict=False):
        answer = client.post("/v1/assessments", json={**history, "include": ["probabilities"]}).get_json()
        scores = line["scores"]
        assert scores["level"] == answer["referral"]["level"]
        assert sorted(scores["red_flags"]) == sorted(flag["id"] for flag in answer["red_flags"])
        assert scores["first"] == [
            {"condition": one["condition"]["id"], "points": one["points"], "probability": one["probability"]}
            for one in answer["differential"][:5]
        ]
    assert told[2]["scores"]["in_scope"] is False
    assert told[2]["scores"]["first"] == []
    assert told[-1]["intended_use"] == client.get("/v1/about").get_json()["intended_use"]
    assert all(ScoresLineSchema().validate(line) == {} for line in told)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_another_media_type_is_refused(client: FlaskClient, kind: str) -> None:
    assert client.post(PATH, data=b"{}", content_type=kind).status_code == 415


class Stream:
    """A body that is made as it is read."""

    def __init__(self, count: int) -> None:
        self.left = count

    def readline(self, _: int = -1) -> bytes:
        self.left -= 1
        return b"{" + b" " * 20_000 + b"\n" if self.left >= 0 else b""


def test_it_holds_one_line_at_a_time(client: FlaskClient, reception: Reception) -> None:
    with client.application.test_request_context(PATH, method="POST"):
        few, many = (_peak(batch._answers(reception, batch._lines(Stream(n), 50_000), dict, 10_000)) for n in (10, 400))
    assert many < 2 * few


def _peak(lines: Iterator[bytes]) -> int:
    tracemalloc.start()
    try:
        for _ in lines:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
