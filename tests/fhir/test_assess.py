"""$assess: whatever holds the history, the answer, what is missing, and what was not used."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.doors.fhir.canonical import own
from service.doors.fhir.items import Item
from service.doors.fhir.write_response import QUESTIONNAIRE, write_response
from service.doors.intake import Reception
from tests.fhir.conftest import ASSESS, Post
from tests.fhir.records import HPO, SNOMED, bundle, medicine, observation, patient, problem

Json = dict[str, Any]
Tree = tuple[Item, ...]


def parts(answer: Json) -> dict[str, Json]:
    """The first resource of each type in an answer."""
    found: dict[str, Json] = {}
    for entry in answer["entry"]:
        found.setdefault(entry["resource"]["resourceType"], entry["resource"])
    return found


def outputs(answer: Json) -> dict[str, Any]:
    """The output parameters by name."""
    listed = parts(answer)["GuidanceResponse"]["contained"][1]["parameter"]
    return {one["name"]: next(value for name, value in one.items() if name != "name") for one in listed}


def warned(answer: Json) -> list[str]:
    """The codes of the warnings."""
    return [issue["diagnostics"] for issue in parts(answer).get("OperationOutcome", {"issue": []})["issue"]]


@pytest.fixture
def weak_hand(reception: Reception, tree: Tree) -> Json:
    """A response of a patient who needs an urgent referral."""
    document = {
        "patient": {"age_years": 62},
        "movement": {"types": ["fasciculation"]},
        "course": "progressive",
        "associated_symptoms": [
            {"finding": "hand-weakness"},
            {"finding": "wasting"},
            {"finding": "dysphagia", "status": "absent"},
        ],
    }
    return write_response(reception, tree, document, "Patient/p1")


def test_a_record_is_enough(post: Post) -> None:
    record = bundle(
        patient(), problem(None, (SNOMED, "82470000")), problem("Hand weakness", id="c2"), medicine("Lithium")
    )
    answer = post(ASSESS, record)
    assert answer.status_code == 200
    assert answer.mimetype == "application/fhir+json"
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.get_json()
    assert outputs(body)["in-scope"] is True
    risk = parts(body)["RiskAssessment"]
    assert risk["subject"] == {"reference": "Patient/p1"}
    assert {one["reference"] for one in risk["basis"]} == {"Condition/c1", "Condition/c2", "MedicationRequest/m1"}


def test_answers_come_alone_in_parameters_or_in_a_bundle(post: Post, weak_hand: Json) -> None:
    whole = {"resourceType": "Parameters", "parameter": [{"name": "questionnaire-response", "resource": weak_hand}]}
    found = [post(ASSESS, body).get_json() for body in (weak_hand, whole, bundle(weak_hand))]
    levels = [outputs(one)["referral-level"]["code"] for one in found]
    assert levels == ["urgent"] * 3


def test_the_referral_and_the_tests_are_drafts_with_their_priority(post: Post, weak_hand: Json) -> None:
    answer = post(ASSESS, weak_hand).get_json()
    requests = [one["resource"] for one in answer["entry"] if one["resource"]["resourceType"] == "ServiceRequest"]
    assert {(one["status"], one["intent"]) for one in requests} == {("draft", "proposal")}
    assert requests[0]["code"]["coding"][0]["system"] == own("services")
    assert requests[0]["priority"] == "urgent"
    tests = {one["code"]["coding"][0]["code"] for one in requests[1:]}
    assert "emg-ncs" in tests or "nerve-conduction" in tests or len(tests) > 2
    group = parts(answer)["RequestGroup"]
    assert [action["id"] for action in group["action"]] == ["referral", "workup", "safety-net"]
    assert len(group["action"][1]["action"]) == len(tests)
    assert group["action"][0]["documentation"]
    assert parts(answer)["CommunicationRequest"]["payload"]


def test_what_is_missing_is_asked_for_by_code(post: Post) -> None:
    answer = post(ASSESS, bundle(problem("Eyelid twitching"))).get_json()
    guidance = parts(answer)["GuidanceResponse"]
    assert guidance["status"] == "data-requested"
    systems = {one["codeFilter"][0]["code"][0]["system"] for one in guidance["dataRequirement"]}
    assert systems == {own("findings")}


def test_the_knowledge_that_answered_is_named(client: FlaskClient, post: Post, weak_hand: Json) -> None:
    knowledge = client.get("/v1/about").get_json()["knowledge"]
    answer = post(ASSESS, weak_hand).get_json()
    assert outputs(answer)["knowledge-sha256"] == knowledge["sha256"]
    entity = parts(answer)["Provenance"]["entity"][0]["what"]
    assert entity["identifier"]["value"] == f"{knowledge['version']} sha256:{knowledge['sha256']}"
    targets = {one["reference"] for one in parts(answer)["Provenance"]["target"]}
    made = {one["fullUrl"] for one in answer["entry"]} - targets
    assert len(made) == len(answer["entry"]) - len(targets) <= 2


def test_out_of_scope_says_so_and_ranks_nothing(post: Post) -> None:
    answer = post(ASSESS, bundle(problem("Headache"))).get_json()
    assert outputs(answer)["in-scope"] is False
    assert "RiskAssessment" not in parts(answer)


def test_warnings_say_where_in_the_body(post: Post) -> None:
    record = bundle(problem("Fasciculation"), problem("Zorblax", id="c9"), {"resourceType": "OperationOutcome"})
    answer = post(ASSESS, record).get_json()
    issues = {one["diagnostics"]: one for one in parts(answer)["OperationOutcome"]["issue"]}
    assert issues["problem_not_used"]["expression"] == ["entry[1].resource"]
    assert issues["problem_not_used"]["severity"] == "warning"
    assert "data_not_sent" in issues
    assert "Zorblax" not in repr(answer)


def test_the_answers_of_today_come_before_the_record(post: Post, reception: Reception, tree: Tree) -> None:
    told = {
        "movement": {"types": ["fasciculation"]},
        "associated_symptoms": [{"finding": "weakness", "status": "absent"}],
    }
    record = [patient(), problem("Hand weakness"), medicine("Lithium"), observation("14334-7", 1.0)]
    answer = post(ASSESS, bundle(write_response(reception, tree, told), *record)).get_json()
    assert "record_not_used" in warned(answer)
    assert "hand" not in repr(parts(answer)["RiskAssessment"]["basis"])
    assert outputs(answer)["referral-level"]["code"]


def test_what_both_say_is_said_once(post: Post, reception: Reception, tree: Tree) -> None:
    told = {
        "movement": {"types": ["fasciculation"]},
        "medications": [{"name": "lithium", "started_days_ago": 5}],
        "results": [{"test": "lithium", "value": 1.1, "unit": "mmol/L"}],
        "associated_symptoms": [{"finding": "tremor"}],
        "history": {"past": ["epilepsy"]},
    }
    record = [medicine("Lithium carbonate 400 mg"), observation("14334-7", 0.5), problem("Tremor")]
    response = write_response(reception, tree, told)
    both, alone = (post(ASSESS, bundle(response, *more)).get_json() for more in (record, ()))
    assert both["entry"][1]["resource"]["prediction"] == alone["entry"][1]["resource"]["prediction"]


def test_of_several_responses_the_latest_counts(post: Post, weak_hand: Json, reception: Reception, tree: Tree) -> None:
    old = write_response(reception, tree, {"movement": {"types": ["twitch"]}, "sites": [{"site": "eyelid"}]})
    dated = {**weak_hand, "authored": "2026-11-22T10:00:00Z"}, {**old, "authored": "2026-01-01T10:00:00Z"}
    assert outputs(post(ASSESS, bundle(*dated)).get_json())["referral-level"]["code"] == "urgent"


def onset(value: float, **unit: str) -> Json:
    """A response that tells only what moves and since when."""
    types = {
        "linkId": "movement.types",
        "answer": [{"valueCoding": {"system": own("movement-types"), "code": "twitch"}}],
    }
    days = {"linkId": "onset.days_ago", "answer": [{"valueQuantity": {"value": value, **unit}}]}
    return response_of(
        {"linkId": "section-twitch", "item": [{"linkId": "movement", "item": [types]}]},
        {"linkId": "section-time", "item": [{"linkId": "onset", "item": [days]}]},
    )


def test_spans_of_time_come_in_any_unit(post: Post) -> None:
    told = [onset(14, code="d"), onset(2, code="wk"), onset(2, unit="weeks")]
    predicted = [parts(post(ASSESS, one).get_json())["RiskAssessment"]["prediction"] for one in told]
    assert predicted[0] == predicted[1] == predicted[2]
    assert predicted[0] != parts(post(ASSESS, onset(2, code="a")).get_json())["RiskAssessment"]["prediction"]


@pytest.mark.parametrize("unit", [{"code": "m"}, {}, {"unit": "moons"}])
def test_a_span_without_a_unit_of_time_is_refused(post: Post, unit: dict[str, str]) -> None:
    refused = post(ASSESS, onset(2, **unit))
    assert refused.status_code == 422
    assert refused.get_json()["issue"][0]["expression"][0].endswith("answer[0]")


def response_of(*items: Json) -> Json:
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": QUESTIONNAIRE,
        "status": "completed",
        "item": [*items],
    }


def test_every_fault_of_a_response_is_told_at_once_with_its_place(post: Post) -> None:
    age = {"linkId": "patient.age_years", "answer": [{"valueString": "Maria"}]}
    sites = {"linkId": "sites", "item": [{"linkId": "sites.site", "answer": [{"valueString": "eyelit"}]}]}
    response = response_of(
        {"linkId": "section-patient", "item": [{"linkId": "patient", "item": [age]}]},
        {"linkId": "section-twitch", "item": [sites]},
        {"linkId": "odd"},
        "not an item",
    )
    refused = post(ASSESS, bundle(response))
    assert refused.status_code == 422
    told = {one["expression"][0]: one["diagnostics"].split(";")[0] for one in refused.get_json()["issue"]}
    assert told == {
        "entry[0].resource.item[0].item[0].item[0].answer[0]": "wrong_type",
        "entry[0].resource.item[1].item[0].item[0].answer[0]": "unknown_value",
        "entry[0].resource.item[2].linkId": "unknown_field",
        "entry[0].resource.item[3]": "wrong_type",
    }
    assert "Maria" not in refused.get_data(as_text=True)


def test_a_contradiction_within_the_answers_is_theirs_to_mend(post: Post, reception: Reception, tree: Tree) -> None:
    findings = [{"finding": "hand-weakness"}, {"finding": "weakness", "status": "absent"}]
    response = write_response(reception, tree, {"movement": {"types": ["twitch"]}, "associated_symptoms": findings})
    refused = post(ASSESS, response)
    assert refused.status_code == 422
    assert {one["diagnostics"].split(";")[0] for one in refused.get_json()["issue"]} == {"contradiction"}
    assert all(one["expression"][0].startswith("item[") for one in refused.get_json()["issue"])


def test_a_finding_may_be_named_by_a_public_code(post: Post) -> None:
    coding = {"valueCoding": {"system": HPO, "code": "HP:0001308"}}
    finding = {"linkId": "associated_symptoms", "item": [{"linkId": "associated_symptoms.finding", "answer": [coding]}]}
    answer = post(ASSESS, response_of({"linkId": "section-symptoms", "item": [finding]}))
    assert answer.status_code == 200
    assert outputs(answer.get_json())["in-scope"] is True


@pytest.mark.parametrize("body", [{}, [], 7, {"resourceType": 3}, {"resourceType": ""}])
def test_what_is_no_fhir_is_refused(post: Post, body: Any) -> None:
    refused = post(ASSESS, body)
    assert refused.status_code == 422
    assert refused.get_json()["resourceType"] == "OperationOutcome"


def test_a_record_without_any_movement_and_a_foreign_response_say_what_is_missing(post: Post) -> None:
    foreign = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "https://other.example/q",
        "status": "completed",
    }
    refused = post(ASSESS, bundle(patient(), foreign))
    assert refused.status_code == 422
    assert refused.get_json()["issue"][0]["diagnostics"].startswith("empty_history")


def illnesses(*answers: Json) -> Json:
    """A response that tells illnesses, as a form does that filled itself from a problem list."""
    past = {"linkId": "history.past", "answer": [*answers]}
    return response_of({"linkId": "section-background", "item": [{"linkId": "history", "item": [past]}]})


def test_a_symptom_among_the_illnesses_is_a_symptom(post: Post) -> None:
    told = ("Epilepsy", "Fasciculation", "Zorblax", "Weakness")
    answer = post(ASSESS, illnesses(*({"valueString": text} for text in told))).get_json()
    assert outputs(answer)["in-scope"] is True
    issues = {one["diagnostics"]: one.get("expression") for one in parts(answer)["OperationOutcome"]["issue"]}
    assert issues["problem_read_as"][0].endswith("answer[1]")
    assert issues["illness_not_used"][0].endswith("answer[2]")


def test_an_illness_that_is_no_text_is_a_fault_not_a_failure(post: Post) -> None:
    refused = post(ASSESS, bundle(illnesses({"valueQuantity": {}}, {}), problem("Fasciculation"), problem("Epilepsy")))
    assert refused.status_code == 422


def test_the_places_of_today_are_not_mixed_with_those_of_the_record(
    post: Post, reception: Reception, tree: Tree
) -> None:
    response = write_response(reception, tree, {"movement": {"types": ["twitch"]}, "sites": [{"site": "eyelid"}]})
    record = problem("Fasciculation", bodySite=[{"text": "Left calf"}])
    assert "Condition/c1" in repr(post(ASSESS, bundle(record)).get_json())
    predicted = [
        post(ASSESS, bundle(response, one)).get_json()["entry"][1] for one in (record, problem("Fasciculation"))
    ]
    assert predicted[0]["resource"]["prediction"] == predicted[1]["resource"]["prediction"]
