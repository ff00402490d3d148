"""Age decides which rules hold: what is not told is asked for."""

from typing import Any

import pytest
from flask.testing import FlaskClient

CODE = "age_not_recorded"
ASKED = "The age is not recorded."
TWITCH = {"sites": [{"site": "calf"}], "movement": {"types": ["fasciculation"]}}


@pytest.mark.parametrize(
    ("patient", "asked"), [({}, True), ({"sex": "male"}, True), ({"age_years": 0}, False), ({"age_years": 40}, False)]
)
@pytest.mark.parametrize("path", ["", "/note"])
def test_an_age_that_nobody_told_is_asked_for(
    path: str, patient: dict[str, Any], asked: bool, client: FlaskClient
) -> None:
    notes = client.post(f"/v1/assessments{path}", json={**TWITCH, "patient": patient}).get_json()["input_notes"]
    assert [one["pointer"] for one in notes if one["code"] == CODE] == ["/patient/age_years"] * asked


def test_the_form_asks_for_it_in_view_and_leads_to_the_field(client: FlaskClient) -> None:
    form = {"patient.sex": "male", "sites.0.site": "calf"}
    page = client.post("/", data=form).get_data(as_text=True)
    assert ASKED in page.partition('class="answer')[2].partition("<details")[0]
    assert 'href="#patient-age_years"' in page
    assert ASKED not in client.post("/", data={**form, "patient.age_years": "40"}).get_data(as_text=True)


def test_a_record_without_a_birth_gets_a_warning(client: FlaskClient) -> None:
    patient = {"resourceType": "Patient", "id": "p1", "gender": "male"}
    problem = {
        "resourceType": "Condition",
        "code": {"text": "Muscle twitching"},
        "subject": {"reference": "Patient/p1"},
    }
    record = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": one} for one in (patient, problem)],
    }
    answer = client.post("/fhir/QuestionnaireResponse/$assess", json=record, content_type="application/fhir+json")
    issues = [issue for one in answer.get_json()["entry"] for issue in one["resource"].get("issue", ())]
    assert [one["severity"] for one in issues if one["diagnostics"] == CODE] == ["warning"]
