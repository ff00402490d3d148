"""$populate: the record in the body, the pre-filled response out."""

from typing import Any

import pytest

from service.doors.fhir.items import Item
from service.doors.fhir.read_response import read_response
from tests.fhir.conftest import ASSESS, POPULATE, Post
from tests.fhir.records import bundle, medicine, observation, patient, problem

Json = dict[str, Any]


def context(name: str, content: Any) -> Json:
    """One context of SDC's `$populate`."""
    return {
        "name": "context",
        "part": [{"name": "name", "valueString": name}, {"name": "content", "resource": content}],
    }


def parameters(*listed: Json) -> Json:
    return {"resourceType": "Parameters", "parameter": [*listed]}


def named(answer: Json) -> dict[str, Json]:
    """The resources of an answer by parameter name."""
    return {one["name"]: one["resource"] for one in answer["parameter"]}


def test_what_the_record_holds_is_filled_in(post: Post, tree: tuple[Item, ...]) -> None:
    record = [context("patient", patient()), context("conditions", bundle(problem("Fasciculation"), kind="searchset"))]
    more = [context("medications", bundle(medicine("Lithium"), observation("14334-7", 1.2), kind="searchset"))]
    answer = post(POPULATE, parameters(*record, *more))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    response = named(answer.get_json())["response"]
    assert response["status"] == "in-progress"
    assert response["subject"] == {"reference": "Patient/p1"}
    document = read_response(tree, response).document
    assert document["patient"] == {"age_years": document["patient"]["age_years"], "sex": "male"}
    assert document["associated_symptoms"] == [{"finding": "fasciculation", "status": "present"}]
    assert document["medications"] == [{"name": "lithium"}]
    assert document["results"] == [{"test": "lithium", "value": 1.2, "unit": "mmol/L"}]


def test_what_is_filled_in_can_be_assessed_as_it_is(post: Post) -> None:
    filled = named(post(POPULATE, bundle(patient(), problem("Fasciculation"))).get_json())["response"]
    assert post(ASSESS, filled).status_code == 200


def test_what_was_left_out_is_told(post: Post) -> None:
    issues = named(post(POPULATE, bundle(problem("Zorblax"))).get_json())["issues"]["issue"]
    assert [one["expression"] for one in issues] == [["entry[0].resource"]]
    assert "issues" not in named(post(POPULATE, bundle(patient())).get_json())


@pytest.mark.parametrize("listed", [None, [], 7, [None], [{"name": "context", "part": 3}], [{"part": [[]]}]])
def test_parameters_without_a_record_give_an_empty_response(post: Post, listed: Any) -> None:
    answer = post(POPULATE, {"resourceType": "Parameters", "parameter": listed})
    assert answer.status_code == 200
    assert "item" not in named(answer.get_json())["response"]


def test_the_subject_that_is_named_is_the_one(post: Post) -> None:
    subject = {"name": "subject", "valueReference": {"reference": "Patient/p7"}}
    answer = post("/fhir/Questionnaire/muscle-twitching/$populate", parameters(subject))
    assert named(answer.get_json())["response"]["subject"] == {"reference": "Patient/p7"}


OURS = "https://fascicle.example/fhir/Questionnaire/muscle-twitching"


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "canonical", "valueUri": f"{OURS}|2026.11.1"},
        {"name": "questionnaireRef", "valueReference": {"reference": "Questionnaire/muscle-twitching"}},
        {"name": "questionnaire", "resource": {"resourceType": "Questionnaire", "url": OURS}},
    ],
)
def test_our_questionnaire_may_be_named(asked: Json, post: Post) -> None:
    answer = post(POPULATE, parameters(asked, context("patient", patient())))
    assert answer.status_code == 200
    assert "issues" not in named(answer.get_json())


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "canonical", "valueCanonical": "https://other.example/Questionnaire/phq-9"},
        {"name": "questionnaireRef", "valueReference": {"reference": "Questionnaire/phq-9"}},
        {"name": "questionnaire", "resource": {"resourceType": "Questionnaire", "url": "https://other.example/q"}},
        {"name": "identifier", "valueIdentifier": {"value": "phq-9"}},
    ],
)
def test_another_questionnaire_is_refused_with_its_place(asked: Json, post: Post) -> None:
    refused = post(POPULATE, parameters(context("patient", patient()), asked))
    assert refused.status_code == 422
    assert refused.get_json()["issue"][0]["expression"] == ["parameter[1]"]


def test_what_a_context_only_points_to_is_said_to_be_missing(post: Post) -> None:
    content = {"name": "content", "valueReference": {"reference": "Patient/p1"}}
    told = {"name": "context", "part": [{"name": "name", "valueString": "patient"}, content]}
    issues = named(post(POPULATE, parameters(told)).get_json())["issues"]["issue"]
    assert [(one["diagnostics"], one["expression"]) for one in issues] == [("data_not_sent", ["parameter[0].part[1]"])]
