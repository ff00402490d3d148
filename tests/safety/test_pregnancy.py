"""Pregnancy counts where it changes what is dangerous, and is asked for where nobody has told it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.engine.terms import Level
from tests.cds.records import problem as cds_problem
from tests.cds.records import request
from tests.fhir.records import bundle, patient, problem

ASSESS = "/v1/assessments"
UNKNOWN = "pregnancy_not_recorded"
ASKED = "Whether the patient is pregnant is not recorded."
FHIR = "application/fhir+json"


def history(**patient: Any) -> dict[str, Any]:
    return {"sites": [{"site": "calf"}], "movement": {"types": ["cramp"]}, "patient": patient}


@pytest.mark.parametrize(
    "told",
    [
        {"movement": {"types": ["seizure"]}},
        {"movement": {"types": ["twitching"]}, "associated_symptoms": [{"finding": "headache"}]},
    ],
    ids=["a fit", "twitching with headache"],
)
def test_pregnancy_raises_what_would_be_lower_without_it(told: dict[str, object], client: FlaskClient) -> None:
    def level(*, pregnant: bool) -> Level:
        patient = {"age_years": 30, "sex": "female", "pregnant": pregnant}
        answer = client.post(ASSESS, json={**told, "patient": patient}).get_json()
        return Level[answer["referral"]["level"].upper()]

    assert level(pregnant=True) is Level.EMERGENCY
    assert level(pregnant=False) < Level.EMERGENCY


@pytest.mark.parametrize(
    ("patient", "asked"),
    [
        ({"sex": "female", "age_years": 28}, True),
        ({"sex": "female", "age_years": 12}, True),
        ({"sex": "female", "age_years": 55.9}, True),
        ({"sex": "female"}, True),
        ({"age_years": 28}, True),
        ({"sex": "female", "age_years": 11.9}, False),
        ({"sex": "female", "age_years": 56}, False),
        ({"sex": "male", "age_years": 28}, False),
        ({"sex": "female", "age_years": 28, "pregnant": True}, False),
        ({"sex": "female", "age_years": 28, "pregnant": False}, False),
        ({}, False),
    ],
)
def test_pregnancy_that_nobody_told_is_asked_for(patient: dict[str, Any], asked: bool, client: FlaskClient) -> None:
    notes = client.post(ASSESS, json=history(**patient)).get_json()["input_notes"]
    assert [one["pointer"] for one in notes if one["code"] == UNKNOWN] == ["/patient/pregnant"] * asked


@pytest.mark.parametrize("path", ["explain", "note"])
def test_other_answers_ask_for_it_too(path: str, client: FlaskClient) -> None:
    told = history(sex="female", age_years=28)
    body = {"condition": "als", "history": told} if path == "explain" else told
    notes = client.post(f"{ASSESS}/{path}", json=body).get_json()["input_notes"]
    assert UNKNOWN in {one["code"] for one in notes}


def test_the_form_asks_for_it_in_view_and_leads_to_the_field(client: FlaskClient) -> None:
    form = {"patient.sex": "female", "patient.age_years": "28", "patient.age_unit": "years", "sites.0.site": "calf"}
    shown = client.post("/", data=form).get_data(as_text=True)
    answer = shown.partition('class="answer')[2]
    assert ASKED in answer.partition("<details")[0]
    assert ASKED in answer.partition('class="sheet"')[2]
    assert 'href="#patient-pregnant"' in answer
    assert 'id="patient-pregnant"' in shown
    assert ASKED not in client.post("/", data={**form, "patient.pregnant": "no"}).get_data(as_text=True)


def test_a_record_of_a_woman_gets_a_warning_and_a_card_that_ask_for_it(client: FlaskClient) -> None:
    woman = patient(gender="female", birthDate="1998-02-11")
    sent = bundle(woman, problem("Muscle twitching"))
    entries = client.post("/fhir/QuestionnaireResponse/$assess", json=sent, content_type=FHIR).get_json()["entry"]
    issues = [issue for one in entries for issue in one["resource"].get("issue", ())]
    assert [one["severity"] for one in issues if one["diagnostics"] == UNKNOWN] == ["warning"]
    call = request("patient-view", cds_problem("Muscle twitching"))
    call["prefetch"]["patient"] |= {"gender": "female", "birthDate": "1998-02-11"}
    (card,) = client.post("/cds-services/fascicle-patient-view", json=call).get_json()["cards"]
    assert ASKED in card["detail"].partition("**Ask next**")[2]
