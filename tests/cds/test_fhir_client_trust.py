"""Nobody is asked but the server that a call names and the site lists, and the token goes to nobody else."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.config import ConfigError, config_from
from service.doors.cds.fhir_server import Server
from service.web.access.fetch import FetchError, fetch
from tests.cds.conftest import Ask
from tests.cds.ehr import MAN, TOKEN, Ehr, authorization
from tests.cds.records import INCOMPLETE, PATIENT, bundle, lacking, none_but, problem, request


@pytest.mark.parametrize("named", ["..", "f201&_include=*", "f201/../f202", "f201?x", "a" * 65])
def test_what_is_no_id_of_a_patient_makes_no_address(named: str, ask: Ask, ehr: Ehr) -> None:
    assert ask(request("patient-view", patientId=named)).status_code == 412
    assert ehr.asked == []


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/fhir/Condition",
        "{origin}/admin",
        "{base}/../admin",
        "{base}/%2E%2e/admin",
        "{base}.x/a",
        "http://[",
    ],
)
def test_no_token_goes_to_a_page_of_another_server(elsewhere: str, ask: Ask, ehr: Ehr) -> None:
    url = elsewhere.format(base=ehr.base, origin=ehr.base.removesuffix("/fhir"))
    first = bundle(problem("Fasciculation"), link=[{"relation": "next", "url": url}])
    response = ask(request("patient-view"), none_but(patient=MAN, conditions=first))
    assert lacking(response) == {"partly": ["conditions"]}
    assert INCOMPLETE in response.get_json()["cards"][0]["detail"]
    assert ehr.asked == []


@pytest.mark.parametrize(
    ("member", "wrong"),
    [
        *[(name, None) for name in authorization()],
        ("access_token", "two words"),
        ("access_token", "a\r\nHost: evil"),
        ("token_type", "Basic"),
        ("expires_in", "300"),
        ("expires_in", True),
    ],
)
def test_a_token_that_is_not_whole_is_refused_with_its_place(member: str, wrong: Any, ask: Ask, ehr: Ehr) -> None:
    response = ask(request("patient-view"), fhirAuthorization=authorization(**{member: wrong}))
    assert response.status_code == 400
    assert response.get_json()["issue"][0]["expression"] == [f"fhirAuthorization.{member}"]
    assert ehr.asked == []


def test_a_server_off_the_list_is_never_asked(ask: Ask, ehr: Ehr) -> None:
    for other in (f"{ehr.base}/tenant", ehr.base.removesuffix("/fhir"), ehr.base.replace("127.0.0.1", "localhost")):
        assert ask(request("patient-view"), fhirServer=other).status_code == 412
    assert ehr.asked == []


def test_a_server_in_clear_is_not_asked_unless_it_is_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Any] = []
    monkeypatch.setattr("socket.getaddrinfo", lambda *where, **_: tried.append(where))
    with pytest.raises(ConfigError):
        config_from({"FASCICLE_FHIR_SERVERS": "http://ehr.example/fhir"})
    for address in ("http://ehr.example/fhir", "http://127.0.0.1.example/fhir", "http://127.0.0.1@ehr.example/fhir"):
        with pytest.raises(FetchError):
            fetch(address, local=True)
    assert tried == []


def test_without_a_list_no_network_is_tried(client: FlaskClient, ehr: Ehr, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Any] = []
    monkeypatch.setattr("socket.socket.connect", lambda *where: tried.append(where))
    monkeypatch.setattr("socket.getaddrinfo", lambda *where, **_: tried.append(where))
    document = request("patient-view", problem("Fasciculation"))
    del document["prefetch"]["results"]
    named = {**document, "fhirServer": ehr.base, "fhirAuthorization": authorization()}
    response = client.post("/cds-services/fascicle-patient-view", json=named)
    assert lacking(response) == {"missing": ["results"]}
    assert (tried, ehr.asked) == ([], [])
    described = client.get("/cds-services").get_json()["services"][0]
    assert "It never calls back" in described["usageRequirements"]


def test_a_site_that_lists_servers_says_so(site: Flask) -> None:
    told = site.test_client().get("/cds-services").get_json()["services"][0]["usageRequirements"]
    assert "What is not sent is asked of `fhirServer`" in told


def test_the_token_is_told_to_nobody_else(ask: Ask, ehr: Ehr, capfd: pytest.CaptureFixture[str]) -> None:
    ehr.statuses = {"Observation": 500}
    answers = [ask(request("patient-view")), ask(request("patient-view"), fhirAuthorization=authorization(scope=7))]
    assert [one.status_code for one in answers] == [200, 400]
    told = "".join((*(one.get_data(as_text=True) for one in answers), *capfd.readouterr()))
    assert "cds_record_asked" in told
    assert not [word for word in (TOKEN, PATIENT, ehr.base) if word in told.replace(f"Patient/{PATIENT}", "")]
    assert TOKEN not in repr(Server(base=ehr.base, patient=PATIENT, token=TOKEN))
