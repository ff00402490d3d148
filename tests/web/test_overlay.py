"""A service with the example overlay: every answer names it, and what it touched says so; one without says nothing."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from schemas.about import AboutSchema
from schemas.assessment import AssessmentSchema
from schemas.vocabulary import TestSchema
from service.app import create_app
from service.config import Config, ConfigError, config_from
from service.engine.pack import Knowledge
from service.loader.load import load_with_margins
from service.loader.margins import Margins
from tests.support.histories import BOY

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "overlay"
EMG = "the neurophysiology department at Mainland University Hospital"
WEAK = {
    "patient": {"age_years": 62},
    "movement": {"types": ["fasciculation"]},
    "course": "progressive",
    "associated_symptoms": [{"finding": "wasting"}, {"finding": "weakness"}],
}


@pytest.fixture(scope="module")
def laid(rules_folder: Path) -> tuple[Knowledge, Margins]:
    """The real rules under the example overlay, which would not load if it were not sound."""
    return load_with_margins(rules_folder, EXAMPLE)


@pytest.fixture(scope="module")
def local(laid: tuple[Knowledge, Margins]) -> FlaskClient:
    """A caller of the site's service."""
    return create_app(Config(overlay=EXAMPLE), *laid).test_client()


def test_an_answer_names_the_overlay_and_what_it_changed_here(local: FlaskClient, client: FlaskClient) -> None:
    response = local.post("/v1/assessments", json=BOY)
    here, plain = response.get_json(), client.post("/v1/assessments", json=BOY).get_json()
    assert AssessmentSchema().validate(here) == {}
    stamp = here["knowledge"]["overlay"]
    assert (stamp["id"], stamp["version"], len(stamp["sha256"])) == ("example-general", "3", 64)
    assert stamp["changes"] == len(local.get("/v1/about").get_json()["overlay"]["changes"]) == 10
    assert here["knowledge"] == {**plain["knowledge"], "overlay": stamp}
    assert (here["referral"]["level"], plain["referral"]["level"]) == ("emergency", "urgent")
    touched = {change["id"]: change for change in here["local_changes"]}
    flag = touched["focal-jerks-of-seizure-type"]
    assert flag["page"] == "/knowledge/red-flags/focal-jerks-of-seizure-type"
    assert flag["what"] == "Referral level: emergency (was urgent), to Emergency department."
    assert flag["by"] == "Dr A. Example, emergency medicine"
    assert "islebaclo" not in touched


def test_without_an_overlay_nothing_is_said_of_one(client: FlaskClient) -> None:
    body = client.post("/v1/assessments", json=WEAK).get_json()
    assert (body["knowledge"]["overlay"], body["local_changes"]) == (None, [])
    assert all(test["available"] and test["instead"] is None for test in body["workup"])
    assert client.get("/v1/about").get_json()["overlay"] is None
    assert "Changed at this site" not in client.get("/knowledge").get_data(as_text=True)


def test_a_test_that_is_not_available_says_whom_to_ask(local: FlaskClient) -> None:
    body = local.post("/v1/assessments", json=WEAK).get_json()
    instead = {one["test"]["id"]: (one["available"], one["instead"]) for one in body["workup"]}
    assert instead["emg-ncs"] == (False, f"Not available here; ask {EMG}.")
    assert {told for name, told in instead.items() if name != "emg-ncs"} == {(True, None)}
    assert "emg-ncs" in {change["id"] for change in body["local_changes"]}
    card = local.get("/v1/tests/emg-ncs").get_json()
    assert TestSchema().validate(card) == {}
    assert (card["available"], card["instead"]) == instead["emg-ncs"]


def test_documents_for_clinicians_say_so_too(local: FlaskClient) -> None:
    body = local.post("/v1/assessments/note", json=WEAK).get_json()
    assert f"(not available here; ask {EMG})" in body["letter"]["text"]
    assert "Neurology outpatients, Example General" in body["letter"]["text"]
    for name in ("note", "letter", "leaflet"):
        assert "+example-general.3." in body[name]["text"]


