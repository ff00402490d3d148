"""The record is that of the patient in context, however clients write who that is, or it is not used."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cds.conftest import Call
from tests.cds.records import PATIENT, Json, bundle, problem, request

BASE = "https://ehr.example/fhir"
OTHER: Json = {"resourceType": "Patient", "id": "f202", "gender": "female", "birthDate": "2020-01-01"}
OTHERS = "Of another patient, so not used: some of problems."
NAMES = ("{0}", "Patient/{0}", "{1}/Patient/{0}", "Patient/{0}/_history/2", "{1}/Patient/{0}/_history/2")


def twitching(**patient: Any) -> Json:
    """A call about a man who twitches; `patient`: what his Patient has otherwise."""
    document = request("patient-view", problem("Fasciculation"))
    document["prefetch"]["patient"] |= patient
    return document


@pytest.mark.parametrize("form", NAMES)
@pytest.mark.parametrize("name", [PATIENT, "1288992", "e63wRTbPfr1p8UW81d8Seiw3", "SMART-1288992", "6.a-B"])
def test_the_patient_may_be_named_as_clients_do(name: str, form: str, call: Call) -> None:
    document = twitching(id=name)
    document["context"]["patientId"] = form.format(name, BASE)
    response = call("patient-view", document)
    assert response.status_code == 200
    drafts = [one["actions"][0]["resource"] for one in response.get_json()["cards"][0]["suggestions"]]
    assert {draft["subject"]["reference"] for draft in drafts} == {f"Patient/{name}"}


@pytest.mark.parametrize(
    "patient",
    [
        {"id": 1288992},
        {"id": None},
        {"id": "n1", "link": [{"other": {"reference": "Patient/1288992"}, "type": "replaces"}]},
        {"id": "n1", "link": [{"other": {"reference": f"{BASE}/Patient/1288992/_history/1"}, "type": "replaces"}]},
    ],
)
def test_a_number_no_id_or_a_merged_record_is_the_patient_too(patient: Json, call: Call) -> None:
    document = twitching(**patient)
    document["context"]["patientId"] = "1288992"
    assert len(call("patient-view", document).get_json()["cards"]) == 1


def test_of_a_search_that_brings_several_patients_the_one_in_context_is_read(call: Call) -> None:
    document = twitching()
    alone = call("patient-view", document).get_json()["cards"][0]["detail"]
    document["prefetch"]["patient"] = bundle(OTHER, document["prefetch"]["patient"])
    assert call("patient-view", document).get_json()["cards"][0]["detail"] == alone


@pytest.mark.parametrize(
    ("patient", "place"),
    [
        (OTHER, "prefetch.patient.id"),
        ({**OTHER, "id": "F201"}, "prefetch.patient.id"),
        ({**OTHER, "link": [{"other": {"reference": f"Patient/{PATIENT}"}, "type": "seealso"}]}, "prefetch.patient.id"),
        (bundle(OTHER), "prefetch.patient.entry[0].resource.id"),
    ],
)
def test_the_record_of_another_patient_is_refused_with_its_place(patient: Json, place: str, call: Call) -> None:
    document = twitching()
    document["prefetch"]["patient"] = patient
    response = call("patient-view", document)
    assert response.status_code == 400
    assert [one["expression"] for one in response.get_json()["issue"]] == [[place]]


@pytest.mark.parametrize("form", NAMES[1:])
def test_what_is_of_the_patient_is_used_however_it_says_so(form: str, call: Call) -> None:
    mine = problem("Fasciculation", subject={"reference": form.format(PATIENT, BASE)})
    answer = call("patient-view", request("patient-view", mine)).get_json()
    assert (len(answer["cards"]), "extension" in answer) == (1, False)


def test_what_is_of_another_patient_is_not_used_and_said_so(call: Call) -> None:
    theirs = problem("Difficulty swallowing", subject={"reference": "Patient/f202"})
    answer = call("patient-view", request("patient-view", problem("Fasciculation"), theirs)).get_json()
    assert answer["extension"] == {"example.fascicle.prefetch": {"of_another_patient": ["conditions"]}}
    card = answer["cards"][0]
    assert OTHERS in card["detail"]
    assert card["summary"] == call("patient-view", twitching()).get_json()["cards"][0]["summary"]


def test_a_record_wholly_of_another_patient_is_no_silent_empty_answer(call: Call) -> None:
    theirs = problem("Fasciculation", subject={"reference": f"{BASE}/Patient/f202"})
    answer = call("patient-view", request("patient-view", theirs)).get_json()
    told = {"example.fascicle.prefetch": {"of_another_patient": ["conditions"]}}
    assert answer == {"cards": [], "extension": told}


@pytest.mark.parametrize(("hook", "name"), [("problem-list-item-create", "conditions"), ("order-sign", "draftOrders")])
def test_an_event_about_another_patient_is_refused_with_its_place(
    hook: str, name: str, call: Call, example: Callable[[str], Json]
) -> None:
    document = example(hook)
    place = next(nth for nth, one in enumerate(document["context"][name]["entry"]) if "resource" in one)
    document["context"][name]["entry"][place]["resource"]["subject"] = {"reference": "Patient/f202"}
    response = call(hook, document)
    assert response.status_code == 400
    assert [one["expression"] for one in response.get_json()["issue"]] == [[f"context.{name}.entry[{place}].resource"]]
