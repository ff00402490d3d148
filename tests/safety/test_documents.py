"""What goes into a record or onto paper leaves room for whose it is and who read it, and says what the product is."""

from flask.testing import FlaskClient

from service.engine.pack import Knowledge

CALF = {"sites": [{"site": "calf"}], "patient": {"age_years": 60, "sex": "male"}}
FORM = {"sites.0.site": "calf", "patient.age_years": "60", "patient.sex": "male"}


def test_no_document_for_clinicians_claims_a_reviewer(client: FlaskClient) -> None:
    body = client.post("/v1/assessments/note", json={**CALF, "documents": ["note", "letter"]}).get_json()
    for name in ("note", "letter"):
        assert "Decision support; reviewed by ___" in body[name]["text"], name


def test_a_letter_says_whose_it_is_once_somebody_writes_it_and_what_the_product_is(
    client: FlaskClient, knowledge: Knowledge
) -> None:
    text = client.post("/v1/assessments/note", json={**CALF, "documents": ["letter"]}).get_json()["letter"]["text"]
    assert "Name, date of birth, number: ___" in text
    assert knowledge.about.regulatory_status in text


def test_paper_has_room_for_patient_and_day_and_says_what_the_product_is(
    client: FlaskClient, knowledge: Knowledge
) -> None:
    sheet = client.post("/form/answer", data=FORM).get_data(as_text=True).partition('class="sheet"')[2]
    assert 'Patient: <span class="blank"></span> Date: <span class="blank short"' in sheet
    assert knowledge.about.regulatory_status in sheet


def test_an_entry_that_was_not_used_stands_in_view_and_on_paper(client: FlaskClient) -> None:
    answer = client.post("/form/answer", data={**FORM, "medications.0.name": "Zzyzxomab"}).get_data(as_text=True)
    told = "No rule knows this medicine, or the name could mean two; it was not used."
    assert told in answer.partition("<details")[0]
    assert told in answer.partition('class="sheet"')[2]


def test_a_bundle_begins_with_what_a_caller_needs_that_reads_no_more(client: FlaskClient, knowledge: Knowledge) -> None:
    patient = {"resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "1964-02-11"}
    problem = {"resourceType": "Condition", "code": {"text": "Tetany"}, "subject": {"reference": "Patient/p1"}}
    record = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": one} for one in (patient, problem)],
    }
    answer = client.post("/fhir/QuestionnaireResponse/$assess", json=record, content_type="application/fhir+json")
    first = answer.get_json()["entry"][0]["resource"]
    told = [one["name"] for part in first["contained"] for one in part.get("parameter", ())]
    assert {"in-scope", "referral-level", "certainty", "knowledge-version", "red-flag"} <= set(told)
    assert knowledge.about.regulatory_status in [note["text"] for note in first["note"]]
