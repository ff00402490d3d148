"""What the routes of a launch answer, without a browser."""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.config import Config, ConfigError, config_from
from service.engine.pack import Knowledge
from service.web.smart.chart import scopes
from tests.fhir.validators import faults_in_node, faults_in_python

VENDOR = Path(__file__).parents[2] / "service" / "web" / "static" / "smart" / "vendor"
EHR, LOGIN = "https://ehr.example/fhir/r4", "https://login.example"
MARK = "Xq7Zkwv"


@pytest.fixture(scope="module")
def connected(knowledge: Knowledge) -> Flask:
    """A site with an EHR."""
    return create_app(Config(fhir_servers=(EHR,), smart_origins=(LOGIN,)), knowledge)


@pytest.fixture
def ward(connected: Flask) -> FlaskClient:
    return connected.test_client()


def connects(client: FlaskClient, path: str) -> str:
    """Where a page's scripts may connect to."""
    policies = client.get(path).headers.getlist("Content-Security-Policy")
    assert len(policies) == 1
    return next(part for part in policies[0].split("; ") if part.startswith("connect-src"))


@pytest.mark.parametrize("path", ["/launch", "/launch/chart", f"/launch?iss={EHR}", f"/launch?iss={EHR}/&launch=x"])
def test_the_pages_of_a_launch_may_speak_to_the_named_servers_and_no_page_else(ward: FlaskClient, path: str) -> None:
    assert ward.get(path).status_code == 200
    assert connects(ward, path) == f"connect-src 'self' https://ehr.example {LOGIN}"
    for other in ("/", "/start", "/knowledge", "/docs"):
        assert connects(ward, other) == "connect-src 'self'"


@pytest.mark.parametrize("told", ["https://evil.example/fhir", "", "https://ehr.example", f"{EHR}x", f"{EHR}/../x"])
def test_a_server_that_is_not_named_is_refused_and_not_repeated(ward: FlaskClient, told: str) -> None:
    answer = ward.get("/launch", query_string={"iss": told, "launch": MARK})
    assert answer.status_code == 403
    assert "<script" not in answer.text
    assert MARK not in answer.text
    assert "evil" not in answer.text


def test_without_an_ehr_the_pages_say_so(client: FlaskClient) -> None:
    for path in ("/launch", "/launch/chart", "/launch?iss=https://ehr.example"):
        answer = client.get(path)
        assert answer.status_code in (403, 404)
        assert "<script" not in answer.text
        assert connects(client, path) == "connect-src 'self'"


def test_no_script_of_the_launch_burdens_the_form(ward: FlaskClient) -> None:
    assert "smart" not in ward.get("/").text


def test_a_record_becomes_a_form_in_which_nothing_is_a_fault(ward: FlaskClient) -> None:
    record = json.loads((Path("examples/fhir") / "assess-record.json").read_text())
    answer = ward.post("/form/prefill", json=record, headers={"Content-Type": "application/fhir+json"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'value="Atorvastatin"' in answer.text
    assert "data-level=" in answer.text
    assert "From the record:" in answer.text


@pytest.mark.parametrize("body", [{}, [], None, {"resourceType": "Bundle", "entry": [None, {"resource": 3}]}, MARK])
def test_an_odd_or_empty_record_is_a_blank_form(ward: FlaskClient, body: Any) -> None:
    answer = ward.post("/form/prefill", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 200
    assert "The record says nothing that this form asks." in answer.text
    assert 'data-level="' not in answer.text
    assert MARK not in answer.text


def test_what_is_left_out_of_a_record_is_told_once_with_how_often(ward: FlaskClient) -> None:
    unread = [{"resource": {"resourceType": "Encounter", "id": str(number)}} for number in range(3)]
    drugs = [
        {"resource": {"resourceType": "MedicationRequest", "status": "active", "medicationCodeableConcept": {}}}
        for _ in range(2)
    ]
    body = {"resourceType": "Bundle", "entry": [*unread, *drugs]}
    text = ward.post("/form/prefill", json=body).text
    assert text.count("Resources of this type are not read here.") == 1
    assert re.search(r"\(2 .\)", text)


def test_a_form_becomes_what_a_record_can_keep(ward: FlaskClient) -> None:
    typed = {"sites.calf.site": "calf", "patient.age_years": "41", "finding.weakness": "absent", "date": "2026-11-22"}
    answer = ward.post("/form/resources", data=typed)
    response, note = answer.get_json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert response["status"] == "completed"
    assert "reference" not in response["subject"]
    assert "subject" not in note
    assert "22 November 2026" in base64.b64decode(note["content"][0]["attachment"]["data"]).decode()
    whose = {"reference": "Patient/f201"}
    there = {"encounter": [{"reference": "Encounter/e9"}]}
    both = [{**response, "subject": whose}, {**note, "subject": whose, "context": there}]
    assert faults_in_python(both) + faults_in_node(both) == []
    again = ward.post("/fhir/QuestionnaireResponse/$assess", json=response)
    assert again.status_code == 200


@pytest.mark.parametrize("typed", [{"onset.value": "never"}, {}])
def test_what_cannot_be_read_becomes_nothing(ward: FlaskClient, typed: dict[str, str]) -> None:
    answer = ward.post("/form/resources", data=urlencode(typed), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "href=" in answer.text


def test_no_more_is_asked_for_than_is_used() -> None:
    assert scopes()["v2"].count("patient/") == scopes()["v1"].count("patient/") == 6
    assert ".cruds" not in scopes()["v2"]
    assert "*" not in "".join(scopes().values())


@pytest.mark.parametrize(
    "told", ["http://ehr.example/fhir", "https://ehr.example/fhir/", "https://a.example fhir", "x"]
)
def test_a_server_without_tls_or_address_is_no_setting(told: str) -> None:
    with pytest.raises(ConfigError, match="FASCICLE_FHIR_SERVERS"):
        config_from({"FASCICLE_FHIR_SERVERS": told})


def test_the_vendored_library_is_the_one_that_was_looked_at() -> None:
    told = json.loads((VENDOR / "vendored.json").read_text())
    assert {path.name for path in VENDOR.glob("*.js")} == set(told["files"])
    for name, digest in told["files"].items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
