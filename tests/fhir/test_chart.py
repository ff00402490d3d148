"""A record as a history: people, problems and families, each status honoured."""

from collections.abc import Callable

import pytest

from service.doors.fhir.chart import Chart
from service.doors.intake import Reception
from tests.fhir.records import HPO, SNOMED, bundle, medicine, observation, patient, problem

Read = Callable[..., Chart]


def codes(chart: Chart) -> list[str]:
    return [note.code for note in chart.notes]


def stated(chart: Chart) -> dict[str, str]:
    return {one["finding"]: one["status"] for one in chart.document.get("associated_symptoms", ())}


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("1964-02-11", 62.0),
        ("1964-11-22", 62.0),
        ("1964-11-23", 61.0),
        ("2026-08-22", 0.25),
        ("1964", 62.0),
        ("1964-02", 62.0),
    ],
)
def test_the_age_is_counted_to_the_day(chart: Read, born: str, age: float) -> None:
    assert chart(patient(birthDate=born)).document["patient"]["age_years"] == age


@pytest.mark.parametrize("born", ["1864-02-11", "2027-01-01", "1964-02-30", "yesterday", "", None, 1964, ["1964"]])
def test_a_birth_that_cannot_be_is_not_used(chart: Read, born: object) -> None:
    assert "age_years" not in chart(patient(birthDate=born)).document["patient"]


@pytest.mark.parametrize(("gender", "sex"), [("female", "female"), ("other", None), ("unknown", None), (3, None)])
def test_sex_is_taken_where_it_changes_frequencies(chart: Read, gender: object, sex: str | None) -> None:
    assert chart(patient(gender=gender)).document["patient"].get("sex") == sex


def test_two_patients_are_never_mixed(chart: Read) -> None:
    read = chart(patient(), patient(id="p2", gender="female"))
    assert read.document.get("patient") is None
    assert read.patient_reference is None
    assert codes(read) == ["several_patients"]


def test_a_problem_is_found_by_code_and_by_text(chart: Read) -> None:
    by_snomed, by_hpo = problem(None, (SNOMED, "82470000")), problem(None, (HPO, "HP:0001308"))
    for one in (by_snomed, by_hpo, problem("Fasciculation (finding)"), problem("muscle fasciculation")):
        read = chart(one)
        assert list(stated(read).values()) == ["present"], one
        assert read.sources == {"/associated_symptoms/0": "Condition/c1"}


def test_a_code_counts_before_a_text(chart: Read) -> None:
    assert stated(chart(problem("Headache", (SNOMED, "82470000")))) == {"fasciculation": "present"}


def test_refuted_is_absent_and_over_is_unknown(chart: Read) -> None:
    assert stated(chart(problem("Dysphagia", verified="refuted"))) == {"dysphagia": "absent"}
    for status in ("inactive", "remission", "resolved"):
        read = chart(problem("Dysphagia", clinical=status))
        assert read.document == {}
        assert codes(read) == ["problem_over"]
    assert chart(problem("Dysphagia", verified="entered-in-error")).document == {}


def test_an_illness_stays_true_when_it_is_over_but_not_while_it_is_only_thought_of(chart: Read) -> None:
    assert stated(chart(problem("Diabetes mellitus", clinical="resolved"))) == {"past-diabetes": "present"}
    read = chart(problem("Diabetes mellitus", verified="differential"))
    assert read.document == {}
    assert codes(read) == ["problem_not_certain"]


def test_a_narrower_term_says_nothing_by_being_refuted(chart: Read) -> None:
    """HP:0007289 is fasciculation of the limbs: without it there may be fasciculation elsewhere."""
    assert chart(problem(None, (HPO, "HP:0007289"), verified="refuted")).document == {}
    assert stated(chart(problem(None, (HPO, "HP:0007289")))) == {"fasciculation": "present"}


def test_onset_and_place_are_those_of_the_movement_alone(chart: Read) -> None:
    twitch = problem("Fasciculation", onsetDateTime="2026-11-12", bodySite=[{"text": "Left hand"}])
    other = problem("Headache", onsetDateTime="2020-01-01", bodySite=[{"text": "Head"}])
    assert chart(twitch, other).document["onset"] == {"days_ago": 10}
    assert chart(twitch, other).document["sites"] == [{"site": "Left hand"}]
    assert "onset" not in chart(other).document


