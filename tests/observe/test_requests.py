"""One line a request, with what an operator needs and nothing that the caller wrote; the same in the metrics."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from service.web.form.words import EXAMPLES
from tests.observe.conftest import Count, Told

ROOT = Path(__file__).resolve().parents[2]

LEAST = {"sites": [{"site": "calf"}], "setting": "emergency_department"}


def test_an_assessment_is_told_in_one_line(client: FlaskClient, told: Told) -> None:
    asked, other = str(uuid4()), str(uuid4())

    answer = client.post("/v1/assessments", json=LEAST, headers={"X-Request-ID": asked, "X-Correlation-ID": other})

    (line,) = told()
    assert isinstance(line.pop("time"), str)
    assert 0 < line.pop("ms") < 60_000
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": asked,
        "correlation_id": other,
        "method": "POST",
        "route": "/v1/assessments",
        "status": 200,
        "bytes": len(answer.data),
        "knowledge": answer.headers["Knowledge-Version"],
        "referral": answer.get_json()["referral"]["level"],
    }


@pytest.mark.parametrize("path", ["/v1/assessments", "/v1/assessments/note"])
def test_every_way_to_an_assessment_counts_it(path: str, client: FlaskClient, count: Count) -> None:
    labels = {"referral": "primary_care", "setting": "emergency_department"}
    before = count("fascicle_assessments_total", **labels)

    client.post(path, json=LEAST)

    assert count("fascicle_assessments_total", **labels) == before + 1


def test_requests_are_counted_by_rule_method_and_status(client: FlaskClient, count: Count) -> None:
    labels = {"route": "/v1/findings/<name>", "method": "GET", "status": "404"}
    before = count("fascicle_requests_total", **labels)
    took = count("fascicle_request_duration_seconds_count", route=labels["route"])

    client.get("/v1/findings/nonesuch")

    assert count("fascicle_requests_total", **labels) == before + 1
    assert count("fascicle_request_duration_seconds_count", route=labels["route"]) == took + 1


def test_problems_and_faults_are_counted(client: FlaskClient, count: Count) -> None:
    before = count("fascicle_problems_total", type="invalid-history")
    answer = client.post("/v1/assessments", json={"sites": [{"site": 1}, {"site": 2}], "unheard_of": 1})
    codes = {error["code"] for error in answer.get_json()["errors"]}
    faults = {code: count("fascicle_faults_total", code=code) for code in codes}

    client.post("/v1/assessments", json={"sites": [{"site": 1}, {"site": 2}], "unheard_of": 1})

    assert count("fascicle_problems_total", type="invalid-history") == before + 2
    assert {code: count("fascicle_faults_total", code=code) for code in codes} == {c: n + 1 for c, n in faults.items()}


def test_no_route_and_no_method_of_a_callers_own_becomes_a_label(client: FlaskClient, told: Told) -> None:
    client.get("/Jane-Roe")
    client.open("/v1/about", method="JANEROE")

    assert [(line["route"], line["method"]) for line in told()] == [("none", "GET"), ("none", "OTHER")]
    assert "jane" not in client.get("/metrics").text.casefold()


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_probes_that_succeed_are_counted_only(path: str, client: FlaskClient, told: Told, count: Count) -> None:
    before = count("fascicle_requests_total", route=path)

    assert client.get(path).status_code == 200

    assert told() == []
    assert count("fascicle_requests_total", route=path) == before + 1


@pytest.fixture
def broken(own_app: Flask) -> Iterator[FlaskClient]:
    """A service with a route that breaks and one that streams."""
    own_app.add_url_rule("/breaks", "breaks", lambda: json.loads("Jane Roe"))
    own_app.add_url_rule("/streams", "streams", lambda: Response(iter([b"one", b"two"])))
    return own_app.test_client()


def test_a_fault_of_ours_is_told_by_kind_and_place_and_counted(broken: FlaskClient, told: Told, count: Count) -> None:
    before = count("fascicle_requests_total", route="/breaks", status="500")

    broken.get("/breaks")

    fault, line = told()
    assert (fault["event"], fault["kind"]) == ("internal_error", "JSONDecodeError")
    assert fault["place"].startswith("raw_decode:")
    assert fault["request_id"] == line["request_id"]
    assert (line["level"], line["status"]) == ("error", 500)
    assert count("fascicle_requests_total", route="/breaks", status="500") == before + 1


def test_a_streamed_answer_is_told_when_it_has_been_sent(broken: FlaskClient, told: Told) -> None:
    with broken.get("/streams", buffered=False) as response:
        assert told() == []
        assert response.data == b"onetwo"

    (line,) = told()
    assert (line["route"], line["status"]) == ("/streams", 200)
    assert "bytes" not in line


def test_nobody_is_in_progress_when_all_are_answered(broken: FlaskClient, count: Count) -> None:
    before = count("fascicle_requests_in_progress")
    for path in ("/livez", "/breaks", "/nonesuch"):
        broken.get(path)

    assert count("fascicle_requests_in_progress") == before


def test_a_batch_is_told_with_its_most_urgent_referral(client: FlaskClient, told: Told, count: Count) -> None:
    before = count("fascicle_assessments_total")
    lines = (LEAST, {"associated_symptoms": [{"finding": "seizure"}, {"finding": "fever"}, {"finding": "confusion"}]})
    body = "".join(json.dumps(line) + "\n" for line in (*lines, LEAST))

    client.post("/v1/assessments/batch", data=body, content_type="application/x-ndjson", buffered=True)

    (line,) = told()
    assert (line["status"], line["referral"]) == (200, "emergency")
    assert count("fascicle_assessments_total") == before + 3


def test_the_form_and_the_cards_are_counted_too(client: FlaskClient, told: Told, count: Count) -> None:
    before = count("fascicle_assessments_total")
    hook = json.loads((ROOT / "examples/cds/patient-view.json").read_text("utf-8"))

    client.get("/")
    client.post("/", data={"example": EXAMPLES[0][0]})
    client.post("/cds-services/fascicle-patient-view", json=hook)

    assert count("fascicle_assessments_total") == before + 2
    assert ["referral" in line for line in told() if line["event"] == "request"] == [False, True, True]
