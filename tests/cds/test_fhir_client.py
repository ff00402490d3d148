"""What the prefetch lacks is asked of the FHIR server that a call names, where the site lists it."""

from typing import Any

import pytest

from service.web.cds import fhir_client
from tests.cds.conftest import Ask, Call
from tests.cds.ehr import MAN, TOKEN, Ehr
from tests.cds.records import INCOMPLETE, PATIENT, Json, bundle, lacking, medicine, none_but, problem, request, signing

OUTCOME: Json = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
ALL = ["Condition", "MedicationRequest", "Observation", "Patient", "QuestionnaireResponse"]
LONG = b'{"resourceType": "Bundle"' + b" " * 600_000 + b"}"


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
    assert ehr.kinds.count("Condition") == fhir_client.PAGES


def test_a_next_page_that_is_no_bundle_is_not_read(ask: Ask, ehr: Ehr) -> None:
    link = [{"relation": "next", "url": f"{ehr.base}/Page"}]
    ehr.holds |= {"Condition": bundle(problem("Fasciculation"), link=link), "Page": problem("Weakness")}
    assert lacking(ask(request("patient-view"))) == {"partly": ["conditions"]}


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
    monkeypatch.setattr(fhir_client, "SECONDS", 0.3)
    ehr.waits = {"Observation": 1.0}
    response = ask(request("patient-view"))
    assert lacking(response) == {"missing": ["results"]}
    assert len(response.get_json()["cards"]) == 1
