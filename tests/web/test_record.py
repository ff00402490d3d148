"""POST /v1/assessments/note: the same body, the same errors, documents that can be pasted anywhere."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from evaluation.vignettes import Vignette, load_vignettes
from schemas.record import DOCUMENTS, RecordSchema
from tests.web.conftest import Post
from tests.web.shapes import problem_of

PATH = "/v1/assessments/note"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "requests"
HAND: dict[str, Any] = json.loads((EXAMPLES / "weak-hand.json").read_text("utf-8"))
VIGNETTES = load_vignettes()
LEVELS = {
    "emergency": "Emergency referral",
    "urgent": "Urgent referral",
    "routine": "Routine referral",
    "primary_care": "Primary care:",
    "self_care": "Self-care:",
}


class Reader(HTMLParser):
    """What a browser would make of a fragment: its words, its elements and attributes, and that each is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def read(fragment: str) -> Reader:
    reader = Reader()
    reader.feed(fragment)
    reader.close()
    assert reader.open == []
    return reader


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_the_answer_has_its_shape_and_is_not_stored(post: Post) -> None:
    response = post(HAND, PATH)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    body = response.get_json()
    assert RecordSchema().validate(body) == {}
    assert body["referral"] == post(HAND).get_json()["referral"]
    assert body["input_notes"] == post(HAND).get_json()["input_notes"]
    cited = {name for reason in body["referral"]["because"] for name in reason["sources"]}
    assert {source["id"] for source in body["citations"]} == cited


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda v: v.id)
def test_every_published_case_makes_a_note_of_120_words(client: FlaskClient, vignette: Vignette) -> None:
    body = client.post(PATH, json={**vignette.request, "documents": ["note"]}).get_json()
    note = body["note"]
    assert note["words"] == len(note["text"].split()) <= 120
    assert LEVELS[body["referral"]["level"]] in note["text"]
    assert f"Knowledge {body['knowledge']['version']}." in note["text"]
    assert note["text"].endswith("Decision support; reviewed by ___")


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("name", ["weak-hand", "eyelid", "boy-morning-jerks", "sparse"])
def test_text_and_html_say_the_same_words(kind: str, name: str, post: Post) -> None:
    written = post(json.loads((EXAMPLES / f"{name}.json").read_text("utf-8")), PATH).get_json()[kind]
    reader = read(written["html"])
    assert words(" ".join(reader.said)) == words(written["text"])
    assert {"script", "style", "link", "img", "a"}.isdisjoint(reader.tags)
    assert reader.attributes <= {"class", "lang", "scope"}


def test_what_a_caller_wrote_is_escaped(post: Post) -> None:
    evil = "<script>alert(1)</script> & \"x\" 'y'"
    medicines = [{"name": evil, "dose": "<b>1</b>"}]
    results = [{"code": {"system": "loinc", "value": "<i>"}, "value": 1, "unit": "<u>"}]
    body = post({**HAND, "medications": medicines, "results": results}, PATH).get_json()
    html = body["letter"]["html"]
    assert not [tag for tag in ("<script", "<b>", "<i>", "<u>") if tag in html]
    assert evil in " ".join(read(html).said)
    assert evil in body["letter"]["text"]


def test_only_the_documents_asked_for_are_written(post: Post) -> None:
    body = post({**HAND, "documents": ["leaflet"]}, PATH).get_json()
    assert body["note"] is None
    assert body["letter"] is None
    assert body["leaflet"]["text"]
    assert all(post({**HAND, "documents": none}, PATH).get_json()["note"] for none in (None, []))


def test_the_date_is_the_callers_or_none(post: Post) -> None:
    dated, undated = (post({**HAND, **more}, PATH).get_json() for more in ({"date": "2026-05-01"}, {}))
    for kind in DOCUMENTS:
        assert "01 May 2026" in dated[kind]["text"]
        assert "01 May 2026" in dated[kind]["html"]
        assert "May" not in undated[kind]["text"]


@pytest.mark.parametrize("date", ["2026-02-30", "01 May 2026", "20260501", "2026-W18-5", "\u0662026-05-01", ""])
def test_what_is_no_day_is_refused(date: str, post: Post) -> None:
    errors = problem_of(post({**HAND, "date": date}, PATH), 422)["errors"]
    assert {error["pointer"] for error in errors} == {"/date"}


def test_faults_of_options_and_history_come_at_once_with_the_places_of_the_body(post: Post) -> None:
    wrong = {"documents": ["poem"], "date": 7, "sites": [{"site": "eyelidd"}], "movment": {}}
    errors = problem_of(post(wrong, PATH), 422)["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [
        ("/date", "wrong_type"),
        ("/documents/0", "unknown_value"),
        ("/movment", "unknown_field"),
        ("/sites/0/site", "unknown_value"),
    ]


@pytest.mark.parametrize("body", [{}, [], "x", None, {"documents": ["note"]}])
def test_what_is_no_history_gets_the_same_errors_as_an_assessment(body: Any, post: Post) -> None:
    plain = {name: value for name, value in body.items() if name != "documents"} if isinstance(body, dict) else body
    assert problem_of(post(body, PATH), 422)["errors"] == problem_of(post(plain), 422)["errors"]


def test_a_contradiction_is_told_with_both_places(post: Post) -> None:
    both = {"associated_symptoms": [{"finding": "hand-weakness"}, {"finding": "weakness", "status": "absent"}]}
    errors = problem_of(post({**both, "sites": [{"site": "hand"}]}, PATH), 422)["errors"]
    assert {error["code"] for error in errors} == {"contradiction"}


def test_out_of_scope_says_so_in_every_document(post: Post) -> None:
    body = post({"associated_symptoms": [{"finding": "rash"}]}, PATH).get_json()
    assert body["in_scope"] is False
    assert "nothing ranked" in body["note"]["text"]
    assert "no cause was ranked" in body["letter"]["text"]
    assert "cannot say what the cause is" in body["leaflet"]["text"]


def test_the_same_request_gives_the_same_bytes(post: Post) -> None:
    assert post(HAND, PATH).get_data() == post(HAND, PATH).get_data()
