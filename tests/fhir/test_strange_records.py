"""What a record says in ways of its own, of several people, of another day: read rightly, or told and left alone."""

from collections.abc import Callable
from typing import Any

import pytest

from service.doors.fhir.canonical import terminology
from service.doors.fhir.chart import Chart
from service.doors.fhir.items import Item
from service.doors.fhir.resources import Placed, same_place
from service.doors.fhir.write_response import write_response
from service.doors.intake import Reception
from tests.fhir.conftest import ASSESS, Post
from tests.fhir.records import bundle, medicine, observation, patient, problem
from tests.fhir.test_assess import parts, warned

Json = dict[str, Any]
Read = Callable[..., Chart]
MODIFIED = {"modifierExtension": [{"url": "https://ehr.example/not", "valueBoolean": True}]}
OTHER = {"subject": {"reference": "Patient/p2"}}


def codes(read: Chart) -> list[str]:
    """What was told."""
    return [note.code for note in read.notes]


def value(read: Chart) -> float | None:
    """The one value that was read."""
    found = read.document.get("results", [{}])
    return found[0].get("value")


@pytest.mark.parametrize(
    "resource", [patient(**MODIFIED), problem("Fasciculation", **MODIFIED), observation("2823-3", 2.1, **MODIFIED)]
)
def test_what_something_unknown_modifies_is_left_alone(resource: Json, chart: Read) -> None:
    read = chart(resource)
    assert (read.document, codes(read)) == ({}, ["modifier_not_known"])


def test_a_component_and_a_relatives_illness_may_be_modified_alone(chart: Read) -> None:
    potassium = {key: observation("2823-3", 2.1)[key] for key in ("code", "valueQuantity")}
    panel = observation("0-0", component=[{**potassium, **MODIFIED}])
    epilepsy = {"code": {"text": "epilepsy"}}
    family = {"resourceType": "FamilyMemberHistory", "status": "completed", "condition": [{**epilepsy, **MODIFIED}]}
    assert chart(panel, family).document == {}
    family["condition"] = [epilepsy]
    assert chart({**panel, "component": [potassium]}, family).document.keys() == {"results", "history"}
    assert chart({**family, "status": "entered-in-error"}).document == {}


@pytest.mark.parametrize("resource", [problem(), medicine(), {"resourceType": "Observation", "status": "final"}])
def test_what_does_not_say_what_it_is_is_told(resource: Json, chart: Read) -> None:
    assert codes(chart(resource)) == ["nothing_told"]


def test_a_status_that_nobody_knows_confirms_no_illness(chart: Read) -> None:
    local = {"coding": [{"system": "urn:local", "code": "?"}]}
    assert codes(chart(problem("Epilepsy", verificationStatus=local))) == ["problem_not_certain"]
    assert chart(problem("Epilepsy", verified="confirmed")).document


def test_the_records_of_two_people_are_never_put_together(post: Post, chart: Read) -> None:
    theirs = problem("Weakness", **OTHER)
    two = (patient(), problem("Fasciculation"), patient(id="p2", gender="female"), theirs)
    for several in (two, (problem("Fasciculation"), theirs)):
        assert (chart(*several).document, codes(chart(*several))) == ({}, ["several_patients"])
        refused = post(ASSESS, bundle(*several))
        assert refused.status_code == 422
        assert refused.get_json()["issue"][0]["diagnostics"].startswith("several_patients")


def test_where_the_caller_says_who_is_meant_the_others_are_left_out(post: Post) -> None:
    record = bundle(
        patient(), problem("Fasciculation"), patient(id="p2", gender="female"), problem("Weakness", **OTHER)
    )
    subject = {"name": "subject", "valueReference": {"reference": "Patient/p1"}}
    body = {"resourceType": "Parameters", "parameter": [subject, {"name": "data", "resource": record}]}
    answer = post(ASSESS, body).get_json()
    assert parts(answer)["RiskAssessment"]["basis"] == [{"reference": "Condition/c1"}]
    assert warned(answer).count("other_patient_not_used") == 2


def test_two_entries_for_one_person_are_one_person(chart: Read) -> None:
    old = patient(id="p2", birthDate="1954-02-11", link=[{"other": {"reference": "Patient/p1"}, "type": "replaced-by"}])
    read = chart(old, patient(), problem("Fasciculation"), problem("Weakness", **OTHER))
    assert read.patient_reference == "Patient/p1"
    assert read.document["patient"]["age_years"] == 62
    assert len(read.document["associated_symptoms"]) == 2
    assert codes(read) == []