@pytest.mark.parametrize(
    ("onset", "days"),
    [
        ({"onsetDateTime": "2026-11"}, 10.5),
        ({"onsetDateTime": "2026-11-22T23:59:00+14:00"}, 0),
        ({"onsetPeriod": {"start": "2026-11-02"}}, 20),
        ({"onsetAge": {"value": 61, "code": "a"}}, 365.25),
        ({"recordedDate": "2026-11-02"}, None),
        ({"onsetString": "long ago"}, None),
        ({"onsetDateTime": "2030-01-01"}, None),
    ],
)
def test_an_onset_is_what_the_record_says_of_it(chart: Read, onset: dict[str, object], days: float | None) -> None:
    read = chart(patient(), problem("Fasciculation", **onset))
    assert read.document.get("onset", {}).get("days_ago") == days


def test_illnesses_of_relatives_are_family_history(chart: Read) -> None:
    relative = {"resourceType": "FamilyMemberHistory", "id": "f", "condition": [{"code": {"text": "epilepsy"}}, {}]}
    read = chart(relative)
    assert read.document == {"history": {"family": ["epilepsy"]}}
    assert read.sources == {"/history/family/0": "FamilyMemberHistory/f"}
    assert codes(read) == ["family_illness_not_used"]


def test_what_no_rule_knows_is_told_with_its_place_and_without_its_text(chart: Read) -> None:
    read = chart(patient(), bundle(None, problem("Zorblax of the left elbow")))
    assert [note.pointer for note in read.notes] == ["/1/entry/1/resource"]
    assert "Zorblax" not in repr(read.notes)


def test_bundles_nulls_outcomes_and_other_types_are_told_apart(chart: Read) -> None:
    read = chart(None, bundle(kind="searchset"), {"resourceType": "OperationOutcome"}, {"resourceType": "Encounter"}, 7)
    assert read.document == {}
    assert sorted(codes(read)) == ["data_not_sent", "not_a_resource", "type_not_read"]


def test_a_bundle_in_a_bundle_is_read(chart: Read) -> None:
    assert stated(chart(bundle(bundle(problem("Fasciculation"))))) == {"fasciculation": "present"}


def test_a_record_that_contradicts_itself_is_taken_as_present(chart: Read) -> None:
    read = chart(problem("Hand weakness"), problem("Weakness", verified="refuted"))
    assert set(stated(read).values()) == {"present"}
    assert codes(read) == ["record_contradicts_itself"]


def test_a_measured_value_counts_before_a_problem_list(chart: Read) -> None:
    read = chart(problem("Hypokalaemia"), problem("Fasciculation"), observation("2823-3", 4.1))
    assert stated(read) == {"fasciculation": "present"}
    assert read.document["results"][0]["test"] == "potassium"
    assert codes(read) == ["record_contradicts_itself"]


def test_more_than_a_history_takes_is_told_not_refused(chart: Read, reception: Reception) -> None:
    names = list(reception.knowledge.medications)[:130]
    read = chart(*(medicine(name) for name in names))
    assert len(read.document["medications"]) == 100
    assert codes(read).count("too_many") == 30


def test_the_patient_is_named_as_the_caller_names_them(chart: Read) -> None:
    assert chart(patient()).patient_reference == "Patient/p1"
    assert chart(problem("Fasciculation")).patient_reference == "Patient/p1"
    other = problem("Weakness", subject={"reference": "Patient/p2"})
    assert chart(problem("Fasciculation"), other).patient_reference is None


def test_what_is_about_another_than_the_one_patient_is_left_out_and_said_so(chart: Read) -> None:
    other = problem("Weakness", subject={"reference": "https://ehr.example/fhir/Patient/p2"})
    read = chart(patient(), problem("Fasciculation"), other, medicine("Lithium", subject={"reference": "Patient/p2"}))
    assert stated(read) == {"fasciculation": "present"}
    assert codes(read) == ["other_patient_not_used"] * 2
    assert [note.pointer for note in read.notes] == ["/2", "/3"]


@pytest.mark.parametrize("subject", [{"reference": "urn:uuid:1"}, {"reference": "#p"}, {"display": "He"}, {}, 7])
def test_what_does_not_say_whose_it_is_is_used(subject: object, chart: Read) -> None:
    assert stated(chart(patient(), problem("Fasciculation", subject=subject))) == {"fasciculation": "present"}
