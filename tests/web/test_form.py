"""The intake form without script, as a browser would use it: fill in, press, read, correct. Nothing entered is lost."""

import html
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.doors.form.fields import all_rows, is_field
from tests.support.forms import Form
from tests.support.html import Page

ODD = "<script>alert(1)</script>\"' &amp; \u202e\u0000\u00ad😀 {{ 7*7 }} {label} %(x)s \uff1c\ufb01"
SEEN = ODD.strip()
SCRIPTS = Path(__file__).resolve().parents[2] / "service" / "web" / "static" / "form"


def shown(response: TestResponse) -> str:
    text = response.get_data(as_text=True)
    assert Page(text).faults == []
    return text


@pytest.fixture
def blank(client: FlaskClient) -> Form:
    return Form(shown(client.get("/")))


def press(client: FlaskClient, form: Form, *button: str) -> tuple[int, str]:
    """Post the form by a button; what comes back."""
    response = client.post("/", data=form.posted(*button))
    assert response.headers["Cache-Control"] == "no-store"
    return response.status_code, shown(response)


def test_the_blank_form_holds_nothing_and_asks_for_nothing(blank: Form, client: FlaskClient) -> None:
    assert blank.said() == {}
    assert "error-summary" in client.get("/").get_data(as_text=True)
    assert "<li><a href=" not in client.get("/").get_data(as_text=True).split('id="faults"')[1].split("</div>")[0]
    assert client.get("/").headers["Cache-Control"] == "private, max-age=60"


SECTIONS = {
    "the patient": {"patient.age_years": "9", "patient.sex": "male", "setting": "emergency_department"},
    "the twitch": {
        "movement.types": "jerk",
        "sites.hand.site": "hand",
        "sites.hand.side": "left",
        "sites.fixed": "yes",
        "finding.moves-joint": "present",
        "movement.types.other": "flickering",
    },
    "time": {
        "onset.value": "3",
        "onset.unit": "months",
        "onset.mode": "gradual",
        "course": "progressive",
        "frequency.pattern": "daily",
        "duration.value": "30",
        "in_sleep": "stops",
    },
    "what brings it on": {"triggers": "stress", "relievers": "rest", "triggers.other": "cold weather"},
    "medicines": {
        "medications.0.name": "Sertraline 50 mg",
        "medications.0.started.value": "2",
        "medications.0.started.unit": "weeks",
        "exposures.caffeine.substance": "caffeine",
    },
    "symptoms": {
        "screens": "strength-normal",
        "finding.seizure": "absent",
        "history.past": "diabetes",
        "results.0.test": "Creatine kinase",
        "results.0.value": "310",
        "results.0.unit": "U/L",
    },
}


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_is_filled_in_and_stays(section: str, blank: Form, client: FlaskClient) -> None:
    blank.typed("movement.types", "jerk")
    for name, text in SECTIONS[section].items():
        blank.typed(name, text)
    status, text = press(client, blank, "do", "assess")
    again = Form(text)
    assert status == 200, Page(text).text[:400]
    assert "data-level=" in text
    assert again.said() == blank.said()
    assert again.posted()["onset.unit"] == blank.posted()["onset.unit"]


def test_a_place_is_told_more_of_once_it_is_ticked(blank: Form, client: FlaskClient) -> None:
    blank.typed("sites.hand.site", "hand")
    _, text = press(client, blank, "do", "more.sites")
    again = Form(text)
    again.typed("sites.hand.since.value", "7").typed("sites.hand.since.unit", "months").typed("sites.hand.fixed", "yes")
    again.typed("sites.0.site", "hand").typed("sites.0.side", "left").typed("sites.0.since.value", "20")
    status, text = press(client, again, "do", "assess")
    assert status == 200
    assert Form(text).said() == again.said()


@pytest.mark.parametrize("rows", ["medications", "exposures", "results", "sites"])
def test_a_row_more_loses_nothing_and_complains_of_nothing(rows: str, blank: Form, client: FlaskClient) -> None:
    blank.typed("patient.age_years", "old")
    status, text = press(client, blank, "do", f"more.{rows}")
    more = Form(text)
    before, after = ({c.name for c in form.controls if c.name.startswith(f"{rows}.")} for form in (blank, more))
    assert status == 200
    assert len(after) > len(before)
    assert more.said() == {"patient.age_years": ["old"]}


def test_a_search_in_lay_words_brings_rows(blank: Form, client: FlaskClient) -> None:
    blank.typed("search", "trouble swalowing").typed("sites.calf.site", "calf")
    _, text = press(client, blank, "do", "search")
    found = Form(text).typed("finding.dysphagia", "present").typed("search", "")
    _, text = press(client, found, "do", "assess")
    assert Form(text).said()["finding.dysphagia"] == ["present"]


def test_a_search_that_finds_nothing_says_so(blank: Form, client: FlaskClient) -> None:
    status, text = press(client, blank.typed("search", "qqqqxzzqx"), "do", "search")
    assert status == 200
    assert "Nothing found by these words" in text


