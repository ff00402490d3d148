"""The answer on the form's page, and what its buttons give: why, documents, files. All without a script."""

import html
import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from schemas.assessment import AssessmentSchema
from schemas.intake import IntakeSchema
from schemas.shapes import GRADES, LEVELS, PRIORITIES, SUPPORTS
from service.doors.form.desk import open_desk
from service.doors.form.fill import fill_form
from service.doors.intake import Reception
from tests.doors.form.test_answer import EMERGENCY, OUTSIDE, example
from tests.support.html import Page

FORM_TYPE = "application/x-www-form-urlencoded"
WEAK_HAND = example("weak-hand")
CASES = {
    "emergency": EMERGENCY,
    "urgent": WEAK_HAND,
    "routine": {
        "patient": {"age_years": 55},
        "movement": {"types": ["spasm"]},
        "sites": [{"site": "face", "side": "left"}],
        "onset": {"mode": "gradual", "days_ago": 400},
        "course": "stable",
    },
    "primary_care": example("sparse"),
    "self_care": example("eyelid"),
}
Send = Callable[..., TestResponse]


@pytest.fixture
def send(client: FlaskClient, reception: Reception) -> Send:
    """Post a history as the form would, with what a button adds."""
    desk = open_desk(reception)

    def post(path: str, document: Any, *buttons: tuple[str, str]) -> TestResponse:
        form = fill_form(reception, desk.bedside, document, date(2026, 5, 1))
        pairs = [(name, text) for name, texts in form.values.items() for text in texts]
        return client.post(path, data=urlencode([*pairs, *buttons]), content_type=FORM_TYPE)

    return post


def text_of(response: TestResponse) -> str:
    """A page's words; it must be whole."""
    page = Page(response.get_data(as_text=True))
    assert page.faults == []
    return html.unescape(page.text)


@pytest.mark.parametrize("level", LEVELS)
def test_the_level_is_told_first_in_a_word_a_shape_and_a_place(level: str, send: Send, client: FlaskClient) -> None:
    response = send("/form/answer", CASES[level])
    told = client.post("/v1/assessments", json=CASES[level]).get_json()["referral"]
    source = response.get_data(as_text=True)
    assert told["level"] == level
    heading = re.search(r"<h2[^>]*>(.*?)</h2>", source, re.DOTALL)
    assert heading
    assert told["label"] in heading[1]
    assert f'<use href="#shape-{level}"/>' in source[: heading.start()]
    assert f'id="shape-{level}"' in source
    assert f'data-level="{level}"' in source
    assert told["within"] in text_of(response).casefold()
    # Aloud and on paper no label stands beside it.
    said = html.unescape(source.split('data-said="')[1].split('"')[0])
    assert said.endswith(told["within"] if level in ("emergency", "self_care") else f", within {told['within']}")


def test_in_an_emergency_one_thing_stands_open_and_the_list_is_one_click_away(send: Send) -> None:
    source = send("/form/answer", EMERGENCY).get_data(as_text=True)
    before, _, inside = source.partition('<details id="open-all"')
    assert inside
    for heading in ("Red flags", "Possible causes", "Work-up", "Must not be missed"):
        assert heading not in before
        assert heading in inside
    assert "Emergency department" in before
    assert "open" not in re.findall(r'<details id="open-all"([^>]*)>', source)[0]


def test_out_of_scope_is_no_reassurance(send: Send) -> None:
    text = text_of(send("/form/answer", OUTSIDE))
    assert "no cause was ranked" in text
    assert "this is no reassurance" in text
    assert "Possible causes" not in text


def test_a_danger_outside_the_scope_is_said_first_all_the_same(send: Send) -> None:
    response = send("/form/answer", {"associated_symptoms": [{"finding": "coma"}]})
    source = response.get_data(as_text=True)
    assert 'data-level="emergency"' in source
    assert "Emergency department" in source.partition('id="open-all"')[0]
    assert "No cause was ranked" in text_of(response)


@pytest.mark.parametrize("level", LEVELS)
def test_the_whole_page_is_sound_and_every_link_inside_it_leads_somewhere(level: str, send: Send) -> None:
    page = Page(send("/", CASES[level]).get_data(as_text=True))
    assert page.faults == []
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)


def test_links_to_the_knowledge_lead_somewhere_and_never_away_from_the_form(send: Send, client: FlaskClient) -> None:
    source = send("/form/answer", WEAK_HAND).get_data(as_text=True)
    links = set(re.findall(r'<a href="(/knowledge[^"]*)"', source))
    assert {link.split("/")[2] for link in links} >= {"conditions", "findings", "red-flags", "tests", "sources"}
    for link in sorted(links)[::7]:
        assert client.get(link).status_code == 200, link
    for attributes in re.findall(r'<a (href="/knowledge[^>]*)>', source):
        assert 'target="_blank"' in attributes or 'class="source"' in attributes


