"""Rules that a site has switched off: every answer that they could have had a part in says so."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from schemas.about import AboutSchema
from schemas.assessment import AssessmentSchema
from schemas.explanation import ExplanationSchema
from schemas.record import RecordSchema
from service.app import create_app
from service.config import Config
from service.doors.cds.cards import advice_card
from service.doors.cds.desk import open_desk
from service.doors.cds.detail import advice_detail
from service.doors.form.desk import open_desk as open_form
from service.doors.form.fill import fill_form
from service.doors.intake import Reception, open_reception
from service.engine.pack import Knowledge
from service.loader.load import load_with_margins
from service.loader.margins import Margins
from service.web.examples import load_example
from tests.fhir.records import bundle, patient, problem
from tests.support import overlays
from tests.support.histories import BOY
from tests.support.overlays import change

WHO = {"by": "Dr A. Example, neurology", "date": "2026-11-01"}
WHY = "Nobody here acts on it, as the ward round of the day does the same."
FLAG = "focal-jerks-of-seizure-type"
# It fires without any movement.
UNMOVED = "pregnancy-with-stroke-signs"
PREGNANT = {"patient": {"pregnant": True}, "associated_symptoms": [{"finding": "one-sided-weakness"}]}
FLAGS = (FLAG, UNMOVED)
EYELID = {"patient": {"age_years": 30}, "movement": {"types": ["fasciculation"]}, "sites": [{"site": "eyelid"}]}


def stand_in(knowledge: Knowledge, flag: str) -> dict[str, Any]:
    """A red flag of the site's own, that asks for the same finding at the same level."""
    reads = sorted(knowledge.red_flags[flag].reads)
    when = {"all": [{"finding": reads[0]}, {"finding": "seizure"}]}
    cases = {"fires": [{reads[0]: "present", "seizure": "present"}], "almost": [{reads[0]: "present"}]}
    level, to = knowledge.red_flags[flag].level.word, knowledge.red_flags[flag].to
    told = {"id": f"local-{flag}", "label": f"{flag}, as this site reads it", "level": level, "to": to}
    return {**told, "when": when, "because": "Reviewed here.", "grade": "expert_estimate", "sources": [], **cases}


@pytest.fixture(scope="module")
def laid(
    rules_folder: Path, knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Knowledge, Margins]:
    """The real rules less a condition, a red flag, a test and what a medicine does."""
    said = {"because": WHY, **WHO}
    documents = overlays.overlay(
        *(change("add", f"local-{flag}", kind="red_flag", **said) for flag in FLAGS),
        change("withdraw", "essential-tremor", kind="condition", **said),
        *(change("withdraw", flag, kind="red_flag", replacement=f"local-{flag}", **said) for flag in FLAGS),
        change("withdraw", "eeg", kind="test", **said),
        change("withdraw", "salbutamol", kind="medication", **said),
        red_flags=[stand_in(knowledge, flag) for flag in FLAGS],
    )
    return load_with_margins(rules_folder, overlays.write(tmp_path_factory.mktemp("site") / "somewhere", documents))


@pytest.fixture(scope="module")
def local(laid: tuple[Knowledge, Margins]) -> FlaskClient:
    """A caller of the site's service."""
    return create_app(Config(), *laid).test_client()


