"""An earlier visit in a request: what the answer tells of the change, and every fault at its place."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

Post = Callable[..., Any]
Json = dict[str, Any]

EXAMPLE: Json = json.loads((Path(__file__).parents[2] / "examples/requests/second-visit.json").read_text("utf-8"))


def sent(**more: Any) -> Json:
    """The example with some parts put in place of its own."""
    return {**deepcopy(EXAMPLE), **more}


def earlier(**more: Any) -> Json:
    """The example's earlier history with some parts put in place of its own."""
    return {"days_ago": 90, "history": {**deepcopy(EXAMPLE["earlier"]["history"]), **more}}


def faults(response: Any) -> dict[str, tuple[str, str]]:
    """Pointer -> code and detail of a refused request."""
    assert response.status_code == 422
    return {error["pointer"]: (error["code"], error["detail"]) for error in response.get_json()["errors"]}


def test_the_change_is_told_with_its_pace_its_course_and_what_it_did(post: Post) -> None:
    answer = post(sent()).get_json()
    change = answer["change"]
    assert change["days_between"] == 90
    assert [one["finding"] for one in change["new"]] == ["weakness"]
    assert change["spread"] == [{"region": "leg", "site": "thigh", "side": "right"}]
    assert change["pace"] == {"word": "steady", "regions": 1, "per_month": 0.34}
    assert change["course_inferred"] == "progressive"
    assert "Spread to: right leg" in change["sentence"]
    course = next(one for one in answer["evidence"] if one["finding"] == "course-progressive")
    assert (course["origin"], course["pointer"], course["status"]) == ("change", "/earlier", "present")
    referral = change["referral"]
    assert referral["before"] == post(EXAMPLE["earlier"]["history"]).get_json()["referral"]["level"]
    alone = {name: part for name, part in sent().items() if name != "earlier"}
    assert referral["without_comparison"] == post(alone).get_json()["referral"]["level"]
    assert referral["after"] == answer["referral"]["level"]
    assert referral["because"]


def test_without_an_earlier_visit_there_is_no_change(post: Post) -> None:
    assert post(EXAMPLE["earlier"]["history"]).get_json()["change"] is None


def test_a_course_against_the_change_is_noted_and_stays(post: Post) -> None:
    answer = post(sent(course="stable")).get_json()
    notes = {note["pointer"]: note["code"] for note in answer["input_notes"]}
    assert notes["/course"] == "course_against_change"
    assert answer["change"]["course_inferred"] is None
    statuses = {one["finding"]: one["status"] for one in answer["evidence"]}
    assert (statuses["course-stable"], statuses["course-progressive"]) == ("present", "absent")


def test_an_identical_visit_gives_the_answer_of_none(post: Post) -> None:
    once = EXAMPLE["earlier"]["history"]
    plain = post(once).get_json()
    twice = post({**once, "earlier": {"days_ago": 7, "history": once}}).get_json()
    assert {**twice, "change": None} == plain
    assert twice["change"]["sentence"] == "In 7 days: nothing changed."


def test_every_fault_of_both_visits_is_told_at_its_place(post: Post) -> None:
    broken = earlier(sites=[{"site": "hnd"}], frequncy=1, results=[{"test": "glucose", "value": 5, "unit": "stone"}])
    found = faults(post(sent(sites=[{"site": "clf"}], earlier={**broken, "days_ago": 0})))
    assert {pointer: code for pointer, (code, _) in found.items()} == {
        "/sites/0/site": "unknown_value",
        "/earlier/days_ago": "out_of_range",
        "/earlier/history/sites/0/site": "unknown_value",
        "/earlier/history/frequncy": "unknown_field",
        "/earlier/history/results/0/unit": "unknown_unit",
    }


@pytest.mark.parametrize("field", ["earlier", "include"])
def test_an_earlier_history_has_no_earlier_one_and_asks_for_nothing(post: Post, field: str) -> None:
    assert faults(post(sent(earlier=earlier(**{field: None}))))[f"/earlier/history/{field}"][0] == "unknown_field"


@pytest.mark.parametrize("missing", ["days_ago", "history"])
def test_an_earlier_visit_needs_its_time_and_its_history(post: Post, missing: str) -> None:
    part = {name: value for name, value in earlier().items() if name != missing}
    assert faults(post(sent(earlier=part)))[f"/earlier/{missing}"][0] == "required"


