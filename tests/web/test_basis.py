"""The basis of an answer can be reviewed: what it is for, what it knew and did not, options, and no image or signal."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema, fields

from schemas.fields import Items, Number, Part, Text, Word, YesNo
from schemas.intake import HistorySchema, IntakeSchema
from service.engine.pack import Knowledge
from service.web.examples import load_example

LONGEST_TEXT = 200
TOLD = ("purpose", "user", "population", "limits", "not_for")
PARTS = frozenset(HistorySchema().fields) - {"setting", "screens"}
CASES = ("weak-hand", "eyelid", "boy-morning-jerks", "sparse")


@pytest.mark.parametrize("name", CASES)
def test_every_answer_says_what_it_is_for_and_what_it_did_not_know(
    name: str, client: FlaskClient, knowledge: Knowledge
) -> None:
    history = load_example(name)
    answers = [
        client.post("/v1/assessments", json=history).get_json(),
        client.post("/v1/assessments/explain", json={"condition": "als", "history": history}).get_json(),
    ]
    for body in answers:
        told = {key: knowledge.about.intended_use[key] for key in TOLD}
        assert body["intended_use"] == {**told, "regulatory_status": knowledge.about.regulatory_status}
        assert isinstance(body["not_recorded"], list)
        assert isinstance(body["input_notes"], list)
    whole = answers[0]
    assert set(whole["not_recorded"]) == {part for part in PARTS if part not in history}
    assert whole["certainty"]["verdict"]


@pytest.mark.parametrize("name", CASES)
def test_options_are_told_rather_than_one_order(name: str, client: FlaskClient) -> None:
    body = client.post("/v1/assessments", json=load_example(name)).get_json()
    assert len(body["differential"]) > 1
    assert all(one["support"] for one in body["differential"])
    assert body["referral"]["because"]


def test_what_was_not_expected_is_told(client: FlaskClient) -> None:
    told = {"sites": [{"site": "calf"}], "patient": {"age_years": 60, "sex": "male"}}
    history = {**told, "medications": [{"name": "Zzyzxomab forte"}]}
    notes = client.post("/v1/assessments", json=history).get_json()["input_notes"]
    assert [one["pointer"] for one in notes] == ["/medications/0/name"]


def test_each_rule_says_that_nobody_has_reviewed_it(client: FlaskClient) -> None:
    body = client.post("/v1/assessments", json=load_example("boy-morning-jerks")).get_json()
    shown = [one["condition"] for one in body["differential"]] + body["red_flags"]
    assert body["red_flags"]
    assert {(one["reviewed"], one["review"]) for one in shown} == {(None, "Not yet reviewed by a clinician.")}


def test_the_status_stands_on_the_form_and_in_about(client: FlaskClient, knowledge: Knowledge) -> None:
    status = knowledge.about.regulatory_status
    assert status == "Not CE or UKCA marked; for evaluation."
    assert client.get("/v1/about").get_json()["regulatory_status"] == status
    for path in ("/", "/start", "/docs", "/evaluation"):
        assert status in client.get(path).get_data(as_text=True), path


# No image and no signal: a finding counts only once a person has read it.


def leaves(schema: Schema, above: str = "") -> Iterator[tuple[str, fields.Field[Any]]]:
    """Every field of a request that holds a value."""
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, Items) else field
        if isinstance(inner, Part):
            yield from leaves(inner.schema, f"{above}/{name}")
        else:
            yield f"{above}/{name}", inner


def test_no_field_could_hold_an_image_or_a_signal() -> None:
    found = dict(leaves(IntakeSchema()))
    assert len(found) > 50
    assert {type(field) for field in found.values()} <= {Number, Text, Word, YesNo}
    limits = [rule.max for field in found.values() if isinstance(field, Text) for rule in field.validators]
    assert max(limits) <= LONGEST_TEXT


@pytest.mark.parametrize(
    "kind", ["image/png", "image/jpeg", "application/dicom", "audio/wav", "video/mp4", "application/octet-stream"]
)
def test_no_body_of_another_kind_is_read(kind: str, client: FlaskClient) -> None:
    for path in ("/v1/assessments", "/v1/assessments/explain", "/v1/assessments/note"):
        assert client.post(path, data=b"\x89PNG\r\n\x1a\n" + bytes(64), content_type=kind).status_code == 415


@pytest.mark.parametrize(
    "field", ["image", "images", "photo", "video", "signal", "emg_trace", "waveform", "attachment"]
)
def test_no_field_of_that_name_is_taken(field: str, client: FlaskClient) -> None:
    for value in ("data:image/png;base64,iVBORw0KGgo=", [0.1, 0.2, 0.3], {"contentType": "image/png"}):
        response = client.post("/v1/assessments", json={"sites": [{"site": "calf"}], field: value})
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["pointer"] == f"/{field}"