def answer(client: FlaskClient, history: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = client.post("/v1/assessments", json=history).get_json()
    assert AssessmentSchema().validate(body) == {}
    return body


def issues_of(bundle: dict[str, Any]) -> set[tuple[str, str]]:
    """Severity and kind of all that a Bundle warns of."""
    found = (issue for one in bundle["entry"] for issue in one["resource"].get("issue", ()))
    return {(issue["severity"], issue["diagnostics"]) for issue in found}


def form_of(reception: Reception, history: dict[str, Any]) -> list[tuple[str, str]]:
    """A history as the form posts it."""
    form = fill_form(reception, open_form(reception).bedside, history, date(2026, 5, 1))
    return [(name, text) for name, texts in form.values.items() for text in texts]


def touched(body: dict[str, Any]) -> set[str]:
    return {one["id"] for one in body["local_changes"] if one["change"] == "withdraw"}


def test_a_withdrawn_red_flag_that_would_have_fired_is_told_with_the_reason(
    local: FlaskClient, client: FlaskClient
) -> None:
    here, plain = answer(local, BOY), answer(client, BOY)
    assert FLAG in {flag["id"] for flag in plain["red_flags"]}
    assert FLAG not in {flag["id"] for flag in here["red_flags"]}
    (note,) = [one for one in here["input_notes"] if one["code"] == "red_flag_withdrawn"]
    assert "would ask for urgent here" in note["detail"]
    assert WHY in note["detail"]
    assert WHO["by"] in note["detail"]
    assert {FLAG, "essential-tremor", "eeg"} <= touched(here)
    assert all(one["page"] is None for one in here["local_changes"] if one["id"] in (FLAG, "eeg"))


def test_every_ranked_answer_names_the_withdrawn_conditions_and_tests(local: FlaskClient, client: FlaskClient) -> None:
    here = answer(local, EYELID)
    assert {"essential-tremor", "eeg"} <= touched(here)
    assert "red_flag_withdrawn" not in {one["code"] for one in here["input_notes"]}
    assert touched(answer(client, EYELID)) == set()


def test_a_withdrawn_medicine_is_named_where_it_is_taken(local: FlaskClient) -> None:
    taken = answer(local, {**EYELID, "medications": [{"name": "salbutamol"}]})
    assert "salbutamol" in touched(taken)
    assert "salbutamol" not in touched(answer(local, EYELID))
    assert not [one for one in taken["input_notes"] if "not_recognised" in one["code"]]


def test_no_answer_shows_what_is_withdrawn(local: FlaskClient) -> None:
    here = answer(local, BOY)
    assert "eeg" not in {one["test"]["id"] for one in here["workup"]}
    assert "essential-tremor" not in {one["condition"]["id"] for one in here["differential"]}
    for path in ("conditions/essential-tremor", f"red-flags/{FLAG}", "tests/eeg"):
        assert local.get(f"/v1/{path}").status_code == 404


def test_an_explanation_of_a_withdrawn_condition_says_why_there_is_none(local: FlaskClient) -> None:
    for name in ("essential-tremor", "Essential tremor"):
        told = local.post("/v1/assessments/explain", json={"condition": name, "history": EYELID}).get_json()
        assert told["modelled"] is False
        assert "This site has withdrawn Essential tremor" in told["remedy"]
        assert WHY in told["remedy"]


def test_about_and_the_pages_tell_every_withdrawal(local: FlaskClient) -> None:
    body = local.get("/v1/about").get_json()
    assert AboutSchema().validate(body) == {}
    told = {one["id"]: one for one in body["overlay"]["changes"] if one["change"] == "withdraw"}
    assert set(told) == {"essential-tremor", *FLAGS, "eeg", "salbutamol"}
    assert all((one["because"], one["by"], one["date"]) == (WHY, WHO["by"], WHO["date"]) for one in told.values())
    page = local.get("/knowledge").get_data(as_text=True)
    assert page.count("Withdrawn") == 5
    for path in ("essential-tremor", FLAG, "eeg"):
        assert f'/{path}"' not in page
    assert local.get("/knowledge/medications/salbutamol").status_code == 200
    assert local.get("/knowledge/review").status_code == 200


def test_documents_and_their_answer_tell_it_too(local: FlaskClient) -> None:
    body = local.post("/v1/assessments/note", json=BOY).get_json()
    assert RecordSchema().validate(body) == {}
    assert "red_flag_withdrawn" in {one["code"] for one in body["input_notes"]}
    assert touched(body) == touched(answer(local, BOY))
    assert "Switched off at this site: The red flag" in body["letter"]["text"]
    assert WHY in body["letter"]["text"]


def test_an_explanation_tells_it_too(local: FlaskClient, client: FlaskClient) -> None:
    asked = {"condition": "benign-rolandic-epilepsy", "history": BOY}
    body = local.post("/v1/assessments/explain", json=asked).get_json()
    assert ExplanationSchema().validate(body) == {}
    assert "red_flag_withdrawn" in {one["code"] for one in body["input_notes"]}
    assert touched(body) == touched(answer(local, BOY))
    assert client.post("/v1/assessments/explain", json=asked).get_json()["local_changes"] == []


def test_each_line_of_a_batch_tells_it_too(local: FlaskClient) -> None:
    sent = {"data": json.dumps(BOY), "content_type": "application/x-ndjson"}
    line = json.loads(local.post("/v1/assessments/batch", **sent).get_data(as_text=True).splitlines()[0])
    assert line["answer"]["local_changes"] == answer(local, BOY)["local_changes"]
    line = json.loads(local.post("/v1/assessments/batch/scores", **sent).get_data(as_text=True).splitlines()[0])
    assert line["scores"]["withdrawn"] == [FLAG]


def test_a_bundle_warns_of_it(local: FlaskClient, reception: Reception) -> None:
    record = bundle(patient(gender="male", birthDate="2017-05-01"), problem("Muscle twitching"))
    told = local.post("/fhir/QuestionnaireResponse/$assess", json=record, content_type="application/fhir+json")
    assert ("warning", "rule_withdrawn") in issues_of(told.get_json())
    told_of = told.get_json()["entry"][0]["resource"]["contained"][1]["parameter"]
    assert "knowledge-overlay" in {one["name"] for one in told_of}
    form = urlencode([("as", "fhir"), *form_of(reception, BOY)])
    told = local.post("/form/download", data=form, content_type="application/x-www-form-urlencoded")
    assert {("warning", "rule_withdrawn"), ("warning", "red_flag_withdrawn")} <= issues_of(told.get_json())


def test_the_form_tells_it_in_view_and_on_paper(local: FlaskClient, reception: Reception) -> None:
    form = urlencode(form_of(reception, BOY))
    page = local.post("/form/answer", data=form, content_type="application/x-www-form-urlencoded").get_data(
        as_text=True
    )
    told = f"would ask for urgent here. This site has withdrawn it: {WHY}"
    assert told in page.partition("<details")[0]
    assert told in page.partition('class="sheet"')[2]


def test_a_card_tells_a_withdrawn_red_flag(laid: tuple[Knowledge, Margins], local: FlaskClient) -> None:
    desk = open_desk(open_reception(laid[0]))
    detail = advice_detail(desk, answer(local, BOY), [], [])
    assert "Switched off at this site" in detail
    assert "Dr A" in detail
    calm = advice_detail(desk, answer(local, EYELID), [], [])
    assert "Dr A" not in calm
    assert "could have had a part: Essential tremor" in calm


def test_a_card_stands_where_nothing_but_a_withdrawn_red_flag_speaks(
    laid: tuple[Knowledge, Margins], local: FlaskClient
) -> None:
    body = answer(local, PREGNANT)
    assert (body["in_scope"], body["red_flags"], body["differential"]) == (False, [], [])
    desk = open_desk(open_reception(laid[0]))
    card = advice_card(desk, body, subject="Weakness", detail="…", drafts=[])
    assert card["source"]["topic"]["code"] == UNMOVED
    assert desk.topics.of(card["uuid"]) == f"red-flags/{UNMOVED}"
    assert card["extension"]["example.fascicle.answer"]["knowledge"]["overlay"]["id"] == "somewhere"


def test_feedback_may_be_about_a_withdrawn_red_flag(local: FlaskClient, client: FlaskClient) -> None:
    told = load_example("feedback-overridden") | {"about": {"kind": "red_flag", "id": FLAG}}
    assert local.post("/v1/feedback", json=told).get_json()["intervention"] == f"red_flag/{FLAG}"
    unknown = told | {"about": {"kind": "red_flag", "id": "local-of-another-site"}}
    assert client.post("/v1/feedback", json=unknown).status_code == 422
