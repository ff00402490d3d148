"""Rules that a site has switched off: every answer that they could have had a part in says so."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from schemas.about import AboutSchema
from schemas.assessment import AssessmentSchema
from service.app import create_app
from service.config import Config
from service.doors.cds.desk import open_desk
from service.doors.cds.detail import advice_detail
from service.doors.intake import open_reception
from service.engine.pack import Knowledge
from service.loader.load import load_with_margins
from service.loader.margins import Margins
from tests.support import overlays
from tests.support.overlays import change

WHO = {"by": "Dr A. Example, neurology", "date": "2026-11-01"}
WHY = "Nobody here acts on it, as the ward round of the day does the same."
FLAG = "focal-jerks-of-seizure-type"
BOY = {
    "patient": {"age_years": 9, "sex": "male"},
    "movement": {"types": ["jerk"], "stereotyped": True},
    "sites": [{"site": "arm", "side": "right", "fixed": True}],
    "duration": {"typical": "minutes"},
    "triggers": ["morning"],
}
EYELID = {"patient": {"age_years": 30}, "movement": {"types": ["fasciculation"]}, "sites": [{"site": "eyelid"}]}


def stand_in(knowledge: Knowledge) -> dict[str, Any]:
    """A red flag of the site's own, that asks for the same finding at the same level."""
    reads = sorted(knowledge.red_flags[FLAG].reads)
    when = {"all": [{"finding": reads[0]}, {"finding": "seizure"}]}
    cases = {"fires": [{reads[0]: "present", "seizure": "present"}], "almost": [{reads[0]: "present"}]}
    level, to = knowledge.red_flags[FLAG].level.word, knowledge.red_flags[FLAG].to
    told = {"id": "local-focal-jerks", "label": "Focal jerks, as this site reads them", "level": level, "to": to}
    return {**told, "when": when, "because": "Reviewed here.", "grade": "expert_estimate", "sources": [], **cases}


@pytest.fixture(scope="module")
def laid(
    rules_folder: Path, knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Knowledge, Margins]:
    """The real rules less a condition, a red flag, a test and what a medicine does."""
    said = {"because": WHY, **WHO}
    documents = overlays.overlay(
        change("add", "local-focal-jerks", kind="red_flag", **said),
        change("withdraw", "essential-tremor", kind="condition", **said),
        change("withdraw", FLAG, kind="red_flag", replacement="local-focal-jerks", **said),
        change("withdraw", "eeg", kind="test", **said),
        change("withdraw", "salbutamol", kind="medication", **said),
        red_flags=[stand_in(knowledge)],
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
    assert set(told) == {"essential-tremor", FLAG, "eeg", "salbutamol"}
    assert all((one["because"], one["by"], one["date"]) == (WHY, WHO["by"], WHO["date"]) for one in told.values())
    page = local.get("/knowledge").get_data(as_text=True)
    assert page.count("Withdrawn") == 4
    for path in ("essential-tremor", FLAG, "eeg"):
        assert f'/{path}"' not in page
    assert local.get("/knowledge/medications/salbutamol").status_code == 200
    assert local.get("/knowledge/review").status_code == 200


def test_other_doors_tell_it_too(local: FlaskClient) -> None:
    note = local.post("/v1/assessments/note", json=BOY).get_json()
    assert "red_flag_withdrawn" in {one["code"] for one in note["input_notes"]}


def test_a_card_tells_a_withdrawn_red_flag(laid: tuple[Knowledge, Margins], local: FlaskClient) -> None:
    desk = open_desk(open_reception(laid[0]))
    detail = advice_detail(desk, answer(local, BOY), [], [])
    assert "Switched off at this site" in detail
    assert "Dr A" in detail
    assert "Switched off" not in advice_detail(desk, answer(local, EYELID), [], [])
