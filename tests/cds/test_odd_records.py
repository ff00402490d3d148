"""Records that are not as the standard has them: no fact that they do not hold, no silence on what was not read."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from service.doors.cds.services import KINDS
from tests.cds.conftest import Answered, Call
from tests.cds.ehr import MAN
from tests.cds.records import PATIENT, Json, bundle, medicine, problem, request, service_request

PREFETCH = "example.fascicle.prefetch"
TWITCH = problem("Fasciculation")
MODIFIED = {"modifierExtension": [{"url": "https://ehr.example/not", "valueBoolean": True}]}
TODAY = datetime.now(UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        MODIFIED,
        {"implicitRules": "https://ehr.example/rules"},
        *({"code": one} for one in ("Fasciculation", None, 7, {}, [{"text": "Fasciculation"}], {"text": ["x"]})),
        *({"code": {"coding": one}} for one in ({"code": "82470000"}, [{"code": 82470000}], ["x"])),
    ],
)
def test_a_problem_that_is_not_understood_is_not_used_and_said_so(wrong: Json, call: Call) -> None:
    answer = call("patient-view", request("patient-view", {**TWITCH, **wrong})).get_json()
    assert answer == {"cards": [], "extension": {PREFETCH: {"not_read": ["conditions"]}}}
    beside = call("patient-view", request("patient-view", TWITCH, {**TWITCH, **wrong})).get_json()
    assert beside["extension"] == {PREFETCH: {"not_read": ["conditions"]}}
    assert "Not understood, so not used: some of problems." in beside["cards"][0]["detail"]


@pytest.mark.parametrize("key", [key for key in KINDS if key != "patient"])
def test_a_search_that_brings_other_kinds_alone_is_said(key: str, call: Call) -> None:
    document = request("patient-view", TWITCH)
    document["prefetch"][key] = bundle({"resourceType": "Encounter", "status": "planned"})
    answer = call("patient-view", document).get_json()
    assert answer["extension"] == {PREFETCH: {"not_read": [key]}}


@pytest.mark.parametrize("entry", [{}, {"response": {"status": "404"}}, {"fullUrl": "https://ehr.example/Condition/1"}])
def test_an_entry_that_holds_nothing_means_that_there_is_more(entry: Json, call: Call) -> None:
    document = request("patient-view", TWITCH)
    document["prefetch"]["conditions"]["entry"].append(entry)
    answer = call("patient-view", document).get_json()
    assert (len(answer["cards"]), answer["extension"]) == (1, {PREFETCH: {"partly": ["conditions"]}})


@pytest.mark.parametrize(
    "status",
    [
        {"verificationStatus": {"text": "Refuted"}},
        {"verificationStatus": {"coding": [{"system": "urn:local", "code": "RO"}, {"code": "refuted"}]}},
        {"verificationStatus": {"coding": [{"system": "urn:local", "code": "E", "display": "Entered in Error"}]}},
        {"clinicalStatus": {"coding": [{"system": "urn:local", "code": "R"}, {"code": "resolved"}]}},
        {"clinicalStatus": None, "abatementDateTime": "2010-01-01"},
    ],
)
def test_what_is_over_or_never_was_is_so_however_it_is_said(status: Json, call: Call) -> None:
    assert call("patient-view", request("patient-view", {**TWITCH, **status})).get_json() == {"cards": []}


@pytest.mark.parametrize(
    "status", [{"verificationStatus": None}, {"clinicalStatus": None}, {"abatementDateTime": "2010-01-01"}]
)
def test_what_goes_on_or_tells_no_status_is_there(status: Json, call: Call) -> None:
    assert len(call("patient-view", request("patient-view", {**TWITCH, **status})).get_json()["cards"]) == 1


@pytest.mark.parametrize("subject", ["Group/1", "https://ehr.example/fhir/RelatedPerson/7", "Device/1/_history/2"])
def test_what_is_of_no_patient_is_not_used(subject: str, call: Call) -> None:
    document = request("patient-view", {**TWITCH, "subject": {"reference": subject}})
    assert call("patient-view", document).get_json()["extension"] == {PREFETCH: {"of_another_patient": ["conditions"]}}


def answers(answered: Answered, days: float, **more: str) -> Json:
    """A call with answers to the questionnaire that were given some days ago, and with nothing else."""
    response = answered({"movement": {"types": ["fasciculation"]}, "onset": {"days_ago": 3}})
    authored = (TODAY - timedelta(days=days)).date().isoformat()
    document = request("patient-view")
    about = {"authored": authored, "subject": {"reference": f"Patient/{PATIENT}"}}
    document["prefetch"]["questionnaireResponse"] = bundle({**response, **about, **more})
    return document


def test_answers_of_an_earlier_day_are_counted_on_and_said_to_be(call: Call, answered: Answered) -> None:
    old = "The answers to the questionnaire are 90 days old"
    details = [call("patient-view", answers(answered, days)).get_json()["cards"][0]["detail"] for days in (0, 90)]
    assert [old in detail for detail in details] == [False, True]


def test_answers_of_more_than_a_year_ago_are_not_used(call: Call, answered: Answered) -> None:
    document = answers(answered, 400)
    told = {PREFETCH: {"out_of_date": ["questionnaireResponse"]}}
    assert call("patient-view", document).get_json() == {"cards": [], "extension": told}
    document["prefetch"]["conditions"] = bundle(TWITCH)
    answer = call("patient-view", document).get_json()
    assert answer["extension"] == told
    detail = answer["cards"][0]["detail"]
    assert "more than a year old, so they were not used" in detail


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"status": "entered-in-error"}, {}),
        ({"modifierExtension": [{"url": "urn:x"}]}, {PREFETCH: {"not_read": ["questionnaireResponse"]}}),
    ],
)
def test_answers_that_must_not_be_read_are_passed_over(wrong: Json, told: Json, call: Call, answered: Answered) -> None:
    document = answers(answered, 90, **wrong)
    answer = call("patient-view", document).get_json()
    assert (answer["cards"], answer.get("extension", {})) == ([], told)
    document["prefetch"]["conditions"] = bundle(TWITCH)
    (card,) = call("patient-view", document).get_json()["cards"]
    assert "The answers to the questionnaire are" not in card["detail"]


def test_no_text_however_long_keeps_it_busy(call: Call) -> None:
    """Each would take a minute or more where time grows with the square of the length."""
    spaces = f"a{' ' * 100_000}b"
    stuck = [service_request(spaces), *(medicine("Lithium", id=str(nth)) for nth in range(400))]
    document = request("order-select", TWITCH, problem(spaces), selections=["x"] * 20_000, draftOrders=bundle(*stuck))
    product = medicine(" / ".join(f"unheard{nth}" for nth in range(5_000)), status="active")
    coded = {"coding": [{"code": str(nth), "display": f"unheardine {nth}x"} for nth in range(5_000)]}
    many = medicine("", medicationCodeableConcept=coded, status="active")
    document["prefetch"]["medications"] = bundle(medicine(spaces, status="active"), product, many)
    assert len(call("order-select", document).get_json()["cards"]) == 1


def test_no_number_of_patients_keeps_it_busy(client: FlaskClient) -> None:
    joined = [
        {**MAN, "id": f"p{nth}", "link": [{"type": "replaces", "other": {"reference": f"Patient/p{nth - 1}"}}]}
        for nth in range(4_000)
    ]
    record = bundle(TWITCH, *joined)
    answer = client.post("/fhir/QuestionnaireResponse/$assess", json=record)
    assert answer.status_code == 200
