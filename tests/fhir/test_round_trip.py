"""A history, written as a QuestionnaireResponse and read again, is the same history; so is its answer."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from evaluation.vignettes import Vignette
from service.doors.faults import InvalidHistoryError
from service.doors.fhir.items import Item
from service.doors.fhir.read_response import read_response
from service.doors.fhir.write_response import write_response
from service.doors.intake import Reception, read_history
from tests.fhir.conftest import ASSESS, Post
from tests.fhir.documents import documents, rows, told

Tree = tuple[Item, ...]


def again(reception: Reception, tree: Tree, document: dict[str, Any]) -> dict[str, Any]:
    """A document, there and back."""
    read = read_response(tree, write_response(reception, tree, document))
    assert read.faults == []
    return read.document


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(data=st.data())
def test_any_history_comes_back_as_it_went(data: st.DataObject, reception: Reception, tree: Tree) -> None:
    document = data.draw(documents(tree))
    try:
        before = told(read_history(reception, document).history)
    except InvalidHistoryError:
        reject()
    assert told(read_history(reception, again(reception, tree, document)).history) == before


def test_every_published_case_comes_back_as_it_went(
    vignettes: list[Vignette], reception: Reception, tree: Tree
) -> None:
    for case in vignettes:
        back = read_history(reception, again(reception, tree, case.request)).history
        assert told(back) == told(read_history(reception, case.request).history), case.id


def test_a_finding_with_a_row_is_answered_there_and_any_other_by_name(reception: Reception, tree: Tree) -> None:
    row = rows(tree)[0].name
    findings = [{"finding": row, "status": "absent"}, {"finding": "tongue-fasciculation"}]
    response = write_response(reception, tree, {"associated_symptoms": findings})
    links = repr(response)
    assert f"finding.{row}" in links
    assert links.count("associated_symptoms.finding") == 1
    assert links.count(f"finding.{row}") == 1


@pytest.mark.parametrize("place", range(0, 489, 61))
def test_the_same_patient_gets_the_same_answer_by_either_door(
    vignettes: list[Vignette], reception: Reception, tree: Tree, client: FlaskClient, post: Post, place: int
) -> None:
    document = vignettes[place].request
    plain = client.post("/v1/assessments", json=document).get_json()
    bundle = post(ASSESS, write_response(reception, tree, document, "Patient/p1")).get_json()
    made = {one["resource"]["resourceType"]: one["resource"] for one in bundle["entry"]}
    outputs = {one["name"]: one for one in made["GuidanceResponse"]["contained"][1]["parameter"]}
    assert outputs["referral-level"]["valueCoding"]["code"] == plain["referral"]["level"]
    ranked = [one["outcome"]["coding"][0]["code"] for one in made["RiskAssessment"]["prediction"]]
    assert ranked == [entry["condition"]["id"] for entry in plain["differential"]]