def test_points_for_and_against_have_sentences_grades_and_sources(send: Send, client: FlaskClient) -> None:
    body = client.post("/v1/assessments", json={**WEAK_HAND, "include": ["reasons"]}).get_json()
    text = text_of(send("/form/answer", WEAK_HAND))
    leader = body["differential"][0]
    assert leader["for"][0]["sentence"] in text
    assert leader["for"][0]["because"] in text
    assert leader["against"][0]["sentence"] in text
    for flag in body["red_flags"]:
        assert flag["because"] in text


def test_bands_come_first_and_a_percentage_only_with_what_it_is_not(send: Send) -> None:
    source = send("/form/answer", WEAK_HAND).get_data(as_text=True)
    for summary in re.findall(r'<details id="cause-[^>]*><summary>(.*?)</summary>', source, re.DOTALL):
        assert "support" in summary
        assert "%" not in summary
    assert "not calibrated on patients" in source


def test_what_is_missing_before_it_is_harmless_can_be_answered_in_place(send: Send) -> None:
    source = send("/", CASES["primary_care"]).get_data(as_text=True)
    missing = source.partition('class="missing"')[2].partition("</section>")[0]
    values = re.findall(r'<button form="intake" name="set" value="([^"]+)"', missing)
    assert values
    absent = [("set", value) for value in values if value.endswith("=absent")][:1]
    after = send("/", CASES["primary_care"], *absent).get_data(as_text=True)
    assert absent[0][1] in source
    assert absent[0][1] not in after


@pytest.mark.parametrize("level", LEVELS)
def test_a_clinician_sees_what_it_is_not_and_which_rules_answered(level: str, send: Send, client: FlaskClient) -> None:
    about = client.get("/v1/about").get_json()
    text = text_of(send("/form/answer", CASES[level]))
    assert "Not yet reviewed by a clinician." in text
    assert about["intended_use"]["not_for"] in text
    assert about["regulatory_status"] in text
    assert f"Knowledge {about['knowledge']['version']}" in text


def test_every_word_of_the_closed_vocabularies_has_its_words(app: Flask) -> None:
    words = app.jinja_env.get_template("form/answer/words.html").module
    macros: Any = words
    for macro, known in (("level_word", LEVELS), ("support_word", SUPPORTS), ("priority_word", PRIORITIES)):
        assert all(str(getattr(macros, macro)(word)).strip() for word in known)
    assert all(str(macros.grade_word(word)).strip() for word in GRADES)
    told = {part: str(macros.part_word(part)).strip() for part in IntakeSchema().fields}
    unspoken = {"setting", "screens", "include", "steps", "earlier"}
    assert {part for part, word in told.items() if "_" in word} <= unspoken
    assert all(f'id="shape-{level}"' in str(macros.symbols()) for level in LEVELS)


def test_why_says_for_and_against_and_the_smallest_change(send: Send, client: FlaskClient) -> None:
    answer = client.post(
        "/v1/assessments/explain", json={"condition": "cervical-myelopathy", "history": WEAK_HAND}
    ).get_json()
    response = send("/form/why", WEAK_HAND, ("why", "cervical-myelopathy"))
    text = text_of(response)
    assert answer["entry"]["condition"]["label"] in text
    assert answer["entry"]["for"][0]["sentence"] in text
    assert answer["changes"][0]["facts"][0]["label"] in text
    assert "The smallest change" in text


def test_why_comes_by_a_name_too_and_as_a_part(send: Send) -> None:
    label = "Carpal tunnel syndrome"
    part = send("/form/why", CASES["self_care"], ("why", ""), ("condition", label), ("part", "1"))
    assert label in text_of(part)
    assert "<html" not in part.get_data(as_text=True)


def test_a_slip_in_the_name_is_forgiven_and_an_unknown_condition_is_not_ruled_out(send: Send) -> None:
    slip = text_of(send("/form/why", OUTSIDE | CASES["self_care"], ("condition", "carpal tunel syndrom")))
    assert "Did you mean" in slip
    assert "Carpal tunnel syndrome" in slip
    text = text_of(send("/form/why", CASES["self_care"], ("condition", "zzyzx")))
    assert "no reason to rule it out" in text


def test_why_without_a_name_or_without_a_movement_says_what_is_missing(send: Send) -> None:
    assert "Write the name of a condition" in text_of(send("/form/why", CASES["self_care"]))
    assert "Say first what moves" in text_of(send("/form/why", OUTSIDE, ("why", "als")))


@pytest.mark.parametrize(("path", "button"), [("/form/why", ("why", "cramp")), ("/form/record", ("document", "note"))])
def test_the_way_back_loses_nothing(path: str, button: tuple[str, str], send: Send, client: FlaskClient) -> None:
    source = send(path, WEAK_HAND, button).get_data(as_text=True)
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', source)
    carried = [(html.unescape(name), html.unescape(text)) for name, text in found]
    back = client.post("/form/answer", data=urlencode(carried), content_type=FORM_TYPE)
    assert back.get_data() == send("/form/answer", WEAK_HAND).get_data()