@pytest.mark.parametrize(
    ("now", "then", "days", "pointer"),
    [
        ({"sex": "male"}, {"sex": "female"}, 90, "/patient/sex"),
        ({"age_years": 58}, {"age_years": 40}, 90, "/patient/age_years"),
        ({"age_years": 40}, {"age_years": 41}, 90, "/patient/age_years"),
        ({"age_years": 60}, {"age_years": 58}, 300, "/patient/age_years"),
        ({"age_years": 60}, {"age_years": 58}, 400, None),
        ({"age_years": 58}, {"age_years": 58}, 360, None),
        ({"age_years": 58}, {"age_years": 58}, 400, "/patient/age_years"),
        ({"age_years": 0.5}, {"age_years": 0.25}, 90, None),
        ({"age_years": 58}, {"sex": "male"}, 90, None),
    ],
)
def test_two_patients_are_refused_with_both_places(
    post: Post, now: Json, then: Json, days: float, pointer: str | None
) -> None:
    response = post(sent(patient=now, earlier={**earlier(patient=then), "days_ago": days}))
    if pointer is None:
        assert response.status_code == 200
    else:
        code, detail = faults(response)[pointer]
        assert code == "different_patient"
        assert f"/earlier/history{pointer}" in detail


def test_contradictions_of_both_visits_are_told_at_once(post: Post) -> None:
    torn = [{"finding": "cramp"}, {"finding": "cramp", "status": "absent"}]
    both = sent(associated_symptoms=torn, earlier=earlier(associated_symptoms=torn))
    assert list(faults(post(both))) == ["/associated_symptoms/0", "/earlier/history/associated_symptoms/0"]
    told = faults(post({"condition": "als", "history": both}, "/v1/assessments/explain"))
    assert list(told) == [
        "/history/associated_symptoms/0",
        "/history/earlier/history/associated_symptoms/0",
    ]


def test_a_contradiction_of_the_earlier_visit_alone_is_refused(post: Post) -> None:
    torn = [{"finding": "cramp"}, {"finding": "cramp", "status": "absent"}]
    found = faults(post(sent(earlier=earlier(associated_symptoms=torn))))
    assert list(found) == ["/earlier/history/associated_symptoms/0"]
    assert "/earlier/history/associated_symptoms/1" in found["/earlier/history/associated_symptoms/0"][1]


def test_explanations_and_documents_take_an_earlier_visit(post: Post) -> None:
    alone = {name: part for name, part in sent().items() if name != "earlier"}
    with_it, without = (
        post({"condition": "als", "history": body}, "/v1/assessments/explain").get_json()["entry"]["points"]
        for body in (sent(), alone)
    )
    assert with_it > without
    documents = post(sent(), "/v1/assessments/note").get_json()
    assert "spread to right leg" in documents["note"]["text"]
    assert "Since the earlier visit" in documents["letter"]["text"]
    assert "earlier visit" not in post(alone, "/v1/assessments/note").get_json()["letter"]["text"]


def test_notes_on_the_earlier_history_point_into_it(post: Post) -> None:
    answer = post(sent(earlier=earlier(medications=[{"name": "nosuchmedicine"}]))).get_json()
    assert "/earlier/history/medications/0/name" in {note["pointer"] for note in answer["input_notes"]}


BEDSIDE: Json = {"movement": {"types": ["twitch"], "ripples": True, "moves_joint": False}, "sites": [{"site": "calf"}]}


def test_the_movement_is_told_with_reasons_and_counts(post: Post) -> None:
    answer = post(BEDSIDE).get_json()
    movement = answer["movement"]
    assert (movement["leading"], movement["settled"], movement["inferred"]) == ("fasciculation", True, "fasciculation")
    assert len(movement["kinds"]) == 4
    assert movement["kinds"][0]["for"][0]["finding"] == "ripples-under-skin"
    assert movement["kinds"][0]["support"] == "strong"
    assert 2 <= len(movement["settle_by"]) <= 4
    assert all(one["question"] for one in movement["settle_by"])
    read = {one["finding"]: (one["origin"], one["pointer"]) for one in answer["evidence"]}
    assert read["fasciculation"] == ("inferred", "/movement")
    cited = {source["id"] for source in answer["citations"]}
    assert set(movement["kinds"][0]["for"][0]["sources"]) <= cited


def test_an_open_movement_says_what_would_tell(post: Post) -> None:
    movement = post({"movement": {"types": ["jerk"]}}).get_json()["movement"]
    assert movement["settled"] is False
    assert movement["inferred"] is None
    assert movement["settle_by"][0]["question"] in movement["sentence"]


def test_no_movement_where_nothing_moves(post: Post) -> None:
    answer = post({"associated_symptoms": [{"finding": "weakness"}]}).get_json()
    assert answer["in_scope"] is False
    assert answer["movement"] is None


def test_each_kind_has_a_page_that_the_answer_leads_to(client: FlaskClient, post: Post) -> None:
    for kind in post(BEDSIDE).get_json()["movement"]["kinds"]:
        page = client.get(kind["page"])
        assert page.status_code == 200
        assert kind["label"] in page.get_data(as_text=True)


def test_the_documents_name_a_settled_movement(post: Post) -> None:
    documents = post(BEDSIDE, "/v1/assessments/note").get_json()
    assert "Looks like fasciculation" in documents["note"]["text"]
    assert "Looks like fasciculation" in documents["letter"]["text"]
    named = {**BEDSIDE, "movement": {"types": ["fasciculation"]}}
    assert "Looks like" not in post(named, "/v1/assessments/note").get_json()["note"]["text"]
