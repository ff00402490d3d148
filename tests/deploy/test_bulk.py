"""The example for whole populations: each person gets what the service answers, and a bad line spoils no other."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
import pytest
from flask.testing import FlaskClient

from examples.bulk.person import Desk
from service.engine.pack import Knowledge

ROOT = Path(__file__).resolve().parents[2]
HISTORIES = {path.stem: json.loads(path.read_bytes()) for path in sorted((ROOT / "examples/requests").glob("*.json"))}
PLAIN = ("boy-morning-jerks", "eyelid", "sparse", "weak-hand")
RECORD = json.loads((ROOT / "examples/fhir/assess-record.json").read_bytes())


@pytest.fixture(scope="module")
def desk(knowledge: Knowledge) -> Desk:
    return Desk(knowledge)


@pytest.mark.parametrize("name", PLAIN)
def test_a_history_gets_what_the_service_answers(desk: Desk, client: FlaskClient, name: str) -> None:
    line = orjson.dumps({"key": "p1", "history": HISTORIES[name]})
    sent = {"data": orjson.dumps(HISTORIES[name]), "content_type": "application/x-ndjson"}
    short = json.loads(client.post("/v1/assessments/batch/scores", **sent).data.splitlines()[0])
    whole = json.loads(client.post("/v1/assessments/batch", **sent).data.splitlines()[0])

    assert json.loads(desk.of_line(line, full=False)) == {"key": "p1", "status": 200, "scores": short["scores"]}
    assert json.loads(desk.of_line(line, full=True)) == {"key": "p1", "status": 200, "answer": whole["answer"]}


def test_a_record_gets_what_the_service_answers(desk: Desk, client: FlaskClient) -> None:
    today = datetime.now(UTC).date()
    parts = [orjson.dumps(entry["resource"]) for entry in RECORD["entry"]]
    answer = json.loads(desk.of_record("p1", parts, today, full=True))["answer"]
    bundle = client.post(
        "/fhir/QuestionnaireResponse/$assess", data=orjson.dumps(RECORD), content_type="application/fhir+json"
    ).json
    leading = answer["differential"][0]["condition"]["label"]

    assert answer["referral"]["label"]
    assert leading in json.dumps(bundle, ensure_ascii=False)


def test_ages_are_counted_to_the_day_that_is_told(desk: Desk) -> None:
    parts = [orjson.dumps(entry["resource"]) for entry in RECORD["entry"]]
    then, later = (desk.of_record("p1", parts, day, full=True) for day in (date(2026, 1, 1), date(2046, 1, 1)))
    told = [
        [one for one in json.loads(line)["answer"]["evidence"] if one["status"] == "present"] for line in (then, later)
    ]
    assert told[0] != told[1]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"marked-text", 400),
        (b"\xff", 400),
        (b'["marked-text"]', 400),
        (b'{"key": 7, "history": {}}', 400),
        (b'{"key": "p1", "history": {"sites": "marked-text"}}', 422),
        (b'{"key": "p1", "history": {"marked-text": 1}}', 422),
    ],
)
def test_a_bad_line_is_told_so_without_what_stood_in_it(desk: Desk, line: bytes, status: int) -> None:
    told = desk.of_line(line, full=False)
    assert json.loads(told)["status"] == status
    assert json.loads(told)["errors"]
    assert status == 422 or b"marked-text" not in told


def test_a_record_of_nothing_that_moves_is_refused_with_its_key(desk: Desk) -> None:
    told = json.loads(desk.of_record("p9", [b'{"resourceType": "Patient", "id": "p9"}'], date(2026, 1, 1), full=False))
    assert (told["key"], told["status"]) == ("p9", 422)