def test_people_are_told_apart_by_the_addresses_of_a_bundle_too(chart: Read) -> None:
    other = {"fullUrl": "urn:uuid:2", "resource": patient(id="p2")}
    theirs = problem("Weakness", subject={"reference": "urn:uuid:2"})
    entries = [{"resource": one} for one in (patient(), theirs)]
    assert codes(chart({**bundle(), "entry": [*entries, other]})) == ["several_patients"]


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ("2823-3", "mEq/L"),
        ("2823-3", "MMOL/L"),
        ("2823-3", "mmol / l"),
        ("3016-3", "uIU/mL"),
        ("3016-3", "\u00b5IU/mL"),
    ],
)
def test_units_are_known_as_people_write_them(code: str, unit: str, chart: Read) -> None:
    read = chart(observation(code, 4.0, unit))
    assert (value(read), codes(read)) == (4.0, [])


@pytest.mark.parametrize(
    ("code", "value_", "bound", "unit", "used"),
    [
        ("2823-3", 3.5, "<", "mmol/L", True),  # low, whatever it is
        ("2823-3", 2.0, ">", "mmol/L", False),  # may be low, right or high
        ("2823-3", 5.0, "<", "mmol/L", False),
        ("2157-6", 20000, ">", "U/L", True),  # high, whatever it is
        ("2157-6", 20, "<", "U/L", True),  # nothing lies below
        ("2157-6", 20, "ad", "U/L", False),
    ],
)
def test_a_bound_counts_where_it_says_on_which_side_of_a_limit_it_is(
    code: str, value_: float, bound: str, unit: str, used: bool, chart: Read
) -> None:
    read = chart(observation(code, valueQuantity={"value": value_, "unit": unit, "comparator": bound}))
    assert codes(read) == ["result_read_as_bound" if used else "result_bound_not_used"]
    found = value(read)
    assert (found is not None and (found < value_ if bound == "<" else found == value_)) == used


def test_answers_are_counted_on_to_today(post: Post, reception: Reception, tree: tuple[Item, ...]) -> None:
    told = {"movement": {"types": ["fasciculation"]}, "onset": {"days_ago": 3}, "patient": {"age_years": 40}}
    response = write_response(reception, tree, told, authored="2022-11-22")
    fresh = write_response(reception, tree, told)
    old, new = (post(ASSESS, one).get_json() for one in (response, fresh))
    assert ["response_of_earlier" in warned(one) for one in (old, new)] == [True, False]
    assert parts(old)["RiskAssessment"]["prediction"] != parts(new)["RiskAssessment"]["prediction"]


def test_answers_in_error_are_passed_over_where_there_is_anything_else(
    post: Post, reception: Reception, tree: tuple[Item, ...]
) -> None:
    wrong = write_response(reception, tree, {"movement": {"types": ["tremor"]}}) | {"status": "entered-in-error"}
    answer = post(ASSESS, bundle(wrong, problem("Fasciculation")))
    assert "response_in_error" in warned(answer.get_json())
    assert post(ASSESS, wrong).get_json()["issue"][0]["diagnostics"].startswith("entered_in_error")


def test_an_edition_of_snomed_ct_is_snomed_ct() -> None:
    editions = ("900000000000207008", "900000000000207008/version/20260101")
    assert {terminology(f"http://snomed.info/sct/{one}") for one in editions} == {"snomed"}
    assert terminology("http://snomed.info/sct/x") is None


@pytest.mark.parametrize("reference", ["", "/_history/1", "Medication/2", "https://two.example/fhir/Medication/1"])
def test_a_reference_leads_to_nothing_else(reference: str) -> None:
    one = Placed("", {"resourceType": "Medication", "id": "1"}, "https://one.example/fhir/Medication/1")
    assert not same_place(reference, one)
    assert same_place("https://one.example/fhir/Medication/1/_history/7", one)


@pytest.mark.parametrize("asked", ["History of family member diseases", "Conditions excluded", "Symptoms denied"])
def test_what_somebody_else_has_or_nobody_has_is_no_finding_of_the_patient(asked: str, chart: Read) -> None:
    told = {"valueCodeableConcept": {"text": "Fasciculation"}}
    assert codes(chart({**observation("0-0", **told), "code": {"text": asked}})) == ["observation_not_used"]
    assert "associated_symptoms" in chart({**observation("0-0", **told), "code": {"text": "Symptom"}}).document


def test_a_medicine_whose_time_is_over_is_not_taken_now_whatever_its_status(chart: Read) -> None:
    period = {"start": "2026-01-01", "end": "2026-02-01"}
    read = chart(medicine("Lithium", resourceType="MedicationStatement", effectivePeriod=period))
    assert read.document["medications"][0]["stopped_days_ago"] == 294
    going_on = {**period, "end": "2027-02-01"}
    assert "stopped_days_ago" not in chart(medicine("Lithium", effectivePeriod=going_on)).document["medications"][0]