@pytest.mark.parametrize("kind", ["note", "letter", "leaflet"])
def test_a_document_is_a_page_to_copy_from(kind: str, send: Send, client: FlaskClient) -> None:
    request = {**WEAK_HAND, "documents": [kind], "date": "2026-05-01"}
    written = client.post("/v1/assessments/note", json=request).get_json()[kind]
    response = send("/form/record", WEAK_HAND, ("document", kind), ("date", "2026-05-01"))
    source = response.get_data(as_text=True)
    area = re.search(r'<textarea id="record-text"[^>]*>(.*?)</textarea>', source, re.DOTALL)
    assert area
    assert html.unescape(area[1]).strip() == written["text"].strip()
    assert written["html"] in source
    assert Page(source).faults == []


def test_a_document_as_plain_text_for_the_clipboard(send: Send) -> None:
    dated = send("/form/record", WEAK_HAND, ("document", "letter"), ("as", "text"), ("date", "2026-05-01"))
    undated = send("/form/record", WEAK_HAND, ("document", "letter"), ("as", "text")).get_data(as_text=True)
    assert dated.mimetype == "text/plain"
    assert "01 May 2026" in dated.get_data(as_text=True) or "1 May 2026" in dated.get_data(as_text=True)
    assert "2026" not in undated.split("Knowledge")[0]


def test_the_answer_as_a_file_is_the_answer(send: Send) -> None:
    response = send("/form/download", WEAK_HAND, ("as", "json"))
    body = response.get_json()
    assert AssessmentSchema().validate(body) == {}
    assert body["referral"]["level"] == "urgent"
    assert response.headers["Content-Disposition"] == 'attachment; filename="fascicle-answer.json"'


def test_the_entries_as_a_file_give_the_same_answer(send: Send, client: FlaskClient) -> None:
    entries = send("/form/download", WEAK_HAND, ("as", "history")).get_json()
    again, first = (client.post("/v1/assessments", json=one).get_json() for one in (entries, WEAK_HAND))
    assert [entry["points"] for entry in again["differential"]] == [entry["points"] for entry in first["differential"]]


def test_the_answer_as_a_bundle_for_an_ehr(send: Send) -> None:
    bundle = send("/form/download", WEAK_HAND, ("as", "fhir")).get_json()
    assert bundle["resourceType"] == "Bundle"
    assert "RiskAssessment" in {entry["resource"]["resourceType"] for entry in bundle["entry"]}


@pytest.mark.parametrize(
    ("path", "buttons"),
    [
        ("/form/record", [("document", "poem")]),
        ("/form/record", [("document", "note"), ("date", "1 May")]),
        ("/form/download", [("as", "pdf")]),
    ],
)
def test_what_no_button_asks_for_is_refused_unspoken(path: str, buttons: list[tuple[str, str]], send: Send) -> None:
    response = send(path, WEAK_HAND, *buttons)
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert all(value not in response.get_data(as_text=True) for _, value in buttons if value != "note")


@pytest.mark.parametrize(
    ("path", "button"),
    [("/form/why", ("why", "als")), ("/form/record", ("document", "note")), ("/form/download", ("as", "json"))],
)
def test_a_form_with_a_fault_comes_back_with_it(path: str, button: tuple[str, str], client: FlaskClient) -> None:
    pairs = [("patient.age_years", "many"), ("movement.types", "twitch"), button]
    response = client.post(path, data=urlencode(pairs), content_type=FORM_TYPE)
    source = response.get_data(as_text=True)
    assert response.status_code == 422
    assert 'id="faults"' in source
    assert 'value="many"' in source
    part = client.post(path, data=urlencode([*pairs, ("part", "1")]), content_type=FORM_TYPE)
    assert (part.status_code, "<html" in part.get_data(as_text=True)) == (422, False)


MARKUP = "<img src=x onerror=alert(1)>\"'&"


@pytest.mark.parametrize(
    ("path", "button"), [("/form/why", ("condition", MARKUP)), ("/form/record", ("document", "letter"))]
)
def test_what_is_typed_stays_text(path: str, button: tuple[str, str], send: Send) -> None:
    typed = {**WEAK_HAND, "medications": [{"name": MARKUP, "dose": MARKUP}]}
    response = send(path, typed, button)
    source = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "<img" not in source
    assert Page(source).faults == []


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/form/why", ("why", "cramp")),
        ("/form/record", ("document", "note")),
        ("/form/download", ("as", "history")),
        ("/form/answer", ("do", "assess")),
    ],
)
def test_nothing_of_a_patient_is_kept_by_a_cache(path: str, button: tuple[str, str], send: Send) -> None:
    assert send(path, WEAK_HAND, button).headers["Cache-Control"] == "no-store"


def test_nothing_in_the_answer_needs_inline_script_or_style(send: Send) -> None:
    for document in (*CASES.values(), OUTSIDE):
        attributes = Page(send("/form/answer", document).get_data(as_text=True)).attributes
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


def test_files_are_json_that_a_person_can_read(send: Send) -> None:
    text = send("/form/download", WEAK_HAND, ("as", "history")).get_data(as_text=True)
    assert text.count("\n") > 10
    assert json.loads(text)["patient"]["age_years"] == 62