def test_a_question_is_answered_by_its_button(blank: Form, client: FlaskClient) -> None:
    _, text = press(client, blank.typed("sites.calf.site", "calf"), "do", "assess")
    form = Form(text)
    asked = [value for name, value in form.buttons if name == "set" and value.endswith("=absent")]
    assert asked
    _, text = press(client, form, "set", asked[0])
    name, _, status = asked[0].partition("=")
    assert Form(text).said() == {"sites.calf.site": ["calf"], name: [status]}


@pytest.mark.parametrize(
    ("name", "level"), [("eyelid", "self_care"), ("weak-hand", "urgent"), ("boy-morning-jerks", "urgent")]
)
def test_an_example_is_one_click_away(name: str, level: str, blank: Form, client: FlaskClient) -> None:
    status, text = press(client, blank, "example", name)
    assert status == 200
    assert f'data-level="{level}"' in text
    again = Form(text)
    _, text = press(client, again, "do", "assess")
    assert f'data-level="{level}"' in text
    assert Form(text).said() == again.said()


def test_faults_are_listed_at_the_top_each_with_a_link_to_its_field(blank: Form, client: FlaskClient) -> None:
    blank.typed("patient.age_years", "old").typed("onset.value", "soon").typed("medications.0.dose", "5 mg")
    status, text = press(client, blank, "do", "assess")
    again = Form(text)
    summary = text.split('id="faults"')[1].split("</ul>")[0]
    links = [link.split('"')[0] for link in summary.split('href="#')[1:]]
    assert status == 422
    assert set(links) == {"movement-types", "patient-age_years", "onset-value", "medications-0-name"}
    assert set(links) <= again.ids
    assert {f"{link}-error" for link in links} <= again.ids
    assert again.said() == blank.said()
    assert "data-level=" not in text
    assert text.count('aria-invalid="true"') == len(links)
    assert "<title>Error:" in text


def test_every_fault_there_can_be_leads_to_a_field_on_the_page(blank: Form, client: FlaskClient) -> None:
    """Whatever field is wrong, the page that tells of it holds it."""
    fields = {control.name for control in blank.controls}
    wrong = {name: "no such thing" for name in fields if not name.endswith(".date")}
    wrong |= {"sites.hand.site": "nowhere", "sites.2.site": "nowhere", "sites.hand.since.value": "x"}
    response = client.post("/", data=wrong)
    text = response.get_data(as_text=True)
    links = {part.split('"')[0] for part in text.split('id="faults"')[1].split("</ul>")[0].split('href="#')[1:]}
    assert response.status_code == 422
    assert len(links) > 40
    assert links - Form(text).ids == set()


def test_what_was_read_as_something_else_stands_beside_its_field(blank: Form, client: FlaskClient) -> None:
    blank.typed("sites.calf.site", "calf").typed("medications.0.name", "sertralin")
    _, text = press(client, blank, "do", "assess")
    assert "Read as Sertraline" in text.split('id="medications-0-name"')[0].rpartition("<label")[2]


