"""Feedback: checked, counted by rule and reason, and nothing of it kept that could speak of a patient."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.doors.cds.desk import Desk
from service.doors.cds.ids import REFERRAL, index_topics, new_id
from tests.cds.conftest import Call
from tests.cds.records import HOOKS, Json

Events = Callable[[str], list[Json]]
Example = Callable[[str], Json]
WHEN = "2026-11-22T10:00:00Z"
OURS = "https://fascicle.example/fhir/CodeSystem/override-reasons"


@pytest.fixture
def events(capfd: pytest.CaptureFixture[str]) -> Events:
    """The events of one name that were written since the last look."""

    def read(name: str) -> list[Json]:
        lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == name]

    return read


def send(client: FlaskClient, *entries: Any, hook: str = "patient-view") -> Any:
    """Send entries to a service's feedback address."""
    return client.post(f"/cds-services/fascicle-{hook}/feedback", json={"feedback": list(entries)})


def entry(card: Any = "c", outcome: str = "overridden", **more: Any) -> Json:
    """One outcome."""
    return {"card": card, "outcome": outcome, "outcomeTimestamp": WHEN, **more}


@pytest.mark.parametrize("hook", HOOKS)
def test_every_service_takes_feedback_on_its_own_cards(
    hook: str, call: Call, client: FlaskClient, example: Example, events: Events
) -> None:
    card = call(hook, example(hook)).get_json()["cards"][0]
    told = {"reason": {"system": OURS, "code": "does-not-fit", "display": "Does not fit this patient"}}
    response = send(client, entry(card["uuid"], overrideReason=told), hook=hook)
    assert response.status_code == 200
    assert response.get_json() == {"received": 1}
    (event,) = events("cds_feedback")
    assert event["card"] == card["uuid"]
    assert event["intervention"].rpartition("/")[2] == card["source"]["topic"]["code"]
    assert (event["service"], event["action"], event["reason"]) == (f"fascicle-{hook}", "overridden", "does-not-fit")


def test_an_accepted_suggestion_is_told_by_what_it_was(
    call: Call, client: FlaskClient, example: Example, events: Events
) -> None:
    card = call("patient-view", example("patient-view")).get_json()["cards"][0]
    taken = [{"id": one["uuid"]} for one in card["suggestions"][:2]]
    assert send(client, entry(card["uuid"], "accepted", acceptedSuggestions=taken)).status_code == 200
    told = events("cds_suggestion")
    assert told[0]["intervention"] == REFERRAL
    assert told[1]["intervention"].startswith("tests/")


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"overrideReason": {"reason": {"system": OURS, "code": "disagree"}}},
        {"overrideReason": {"reason": {"code": "x", "system": "https://ehr.example/reasons"}}},
        {"overrideReason": {"userComment": "Mrs Marked has had this for years."}},
        {"overrideReason": {}},
        {"overrideReason": None, "extension": {"com.example": {"a": 1}}},
    ],
)
def test_a_card_may_be_passed_over_with_or_without_a_reason(
    more: Json, client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    response = send(client, entry(**more))
    assert response.status_code == 200
    assert "Marked" not in response.get_data(as_text=True) + "".join(capfd.readouterr())


def test_who_and_where_are_told_by_an_extension_of_all_or_of_one(client: FlaskClient, events: Events) -> None:
    def told(**who: str) -> Json:
        return {"extension": {"example.fascicle.user": who, "com.example": {"a": 1}}}

    whole = {"feedback": [entry(), entry(**told(location="ward"))], **told(user_role="nurse", location="telephone")}
    path = "/cds-services/fascicle-patient-view/feedback"
    assert client.post(path, json=whole).get_json() == {"received": 2}
    assert client.post(path, json={"feedback": [entry()]}).get_json() == {"received": 1}
    written = [(event.get("role"), event.get("location")) for event in events("cds_feedback")]
    assert written == [("nurse", "telephone"), ("nurse", "ward"), (None, None)]
    wrong = client.post(path, json={"feedback": [entry(**told(user_role="Dr Marked"))]})
    assert wrong.get_json()["issue"][0]["expression"] == ["feedback[0].extension.`example.fascicle.user`.user_role"]


def test_a_reason_of_somebody_elses_list_is_other(client: FlaskClient, events: Events) -> None:
    theirs = {"reason": {"system": "https://ehr.example/reasons", "code": "disagree"}}
    free = {"reason": {"system": OURS, "code": "marked-words"}}
    send(client, entry(overrideReason=theirs), entry(overrideReason=free))
    assert [event["reason"] for event in events("cds_feedback")] == ["other", "other"]


def test_a_card_that_is_not_ours_is_counted_and_its_name_repeated_nowhere(
    client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("marked-name", "11111111-2222-4333-8444-555555555555"):
        assert send(client, entry(name)).status_code == 200
        written = capfd.readouterr().err
        assert name not in written
        assert '"action":"overridden"' in written


def test_several_outcomes_of_one_card_are_all_taken(client: FlaskClient) -> None:
    taken = entry("c", "accepted", acceptedSuggestions=[{"id": "s"}])
    assert send(client, taken, entry("c"), taken).get_json() == {"received": 3}


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({}, "feedback"),
        ({"feedback": []}, "feedback"),
        ({"feedback": {}}, "feedback"),
        ({"feedback": [7]}, "feedback[0]"),
        ({"feedback": [entry(outcome="ignored")]}, "feedback[0].outcome"),
        ({"feedback": [entry(outcome="accepted")]}, "feedback[0].acceptedSuggestions"),
        ({"feedback": [entry(outcome="accepted", acceptedSuggestions=[])]}, "feedback[0].acceptedSuggestions"),
        ({"feedback": [entry(outcome="accepted", acceptedSuggestions=[{}])]}, "feedback[0].acceptedSuggestions[0].id"),
        ({"feedback": [entry(card=7)]}, "feedback[0].card"),
        ({"feedback": [entry() | {"outcomeTimestamp": "yesterday"}]}, "feedback[0].outcomeTimestamp"),
        ({"feedback": [entry() | {"outcomeTimestamp": "2026-11-22T10:00:00"}]}, "feedback[0].outcomeTimestamp"),
        ({"feedback": [entry() | {"outcomeTimestamp": "2026-13-22T10:00:00Z"}]}, "feedback[0].outcomeTimestamp"),
        ({"feedback": [entry(overrideReason=7)]}, "feedback[0].overrideReason"),
        ({"feedback": [entry(overrideReason={"userComment": 7})]}, "feedback[0].overrideReason.userComment"),
    ],
)
def test_feedback_without_its_shape_is_refused_with_the_place(wrong: Json, place: str, client: FlaskClient) -> None:
    response = client.post("/cds-services/fascicle-patient-view/feedback", json=wrong)
    assert response.status_code == 400
    assert place in {e for issue in response.get_json()["issue"] for e in issue.get("expression", [])}


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"null"])
def test_feedback_that_is_no_object_is_refused(raw: bytes, client: FlaskClient) -> None:
    path = "/cds-services/fascicle-patient-view/feedback"
    assert client.post(path, data=raw, content_type="application/json").status_code == 400
    assert client.get(path).status_code == 405


def test_every_topic_has_its_own_mark(desk: Desk) -> None:
    for topic in ("red-flags/jaw-stiff", "conditions/als", REFERRAL, "tests/ck"):
        if topic in desk.topics.marks.values():
            assert desk.topics.of(new_id(topic)) == topic
    assert desk.topics.of(new_id("of-another-site")) is None
    assert desk.topics.of("no uuid") is None
    with pytest.raises(ValueError, match="share a mark"):
        index_topics(["one", "one"])