def test_a_service_has_its_local_name(local: FlaskClient) -> None:
    body = local.post("/v1/assessments", json=WEAK).get_json()
    assert body["referral"]["to"] == {"id": "neurology", "label": "Neurology outpatients, Example General"}
    renamed = next(change for change in body["local_changes"] if change["kind"] == "services")
    assert (renamed["id"], renamed["page"]) == ("neurology", None)


@pytest.mark.parametrize(
    ("more", "touched"),
    [
        ({"results": [{"test": "magnesium", "value": 0.72, "unit": "mmol/L"}]}, "low-magnesium"),
        ({"medications": [{"name": "Islemet 10 mg"}]}, "metoclopramide"),
        ({"medications": [{"name": "islebaclo capsule", "stopped_days_ago": 2}]}, "islebaclo"),
        ({"exposures": [{"substance": "reef-fish"}]}, "reef-fish-eaten"),
    ],
)
def test_local_limits_names_and_findings_are_understood(
    local: FlaskClient, client: FlaskClient, more: dict[str, object], touched: str
) -> None:
    request = {"sites": [{"site": "calf"}], **more}
    body = local.post("/v1/assessments", json=request).get_json()
    assert touched in {change["id"] for change in body["local_changes"]}
    assert [note for note in body["input_notes"] if note["code"].endswith("not_used")] == []
    plain = client.post("/v1/assessments", json=request)
    known = plain.status_code == 200 and {one["finding"]: one["status"] for one in plain.get_json()["evidence"]}
    assert {one["finding"]: one["status"] for one in body["evidence"]} != known or "islebaclo" in touched


def test_an_added_condition_can_lead(local: FlaskClient) -> None:
    request = {
        "setting": "emergency_department",
        "movement": {"types": ["cramp"]},
        "exposures": [{"substance": "reef-fish"}],
        "associated_symptoms": [{"finding": "tingling"}, {"finding": "vomiting"}],
    }
    body = local.post("/v1/assessments", json=request).get_json()
    assert body["differential"][0]["condition"]["id"] == "ciguatera-poisoning"
    assert body["referral"]["level"] == "emergency"


def test_every_response_carries_the_version_of_both(local: FlaskClient, knowledge: Knowledge) -> None:
    expected = f"{knowledge.about.version}+example-general.3"
    for path in ("/v1/about", "/v1/findings", "/livez", "/nowhere", "/knowledge"):
        assert local.get(path).headers["Knowledge-Version"] == expected


def test_about_lists_every_change_with_its_reason(local: FlaskClient) -> None:
    body = local.get("/v1/about").get_json()
    assert AboutSchema().validate(body) == {}
    assert body["overlay"]["site"] == "Example General Hospital"
    assert all(
        change["what"] and change["because"] and change["by"] and change["date"]
        for change in body["overlay"]["changes"]
    )
    assert {change["change"] for change in body["overlay"]["changes"]} == {
        *("add", "prior", "level", "service", "test", "limits", "names"),
    }


def test_the_book_shows_a_change_on_the_page_concerned(local: FlaskClient) -> None:
    for change in local.get("/v1/about").get_json()["overlay"]["changes"]:
        page = local.get(change["page"] or "/knowledge").get_data(as_text=True)
        assert "Changed at this site" in page, change["id"]
        assert change["what"].replace("'", "&#39;") in page, change["id"]
    assert "Changed at this site" not in local.get("/knowledge/conditions/als").get_data(as_text=True)
    assert f"Not available here; ask {EMG}." in local.get("/knowledge/tests/emg-ncs").get_data(as_text=True)


def test_the_setting_names_a_folder(tmp_path: Path) -> None:
    assert config_from({}).overlay is None
    assert config_from({"FASCICLE_OVERLAY": str(tmp_path)}).overlay == tmp_path
    with pytest.raises(ConfigError, match="FASCICLE_OVERLAY must name a folder"):
        config_from({"FASCICLE_OVERLAY": str(tmp_path / "nowhere")})
