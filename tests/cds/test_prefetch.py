"""What the prefetch brings: data, none, not provided, in part, broken. Never a 5xx, nor silence on what is missing."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.doors.cds.services import KINDS
from tests.cds.conftest import Answered, Call
from tests.cds.records import Json, bundle, problem, request

OUTCOME: Json = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
NOT_SEEN = "**Not seen**"
OTHERS = [key for key in KINDS if key != "patient"]


def twitching() -> Json:
    """A call about a man who twitches, with nothing else known."""
    return request("patient-view", problem("Fasciculation"))


@pytest.mark.parametrize("sent", [{}, None, {"patient": None}, {"patient": OUTCOME}, {"patient": bundle()}, "nothing"])
def test_without_the_patient_it_says_412(sent: Any, call: Call) -> None:
    document = twitching() | {"prefetch": sent}
    if sent == "nothing":
        del document["prefetch"]
    response = call("patient-view", document)
    assert response.status_code == 412
    issue = response.get_json()["issue"][0]
    assert issue["code"] == "required"
    assert issue["expression"] == ["prefetch.patient"]


@pytest.mark.parametrize("key", OTHERS)
def test_null_and_an_empty_search_mean_that_there_is_none(key: str, call: Call) -> None:
    for none in (None, bundle(), {"resourceType": "Bundle"}, {"resourceType": "Bundle", "entry": None}):
        document = twitching()
        if key == "conditions":
            document = request("patient-view")
        document["prefetch"][key] = none
        answer = call("patient-view", document).get_json()
        assert "extension" not in answer
        assert bool(answer["cards"]) == (key != "conditions")
        assert all(NOT_SEEN not in card["detail"] for card in answer["cards"])


@pytest.mark.parametrize("key", OTHERS)
@pytest.mark.parametrize("failed", [True, False])
def test_what_was_not_provided_is_said_and_the_rest_is_used(key: str, failed: bool, call: Call) -> None:
    document = twitching()
    document["prefetch"][key] = OUTCOME
    if not failed:
        del document["prefetch"][key]
    answer = call("patient-view", document).get_json()
    assert answer["extension"] == {"example.fascicle.prefetch": {"missing": [key]}}
    assert bool(answer["cards"]) == (key != "conditions")
    assert all(f"{NOT_SEEN}\n\n- Not sent:" in card["detail"] for card in answer["cards"])


def test_a_next_page_or_an_error_among_entries_means_that_there_is_more(call: Call) -> None:
    for more in (
        bundle(problem("Fasciculation"), link=[{"relation": "next", "url": "https://ehr.example/fhir?page=2"}]),
        bundle(problem("Fasciculation"), OUTCOME),
    ):
        document = twitching()
        document["prefetch"]["conditions"] = more
        answer = call("patient-view", document).get_json()
        assert answer["extension"] == {"example.fascicle.prefetch": {"partly": ["conditions"]}}
        assert "Sent in part: problems." in answer["cards"][0]["detail"]


@pytest.mark.parametrize("key", KINDS)
@pytest.mark.parametrize(
    "wrong",
    [
        *(7, "x", True, [], {}, {"resourceType": "Basic"}, {"resourceType": 7}),
        *(
            {"resourceType": "Bundle", "entry": one}
            for one in ("x", [7], [None], [{"resource": "x"}], {"resource": {}})
        ),
    ],
)
def test_what_is_not_what_was_asked_for_is_refused_with_its_place(key: str, wrong: Any, call: Call) -> None:
    document = twitching()
    document["prefetch"][key] = wrong
    response = call("patient-view", document)
    assert response.status_code == 400
    assert response.get_json()["issue"][0]["expression"][0].startswith(f"prefetch.{key}")


def test_one_resource_in_place_of_a_search_is_taken(call: Call) -> None:
    document = twitching()
    document["prefetch"]["conditions"] = problem("Fasciculation")
    assert len(call("patient-view", document).get_json()["cards"]) == 1


def test_the_answer_to_a_batch_is_unwrapped(call: Call) -> None:
    document = twitching()
    plain = call("patient-view", document).get_json()["cards"][0]["detail"]
    for key in ("patient", "conditions"):
        document["prefetch"][key] = bundle(document["prefetch"][key], type="batch-response")
    answer = call("patient-view", document).get_json()
    assert (answer["cards"][0]["detail"], "extension" in answer) == (plain, False)
    twitch = bundle(problem("Fasciculation"))
    goes_on = {**twitch, "link": [{"relation": "next", "url": "https://ehr.example/fhir?page=2"}]}
    for more in (bundle(goes_on), bundle(bundle(goes_on)), bundle({**twitch, "entry": 7})):
        document["prefetch"]["conditions"] = more
        told = call("patient-view", document).get_json()["extension"]
        assert told == {"example.fascicle.prefetch": {"partly": ["conditions"]}}


def test_what_no_rule_knows_is_counted(call: Call) -> None:
    document = request("patient-view", problem("Fasciculation"), problem("Left-handed screwdriver"))
    detail = call("patient-view", document).get_json()["cards"][0]["detail"]
    assert "Not known to any rule: 1 entry of the record." in detail
    assert "screwdriver" not in detail
    assert "not usable" not in detail


def test_what_cannot_be_used_as_it_is_written_is_counted_apart(call: Call) -> None:
    document = request("patient-view", problem("Fasciculation"))
    potassium = {"code": {"text": "Potassium"}, "valueQuantity": {"value": 2, "unit": "mmol/L", "comparator": ">"}}
    document["prefetch"]["results"] = bundle({"resourceType": "Observation", "status": "final", **potassium})
    detail = call("patient-view", document).get_json()["cards"][0]["detail"]
    assert "Known, but not usable as written: 1 entry of the record." in detail
    assert "Not known to any rule" not in detail


def test_the_questionnaire_alone_is_enough_and_tells_most(call: Call, answered: Answered) -> None:
    history = {
        "movement": {"types": ["fasciculation"]},
        "sites": [{"site": "calf"}],
        "associated_symptoms": [{"finding": "wasting"}, {"finding": "weakness"}],
    }
    document = request("patient-view")
    document["prefetch"]["questionnaireResponse"] = bundle(answered(history))
    document["prefetch"].pop("conditions")
    card = call("patient-view", document).get_json()["cards"][0]
    assert card["extension"]["example.fascicle.answer"]["referral_level"] in ("urgent", "emergency")


def test_a_questionnaire_without_answers_says_nothing(call: Call, answered: Answered) -> None:
    document = request("patient-view")
    document["prefetch"]["questionnaireResponse"] = bundle(answered({}))
    assert call("patient-view", document).get_json() == {"cards": []}


def test_a_questionnaire_of_nothing_that_moves_says_nothing(call: Call, answered: Answered) -> None:
    document = request("patient-view")
    document["prefetch"]["questionnaireResponse"] = bundle(answered({"associated_symptoms": [{"finding": "anxiety"}]}))
    assert call("patient-view", document).get_json() == {"cards": []}


def test_a_danger_in_the_questionnaire_is_told_even_where_nothing_moves(call: Call, answered: Answered) -> None:
    document = request("patient-view")
    history = {"associated_symptoms": [{"finding": "coma"}, {"finding": "fever"}]}
    document["prefetch"]["questionnaireResponse"] = bundle(answered(history))
    cards = call("patient-view", document).get_json()["cards"]
    assert [card["indicator"] for card in cards] == ["critical"]
    assert cards[0]["summary"].startswith("Muscle twitching: emergency")


def test_a_bundle_of_hundreds_is_read(call: Call) -> None:
    document = request("patient-view", *[problem(f"Problem {n}", id=str(n)) for n in range(400)], problem("Cramp"))
    assert len(call("patient-view", document).get_json()["cards"]) == 1


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from(["", "x", "Fasciculation", "active", "2026-01-01"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "resourceType",
                        "entry",
                        "resource",
                        "code",
                        "coding",
                        "text",
                        "status",
                        "id",
                        "link",
                        "relation",
                    ),
                    *("clinicalStatus", "valueQuantity", "value", "unit", "item", "answer", "linkId", "questionnaire"),
                    *("medicationCodeableConcept", "contained", "onsetDateTime", "onsetAge", "birthDate", "gender"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@st.composite
def values(draw: st.DrawFn, kinds: tuple[str, ...]) -> Any:
    """What may stand under a prefetch key: anything at all, or the right frame around anything at all."""
    kind = draw(st.sampled_from(kinds))
    resource = draw(st.dictionaries(st.sampled_from(["code", "status", "subject", "item", "component", "id"]), JSON))
    inside = {**resource, "resourceType": kind}
    entries = st.lists(st.just({"resource": inside}) | JSON, max_size=3)
    framed = st.builds(lambda entry: {"resourceType": "Bundle", "entry": entry}, entries)
    return draw(st.none() | st.just(OUTCOME) | JSON | st.just(inside) | framed)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_prefetch_whatever_brings_it_down(data: st.DataObject, client: FlaskClient) -> None:
    document = twitching()
    for key in data.draw(st.sets(st.sampled_from(list(KINDS)), max_size=3)):
        document["prefetch"][key] = data.draw(values(KINDS[key]))
    response = client.post("/cds-services/fascicle-patient-view", json=document)
    assert response.status_code in (200, 400, 412, 422)
    told = response.get_json()
    assert "cards" in told if response.status_code == 200 else told["resourceType"] == "OperationOutcome"


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_context_whatever_brings_it_down(data: st.DataObject, client: FlaskClient) -> None:
    document = request("order-select", problem("Cramp"), selections=["MedicationRequest/m9"])
    orders = values(("MedicationRequest", "ServiceRequest"))
    document["context"]["draftOrders"] = data.draw(orders)
    assert client.post("/cds-services/fascicle-order-select", json=document).status_code in (200, 400, 422)
