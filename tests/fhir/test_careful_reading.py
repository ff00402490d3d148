"""What a careful reader of FHIR does not take at its face: modified, of somebody else, of long ago, out of place."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.doors.faults import Note
from service.doors.fhir.bundle import USED, issues
from service.doors.fhir.chart import Chart
from service.doors.fhir.items import Item
from service.doors.fhir.quantities import unit_of
from service.doors.fhir.write_response import write_response
from service.doors.intake import Reception
from tests.fhir.conftest import ASSESS, Post
from tests.fhir.records import bundle, concept, medicine, observation, patient, problem
from tests.fhir.test_assess import parts, warned

Json = dict[str, Any]
Read = Callable[..., Chart]
Answered = Callable[..., Json]
MODIFIED = {"modifierExtension": [{"url": "https://ehr.example/not", "valueBoolean": True}]}
EPILEPSY = {"code": {"text": "epilepsy"}}
LITHIUM = {"resourceType": "Medication", "id": "m", "code": {"text": "Lithium"}}


@pytest.fixture(scope="module")
def answered(reception: Reception, tree: tuple[Item, ...]) -> Answered:
    """A response to our Questionnaire that says what a history says."""

    def write(authored: str | None = None, **history: Any) -> Json:
        told = {"movement": {"types": ["fasciculation"]}, **history}
        return write_response(reception, tree, told, authored=authored)

    return write


def codes(read: Chart) -> list[str]:
    """What was told."""
    return [note.code for note in read.notes]


def faults(post: Post, body: Json) -> list[str]:
    """The codes of the faults for which a body is refused."""
    refused = post(ASSESS, body)
    assert refused.status_code == 422
    return [issue["diagnostics"].partition(";")[0] for issue in refused.get_json()["issue"]]


def changed(response: Json, link: str, **more: Any) -> Json:
    """A response with more in one of its items."""

    def inside(items: list[Json]) -> list[Json]:
        below = [{**one, "item": inside(one["item"])} if "item" in one else one for one in items]
        return [one | more if one["linkId"] == link else one for one in below]

    return {**response, "item": inside(response["item"])}


def test_answers_that_something_unknown_modifies_are_not_read(post: Post, answered: Answered) -> None:
    whole = {**answered(course="progressive"), **MODIFIED}
    assert faults(post, whole) == ["modifier_not_known"]
    beside = post(ASSESS, bundle(whole, problem("Fasciculation"))).get_json()
    assert "modifier_not_known" in warned(beside)
    assert parts(beside)["RiskAssessment"]["basis"] == [{"reference": "Condition/c1"}]
    assert faults(post, changed(answered(course="progressive"), "course", **MODIFIED)) == ["modifier_not_known"]


@pytest.mark.parametrize(
    ("link", "more"),
    [
        ("course", {"item": [{"linkId": "x"}]}),
        ("course", {"answer": [{"valueCoding": {"code": "progressive"}, "item": [{"linkId": "x"}]}]}),
        ("onset", {"answer": [{"valueBoolean": True}]}),
        ("section-time", {"answer": [{"valueBoolean": True}]}),
    ],
)
def test_what_is_told_where_nothing_is_asked_is_not_lost(link: str, more: Json, post: Post, answered: Answered) -> None:
    response = answered(course="progressive", onset={"days_ago": 30})
    assert post(ASSESS, response).status_code == 200
    assert faults(post, changed(response, link, **more)) == ["unknown_field"]


def test_of_several_answers_the_latest_counts_wherever_its_clock_stands(post: Post, answered: Answered) -> None:
    later = answered("2026-11-20T08:00:00-08:00", patient={"age_years": 70})
    sooner = answered("2026-11-20T09:00:00+01:00", patient={"age_years": 30})
    both = post(ASSESS, bundle(sooner, later)).get_json()
    assert "response_not_used" in warned(both)
    alone = post(ASSESS, later).get_json()
    assert parts(both)["RiskAssessment"]["prediction"] == parts(alone)["RiskAssessment"]["prediction"]


def test_counting_on_does_not_hide_a_time_that_cannot_be(post: Post, answered: Answered) -> None:
    response = answered("2026-11-01", onset={"days_ago": 3})
    negative = {"answer": [{"valueQuantity": {"value": -5, "code": "d"}}]}
    assert faults(post, changed(response, "onset.days_ago", **negative)) == ["out_of_range"]


def test_two_people_without_ids_are_two_people(chart: Read) -> None:
    first, second = (patient(id=None, birthDate=born) for born in ("1950", "2010"))
    read = chart(first, second, problem("Weakness", subject=None))
    assert (read.document, codes(read)) == ({}, ["several_patients"])
    assert chart(first, dict(first)).document["patient"]["age_years"] == 76


@pytest.mark.parametrize(
    "focus",
    [
        {"focus": [{"reference": "RelatedPerson/9"}]},
        {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/observation-focusCode"}]},
    ],
)
def test_a_value_of_a_fetus_or_a_donor_is_none_of_the_patient(focus: Json, chart: Read) -> None:
    read = chart(observation("2823-3", 2.1, **focus))
    assert (read.document, codes(read)) == ({}, ["observation_not_used"])
    assert chart(observation("2823-3", 2.1, focus=[{"reference": "Patient/p1"}])).document["results"]


@pytest.mark.parametrize(
    ("name", "said", "seen", "used"),
    [
        ("Muscle weakness", False, "2015-01-01", False),
        ("Muscle weakness", True, "2015-01-01", False),
        ("Muscle weakness", False, "2026-10-01", True),
        ("Muscle weakness", False, None, True),
    ],
)
def test_what_was_seen_long_ago_does_not_say_how_it_is_now(
    name: str, said: bool, seen: str | None, used: bool, chart: Read
) -> None:
    one = {**observation("0-0"), "code": concept(name), "valueBoolean": said, "effectiveDateTime": seen}
    read = chart(one)
    assert codes(read) == ([] if used else ["observation_too_old"])
    assert bool(read.document.get("associated_symptoms")) == used


def test_a_member_that_is_null_is_not_there(chart: Read) -> None:
    assert chart(observation("2823-3", 2.1, dataAbsentReason=None)).document["results"]


@pytest.mark.parametrize(
    ("relationship", "used"),
    [
        (concept("Husband"), False),
        (concept(None, ("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "STPMTH")), False),
        (concept("adoptive father"), False),
        (concept("mother-in-law"), False),
        (concept("Mother"), True),
        (concept(None, ("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "NSIS")), True),
        ({}, True),
    ],
)
def test_only_relatives_by_blood_pass_an_illness_on(relationship: Json, used: bool, chart: Read) -> None:
    family = {"resourceType": "FamilyMemberHistory", "status": "completed", "condition": [EPILEPSY]}
    read = chart({**family, "relationship": relationship})
    assert codes(read) == ([] if used else ["family_illness_not_used"])
    assert ("history" in read.document) == used


def test_a_family_illness_of_the_record_stands_beside_one_that_no_rule_knows(post: Post, answered: Answered) -> None:
    told = answered(history={"family": ["an illness that nobody knows"]})
    family = {"resourceType": "FamilyMemberHistory", "id": "f1", "status": "completed"}
    answer = post(ASSESS, bundle(told, {**family, "condition": [{"code": {"text": "huntington disease"}}]})).get_json()
    assert {"reference": "FamilyMemberHistory/f1"} in parts(answer)["RiskAssessment"]["basis"]


def test_a_medicine_that_something_unknown_modifies_is_not_read_through_a_reference(chart: Read) -> None:
    order = medicine(medicationReference={"reference": "#m"}, contained=[LITHIUM])
    assert chart(order).document["medications"]
    assert codes(chart({**order, "contained": [{**LITHIUM, **MODIFIED}]})) == ["medicine_not_used"]


def test_a_medicine_that_ended_before_it_began_was_stopped_nobody_knows_when(chart: Read) -> None:
    period = {"start": "2026-05-01", "end": "2026-01-01"}
    read = chart(medicine("Lithium", resourceType="MedicationStatement", effectivePeriod=period))
    assert (read.document, codes(read)) == ({}, ["medicine_stop_unknown"])


@pytest.mark.parametrize("intent", ["proposal", "option"])
def test_what_is_only_suggested_is_not_taken(intent: str, chart: Read) -> None:
    assert codes(chart(medicine("Lithium", intent=intent))) == ["medicine_not_taken"]
    assert chart(medicine("Lithium", intent="plan")).document["medications"]


@pytest.mark.parametrize("kind", ["RelatedPerson", "Group", "Device", "Location"])
def test_what_is_about_no_patient_is_not_used(kind: str, chart: Read) -> None:
    read = chart(patient(), problem("Fasciculation", subject={"reference": f"https://ehr.example/fhir/{kind}/p1"}))
    assert codes(read) == ["other_patient_not_used"]
    assert "associated_symptoms" not in read.document


def test_the_first_of_several_onsets_counts(chart: Read) -> None:
    onsets = ("2026-11-02", "2026-08-14", "2026-11-12")
    several = [problem("Fasciculation", id=f"c{day}", onsetDateTime=day) for day in onsets]
    assert chart(*several).document["onset"] == {"days_ago": 100}


def test_two_units_that_differ_by_a_capital_are_two_units(reception: Reception) -> None:
    potassium = replace(reception.knowledge.analytes["potassium"], factors={"mmol/L": 1, "Mmol/L": 1e9, "g/L": 2})
    assert unit_of(potassium, {"unit": "Mmol/L"}) == "Mmol/L"
    assert unit_of(potassium, {"unit": "MMOL/L"}) is None
    assert unit_of(potassium, {"unit": "G/l"}) == "g/L"


def test_a_contradiction_is_told_at_the_entry_that_gave_way(chart: Read) -> None:
    read = chart(problem("Weakness"), problem("Muscle weakness", verified="refuted", id="c2"))
    assert [(note.pointer, note.code) for note in read.notes] == [("/1", "record_contradicts_itself")]


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("problem_over", "warning"),
        ("modifier_not_known", "warning"),
        ("result_unit_not_known", "warning"),
        ("record_contradicts_itself", "warning"),
        ("of_a_kind_yet_to_come", "warning"),
        *((used, "information") for used in sorted(USED)),
    ],
)
def test_what_was_left_out_is_a_warning(code: str, severity: str) -> None:
    assert issues([("", Note("", code, "x"))])[0]["severity"] == severity


def test_a_search_says_what_it_searched_for(client: FlaskClient) -> None:
    link = client.get("/fhir/CodeSystem?_id=findings&_sort=x").get_json()["link"][0]
    assert link["relation"] == "self"
    assert link["url"].endswith("/fhir/CodeSystem?_id=findings")