def test_odd_letters_and_markup_stay_text_in_every_field(blank: Form, client: FlaskClient) -> None:
    free = [c for c in blank.controls if c.kind in ("text", "search", "textarea") and c.name not in ("condition",)]
    assert len(free) > 12
    for control in free:
        control.text = ODD
    for name in ("sites.0.site", "sites.0.since.value", "exposures.0.substance", f"results.{ODD}.unit"):
        blank.controls.append(type(free[0])(name, "text", ODD))
    status, text = press(client, blank, "do", "assess")
    assert status == 422
    assert "<script>alert" not in text
    assert "49" not in text.split("<title>")[1].split("</title>")[0]
    again = Form(text)
    for control in free:
        lines = [line.strip() for line in "\n".join(again.posted()[control.name]).splitlines()]
        assert SEEN in lines, control.name
    assert html.escape(SEEN, quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in text


def test_no_fault_repeats_what_was_typed(blank: Form, client: FlaskClient) -> None:
    for name in ("patient.age_years", "onset.value", "triggers.other", "medications.0.started.value"):
        blank.typed(name, "canary")
    blank.typed("medications.0.name", "sertraline")
    response = client.post("/form/answer", data=blank.posted())
    assert response.status_code == 422
    assert response.headers["Cache-Control"] == "no-store"
    assert "canary" not in response.get_data(as_text=True)


def test_the_answer_alone_is_the_answer_of_the_page(blank: Form, client: FlaskClient) -> None:
    blank.typed("sites.calf.site", "calf").typed("patient.age_years", "41")
    whole = press(client, blank, "do", "assess")[1].split('<div id="answer">')[1]
    alone = client.post("/form/answer", data=blank.posted())
    answer, _, rows = alone.get_data(as_text=True).partition('<template id="rows-next">')
    assert alone.status_code == 200
    assert answer.strip() in whole
    assert 'data-finding="' in rows


def test_a_form_without_a_fact_gets_no_answer_and_no_complaint(blank: Form, client: FlaskClient) -> None:
    response = client.post("/form/answer", data=blank.posted())
    assert response.status_code == 200
    assert "data-level=" not in response.get_data(as_text=True)


def test_typing_is_helped_without_an_address_that_tells(client: FlaskClient) -> None:
    response = client.post("/form/suggest", json={"kind": "medicine", "text": "sertralin"})
    assert response.get_json()[0] == {"id": "sertraline", "label": "Sertraline", "hint": ""}
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get("/form/suggest?text=sertralin").status_code == 405
    for wrong in ({}, [], {"kind": "patient", "text": "x"}, {"kind": "medicine", "text": 7}):
        assert client.post("/form/suggest", json=wrong).status_code == 400


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * 300_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_what_is_no_form_is_refused(body: bytes, kind: str, status: int, client: FlaskClient) -> None:
    for path in ("/", "/form/answer"):
        assert client.post(path, data=body, content_type=kind).status_code == status


def test_every_field_has_a_name_and_no_memory(client: FlaskClient) -> None:
    text = shown(client.get("/"))
    form = Form(text)
    for control in form.controls:
        if control.kind in ("text", "search", "textarea"):
            assert control.name.replace(".", "-") in form.labels, control.name
    tags = [tag for tag in text.split("<")[1:] if tag.startswith(("input ", "textarea "))]
    typed = [tag for tag in tags if 'type="radio"' not in tag and 'type="checkbox"' not in tag]
    assert len(typed) > 20
    assert all('autocomplete="off"' in tag for tag in typed)


def test_every_name_on_the_page_and_in_its_answer_is_a_field_that_is_read(blank: Form, client: FlaskClient) -> None:
    pages = [press(client, blank, "example", name)[1] for name in ("boy-morning-jerks", "weak-hand")]
    forms = [blank, *map(Form, pages)]
    names = {one.name for form in forms for one in form.controls} | {name for form in forms for name, _ in form.buttons}
    assert {"sites.hand.side", "medications.0.started.date", "why", "set", "search"} <= names
    assert [name for name in sorted(names) if not is_field(name, all_rows(date(2026, 5, 1)))] == []


def test_when_the_service_fails_nothing_typed_is_lost_and_nothing_is_said_of_the_patient(
    blank: Form, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr("service.doors.form.desk.assess", fails)
    status, text = press(
        client, blank.typed("sites.calf.site", "calf").typed("medications.0.name", "x"), "do", "assess"
    )
    assert status == 500
    assert Form(text).said() == blank.said()
    assert "The service failed, and nothing was assessed" in text
    assert "canary" not in text
    assert "data-level=" not in text
    assert client.post("/form/answer", data=blank.posted()).status_code == 500


def test_clearing_is_a_new_blank_page(client: FlaskClient) -> None:
    _, text = press(client, Form(shown(client.get("/"))), "example", "eyelid")
    assert '<a class="clear" id="clear" href="/">' in text
    assert Form(shown(client.get("/"))).said() == {}


def test_the_page_with_all_that_it_loads_is_light(client: FlaskClient) -> None:
    """First view, not compressed, in bytes."""
    page = client.get("/").get_data()
    text = page.decode()
    loaded = {part.split('"')[0] for part in text.replace('src="', 'href="').split('href="')[1:]}
    files = {address for address in loaded if address.startswith("/static/")}
    assert len(files) >= 4
    main = next(address for address in files if address.endswith("/form/main.js"))
    # The modules that the script of the page imports, from where it stands.
    files |= {f"{main.rpartition('/')[0]}/{script.name}" for script in SCRIPTS.glob("*.js")}
    weight = len(page) + sum(len(client.get(address, buffered=True).get_data()) for address in files)
    assert weight < 150_000


def test_status_and_purpose_are_always_in_view(client: FlaskClient) -> None:
    text = shown(client.get("/"))
    bar = text.split('class="status"')[1].split("</aside>")[0]
    about = client.get("/v1/about").get_json()
    assert "Not CE or UKCA marked" in bar
    assert about["knowledge"]["version"] in bar
    assert about["intended_use"]["not_for"] in html.unescape(text).split("<footer")[0]


def test_words_that_are_not_known_are_told_without_a_list_of_ids(blank: Form, client: FlaskClient) -> None:
    blank.typed("triggers.other", "purple rain\nxyzzyx").typed("results.0.test", "vibes")
    status, text = press(client, blank, "do", "assess")
    told = Page(text.split('id="faults"')[1].split("</ul>")[0] + "</ul></div>").text
    assert status == 422
    assert told.count("Choose one that is offered") == 2
    assert "Known:" not in text
    assert "Say what this row is about" not in text


def test_a_name_left_in_the_box_of_why_is_still_there(client: FlaskClient) -> None:
    """Enter in that box posts the form by its first button, where there is no script."""
    text = shown(client.post("/", data={"sites.calf.site": "calf", "condition": "a <b>cramp", "do": "assess"}))
    assert 'name="condition" value="a &lt;b&gt;cramp"' in text
