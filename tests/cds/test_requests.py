"""What a call must look like; everything else is refused with every fault, as an OperationOutcome."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.config import BODY_LIMIT_BYTES
from service.doors.cds.services import SERVICES
from service.web.body import RECORD_TIMES
from tests.cds.conftest import Answered, Call
from tests.cds.records import HOOKS, Json, bundle, problem, request, signing

Example = Callable[[str], Json]
PATH = "/cds-services/fascicle-patient-view"


def faults(response: Any) -> set[str]:
    """Where an OperationOutcome says that something is wrong."""
    outcome = response.get_json()
    assert response.mimetype == "application/json"
    assert outcome["resourceType"] == "OperationOutcome"
    assert all(issue["severity"] == "error" and issue["details"]["text"] for issue in outcome["issue"])
    return {place for issue in outcome["issue"] for place in issue.get("expression", [""])}


@pytest.mark.parametrize("hook", HOOKS)
def test_every_example_is_answered_with_a_card(hook: str, call: Call, example: Example) -> None:
    response = call(hook, example(hook))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.get_json()["cards"]


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("hook", None, "hook"),
        ("hook", 7, "hook"),
        ("hook", "order-sign", "hook"),
        ("hookInstance", None, "hookInstance"),
        ("hookInstance", "first-call", "hookInstance"),
        ("hookInstance", 7, "hookInstance"),
        ("context", None, "context"),
        ("context", "f201", "context"),
        ("context", {}, "context.patientId"),
        ("context", {"userId": "Practitioner/7", "patientId": 7}, "context.patientId"),
        ("context", {"userId": "", "patientId": "f201"}, "context.userId"),
        ("context", {"userId": "P/7", "patientId": "f201", "encounterId": 7}, "context.encounterId"),
        ("prefetch", "none", "prefetch"),
        ("fhirAuthorization", {"access_token": "t"}, "fhirServer"),
    ],
)
def test_a_call_without_its_shape_is_refused_with_the_place(
    name: str, value: Any, place: str, call: Call, example: Example
) -> None:
    document = example("patient-view")
    document[name] = value
    if value is None:
        del document[name]
    response = call("patient-view", document)
    assert response.status_code == 400
    assert place in faults(response)


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: str(one.hook))
def test_each_hook_refuses_a_context_without_what_it_requires(service: Any, call: Call, example: Example) -> None:
    for name in service.needs:
        document = example(service.hook)
        del document["context"][name]
        response = call(service.hook, document)
        assert response.status_code == 400
        assert faults(response) == {f"context.{name}"}


@pytest.mark.parametrize("wrong", ["x", 7, [], {"resourceType": "Patient"}, bundle() | {"entry": "x"}])
def test_draft_orders_must_be_a_bundle(wrong: Any, call: Call, example: Example) -> None:
    for hook, name in (("order-sign", "draftOrders"), ("problem-list-item-create", "conditions")):
        document = example(hook)
        document["context"][name] = wrong
        assert call(hook, document).status_code == 400


@pytest.mark.parametrize("wrong", ["MedicationRequest/1", [7], {}])
def test_selections_must_be_a_list_of_texts(wrong: Any, call: Call, example: Example) -> None:
    document = example("order-select")
    document["context"]["selections"] = wrong
    response = call("order-select", document)
    assert response.status_code == 400
    assert faults(response) == {"context.selections"}


def test_every_fault_is_told_at_once(call: Call) -> None:
    wrong = {"hook": "order-sign", "context": {"patientId": 7}, "prefetch": {"results": 7}}
    found = faults(call("order-select", wrong))
    assert found >= {"hook", "hookInstance", "context.userId", "context.patientId", "context.selections"}
    assert "prefetch.results" in found


def test_what_is_not_known_is_passed_over(call: Call, example: Example) -> None:
    document = example("patient-view")
    document["extension"] = {"com.example.ehr": {"theme": "dark"}}
    document["newMember"] = [1]
    document["context"]["newField"] = {"a": 1}
    document["prefetch"]["somebodyElses"] = 7
    response = call("patient-view", document)
    assert response.status_code == 200
    assert len(response.get_json()["cards"]) == 1


def test_a_server_and_a_token_are_passed_over(call: Call, example: Example, capfd: pytest.CaptureFixture[str]) -> None:
    document = example("patient-view")
    document["fhirServer"] = "https://ehr.example/fhir"
    document["fhirAuthorization"] = {"access_token": "marked-token", "token_type": "Bearer", "expires_in": 300}
    response = call("patient-view", document)
    assert response.status_code == 200
    assert "marked-token" not in response.get_data(as_text=True)
    assert "marked-token" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"7", b'"x"', b"null", b'{"hook": NaN}', b"\xff"])
def test_a_body_that_is_no_object_is_refused(raw: bytes, client: FlaskClient) -> None:
    response = client.post(PATH, data=raw, content_type="application/json")
    assert response.status_code == 400
    faults(response)


def test_a_record_may_be_longer_than_a_history(call: Call) -> None:
    problems = [problem("Fasciculation"), *(problem("Eczema", note=[{"text": "x" * 3000}]) for _ in range(150))]
    document = request("patient-view", *problems)
    assert len(json.dumps(document)) > BODY_LIMIT_BYTES
    assert len(call("patient-view", document).get_json()["cards"]) == 1


def test_addresses_methods_and_media_types_that_are_not_served(client: FlaskClient) -> None:
    expected = {
        client.post("/cds-services/nobody", json={}): 404,
        client.get(PATH): 405,
        client.post("/cds-services", json={}): 405,
        client.post(PATH, data=b"{}", content_type="text/plain"): 415,
        client.post(PATH, data=b" " * (RECORD_TIMES * BODY_LIMIT_BYTES + 1), content_type="application/json"): 413,
    }
    for response, status in expected.items():
        assert response.status_code == status
        faults(response)


def test_no_error_repeats_what_was_sent(call: Call) -> None:
    marked = {"hook": "Marked Hook", "hookInstance": "Marked Name", "context": "Marked Context", "prefetch": "Marked"}
    assert "Marked" not in call("patient-view", marked).get_data(as_text=True)


def test_the_same_call_gets_the_same_advice(call: Call, example: Example) -> None:
    def told(response: Any) -> list[Any]:
        kept = ("summary", "detail", "indicator", "source", "links", "extension")
        return [{name: card.get(name) for name in kept} for card in response.get_json()["cards"]]

    assert told(call("patient-view", example("patient-view"))) == told(call("patient-view", example("patient-view")))


@pytest.mark.parametrize("hook", HOOKS)
def test_a_fault_of_ours_is_an_error_and_never_an_empty_answer(
    hook: str, public_app: Flask, example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("service.doors.cds.record.glance", fail)
    response = public_app.test_client().post(f"/cds-services/fascicle-{hook}", json=example(hook))
    assert response.status_code == 500
    outcome = response.get_json()
    assert outcome["issue"][0]["code"] == "exception"
    assert "ZeroDivision" not in response.get_data(as_text=True)
    assert "File" not in response.get_data(as_text=True)


def test_a_fault_in_the_answers_of_the_questionnaire_is_told_at_its_place(call: Call, answered: Answered) -> None:
    document = request("patient-view")
    response = answered({"movement": {"types": ["fasciculation"]}})
    response["item"].append({"linkId": "nowhere", "answer": [{"valueBoolean": True}]})
    document["prefetch"]["questionnaireResponse"] = bundle(response)
    refused = call("patient-view", document)
    assert refused.status_code == 422
    assert all(place.startswith("prefetch.questionnaireResponse.entry[0].resource.item[") for place in faults(refused))


def test_an_order_without_twitching_is_no_business_of_ours(call: Call) -> None:
    assert call("order-sign", signing(problem("Twitching"))).get_json()["cards"] == []
