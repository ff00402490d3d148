"""What the prefetch lacks is asked of the FHIR server that a call names, if the site lists it, and of no other."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.config import ConfigError, config_from
from service.doors.cds.server import Server
from service.doors.intake import Reception
from service.web import problems
from service.web.access.fetch import FetchError, fetch
from service.web.cds import asking, routes
from tests.cds.conftest import Call
from tests.cds.ehr import MAN, Ehr, open_ehr
from tests.cds.records import PATIENT, Json, bundle, medicine, problem, request, signing

TOKEN = "marked-token"
OUTCOME: Json = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
ALL = ["Condition", "MedicationRequest", "Observation", "Patient", "QuestionnaireResponse"]
INCOMPLETE = "The FHIR server was asked for this and did not give it: the record may be incomplete."

LONG = b'{"resourceType": "Bundle"' + b" " * 600_000 + b"}"

Ask = Callable[..., TestResponse]


@pytest.fixture(scope="module")
def server() -> Iterator[Ehr]:
    with open_ehr() as ehr:
        yield ehr


@pytest.fixture
def ehr(server: Ehr) -> Ehr:
    """The server as it begins."""
    server.__init__(server.base.removesuffix("/fhir"))  # type: ignore[misc]
    return server


@pytest.fixture(scope="module")
def site(reception: Reception, server: Ehr) -> Flask:
    """The CDS services of a site that lists the server."""
    app = Flask("service.web", static_folder=None)
    problems.register(app)
    app.register_blueprint(routes.blueprint(reception, servers=("https://other.example/fhir", server.base)))
    return app


@pytest.fixture
def ask(site: Flask, ehr: Ehr) -> Ask:
    """Call a service with the server and a token, and with no more prefetch than is given."""

    def send(document: Json, prefetch: Json | None = None, **more: Any) -> TestResponse:
        named = {**document, "fhirServer": ehr.base, "fhirAuthorization": authorization(), **more}
        named["prefetch"] = prefetch or {}
        return site.test_client().post(f"/cds-services/fascicle-{document['hook']}", json=named)

    return send


def authorization(**more: Any) -> Json:
    whole = {
        "access_token": TOKEN,
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "user/*.rs",
        "subject": "fascicle",
    }
    return {name: value for name, value in {**whole, **more}.items() if value is not None}


def none_but(**given: Any) -> Json:
    """Prefetch that lacks nothing: null wherever nothing is given."""
    return {**dict.fromkeys(("patient", "conditions", "medications", "results", "questionnaireResponse")), **given}


def lacking(response: TestResponse) -> Json:
    """What the answer says did not come."""
    return dict(response.get_json().get("extension", {}).get("example.fascicle.prefetch", {}))


def test_without_any_prefetch_all_is_asked_of_the_server_with_the_token(ask: Ask, ehr: Ehr) -> None:
    ehr.holds["MedicationRequest"] = bundle(medicine("Salbutamol", status="active"))
    response = ask(request("patient-view"))
    assert response.status_code == 200
    assert "extension" not in response.get_json()
    card = response.get_json()["cards"][0]
    assert card["summary"].startswith("Fasciculation")
    assert "Salbutamol" in card["detail"]
    assert ehr.kinds == ALL
    assert {shown for _, shown in ehr.asked} == {f"Bearer {TOKEN}"}
    assert (f"/fhir/Patient/{PATIENT}", f"Bearer {TOKEN}") in ehr.asked
    assert ehr.query("Condition") == {"patient": [PATIENT], "clinical-status": ["active"]}


def test_the_same_record_gets_the_same_advice_by_either_way(ask: Ask, call: Call) -> None:
    sent = request("patient-view", problem("Fasciculation"))
    by_prefetch, by_server = call("patient-view", sent).get_json(), ask(sent).get_json()
    assert [c["detail"] for c in by_server["cards"]] == [c["detail"] for c in by_prefetch["cards"]]


def test_what_came_is_not_asked_again_and_null_is_an_answer(ask: Ask, ehr: Ehr) -> None:
    sent = none_but(patient=MAN, conditions=bundle(problem("Cramp")))
    assert len(ask(request("patient-view"), sent).get_json()["cards"]) == 1
    assert ehr.asked == []
    del sent["results"]
    sent["medications"] = OUTCOME
    assert lacking(ask(request("patient-view"), sent)) == {}
    assert ehr.kinds == ["MedicationRequest", "Observation"]


def test_the_patient_may_be_named_with_its_type_and_a_token_may_be_needless(ask: Ask, ehr: Ehr) -> None:
    document = request("patient-view", patientId=f"Patient/{PATIENT}")
    assert len(ask(document, fhirAuthorization=None, fhirServer=f"{ehr.base}/").get_json()["cards"]) == 1
    assert (f"/fhir/Patient/{PATIENT}", None) in ehr.asked


@pytest.mark.parametrize("named", ["..", "f201&_include=*", "f201/../f202", "f201?x", "a" * 65])
def test_what_is_no_id_of_a_patient_makes_no_address(named: str, ask: Ask, ehr: Ehr) -> None:
    assert ask(request("patient-view", patientId=named)).status_code == 412
    assert ehr.asked == []


def test_an_order_that_is_no_business_of_ours_costs_the_server_nothing(ask: Ask, ehr: Ehr) -> None:
    response = ask(signing(medicine("Paracetamol")))
    assert (response.status_code, response.get_json()["cards"]) == (200, [])
    assert ehr.asked == []


def test_a_next_page_is_followed_on_the_same_server(ask: Ask, ehr: Ehr) -> None:
    ehr.holds["Condition"] = bundle(
        problem("Asthma"), link=[{"relation": "next", "url": f"{ehr.base}/Page?of=conditions"}]
    )
    ehr.holds["Page"] = bundle(problem("Fasciculation"))
    response = ask(request("patient-view"))
    assert len(response.get_json()["cards"]) == 1
    assert lacking(response) == {}
    assert ("/fhir/Page?of=conditions", f"Bearer {TOKEN}") in ehr.asked


def test_a_next_page_of_the_prefetch_is_followed_too(ask: Ask, ehr: Ehr) -> None:
    ehr.holds["Page"] = bundle(problem("Fasciculation"))
    first = bundle(problem("Asthma"), link=[{"relation": "next", "url": f"{ehr.base}/Page"}])
    response = ask(request("patient-view"), none_but(patient=MAN, conditions=first))
    assert len(response.get_json()["cards"]) == 1
    assert lacking(response) == {}
    assert ehr.kinds == ["Page"]


def test_pages_without_end_are_given_up_and_it_is_said(ask: Ask, ehr: Ehr) -> None:
    ehr.holds["Condition"] = bundle(
        problem("Fasciculation"), link=[{"relation": "next", "url": f"{ehr.base}/Condition?again"}]
    )
    response = ask(request("patient-view"))
    assert lacking(response) == {"partly": ["conditions"]}
    assert INCOMPLETE in response.get_json()["cards"][0]["detail"]
    assert ehr.kinds.count("Condition") == asking.PAGES


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


@pytest.mark.parametrize("status", [301, 302, 307, 401, 403, 404, 500])
def test_what_cannot_be_had_is_said_and_the_rest_is_used(status: int, ask: Ask, ehr: Ehr) -> None:
    ehr.statuses = {"Observation": status}
    response = ask(request("patient-view"))
    assert lacking(response) == {"missing": ["results"]}
    detail = response.get_json()["cards"][0]["detail"]
    assert "Not sent: laboratory results." in detail
    assert INCOMPLETE in detail
    assert ehr.kinds == ALL


@pytest.mark.parametrize("told", [b"", b"{", b"[]", b"7", b'{"resourceType": "Patient"}', b"[" * 99_000, LONG, OUTCOME])
def test_what_is_no_answer_to_the_query_is_none(told: Any, ask: Ask, ehr: Ehr) -> None:
    ehr.holds["Observation"] = told
    response = ask(request("patient-view"))
    assert (response.status_code, lacking(response)) == (200, {"missing": ["results"]})
    assert len(response.get_json()["cards"]) == 1


@pytest.mark.parametrize("told", [OUTCOME, {**MAN, "id": "f202"}, bundle(), 404])
def test_without_the_patient_from_either_it_says_412(told: Any, ask: Ask, ehr: Ehr) -> None:
    if told == 404:
        ehr.statuses = {"Patient": 404}
    else:
        ehr.holds["Patient"] = told
    response = ask(request("patient-view"))
    assert response.status_code == 412
    assert response.get_json()["issue"][0]["expression"] == ["prefetch.patient"]


def test_a_server_that_does_not_answer_in_time_is_not_waited_for(
    ask: Ask, ehr: Ehr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.3)
    ehr.waits = {"Observation": 1.0}
    response = ask(request("patient-view"))
    assert lacking(response) == {"missing": ["results"]}
    assert len(response.get_json()["cards"]) == 1


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
