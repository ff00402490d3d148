"""The knowledge book: a page for every entry, links that all lead somewhere, and files that say what is served."""

import html
import re
from collections.abc import Mapping
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from flask import Flask
from flask.testing import FlaskClient

import service.__main__ as command
from service.doors.book.kinds import KINDS
from service.doors.book.pages import every_entry
from service.doors.book.review import review_of
from service.doors.book.shelf import Book
from service.doors.book.words import GRADES
from service.engine.pack import Knowledge
from service.loader.margins import Margins
from service.web.book.files import plan, write_book
from tests.support.html import Page

OTHERS = ("/knowledge", "/knowledge/review", *(f"/knowledge/{kind}" for kind in KINDS))
# One page in so many is read strictly, element by element.
EVERY = 23


@pytest.fixture(scope="module")
def book(app: Flask) -> Book:
    """The book that the service serves."""
    found: Book = app.extensions["fascicle_book"]
    return found


@pytest.fixture(scope="module")
def served(app: Flask, book: Book) -> Mapping[str, str]:
    """Every page of the book by its path, each answered with 200."""
    client = app.test_client()
    pages = {}
    for path in (*OTHERS, *(f"/knowledge/{kind}/{name}" for kind, name in every_entry(book))):
        response = client.get(path)
        assert (response.status_code, response.mimetype) == (200, "text/html"), path
        pages[path] = response.get_data(as_text=True)
    return pages


@pytest.fixture(scope="module")
def some(served: Mapping[str, str]) -> Mapping[str, Page]:
    """All lists and every so-manieth entry, read strictly."""
    chosen = {*OTHERS, *[path for path in sorted(served) if path not in OTHERS][::EVERY]}
    return {path: Page(served[path]) for path in sorted(chosen)}


def test_every_entry_shows_its_label_and_says_that_nobody_has_reviewed_it(
    served: Mapping[str, str], book: Book
) -> None:
    for kind, name in every_entry(book):
        text = served[f"/knowledge/{kind}/{name}"]
        label = html.escape(book.ref(kind, name).label).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
        assert f"<h1>{label}</h1>" in text, (kind, name)
        if kind != "sources":
            waiting = review_of(book, kind, name) is None
            assert ("Not yet reviewed by a clinician" in text) == waiting, (kind, name)


def test_every_entry_shows_the_grades_and_all_the_sources_of_what_it_states(
    served: Mapping[str, str], book: Book
) -> None:
    for kind in KINDS:
        for name, certificates in book.certificates[kind].items():
            text = served[f"/knowledge/{kind}/{name}"]
            for grade in {one.grade for one in certificates}:
                assert f'<span class="grade {grade}">{GRADES[grade]}</span>' in text, (kind, name, grade)
            for source in {source for one in certificates for source in one.sources}:
                assert f'href="/knowledge/sources/{source}"' in text, (kind, name, source)


def test_every_link_of_the_whole_book_leads_to_a_page_of_it(served: Mapping[str, str]) -> None:
    links = {link for text in served.values() for link in re.findall(r'href="(/knowledge[^"#?]*)', text)}
    assert links - set(served) == set()
    assert set(served) - links == set()


def test_every_place_within_a_page_that_is_linked_to_is_there(served: Mapping[str, str]) -> None:
    for path, text in served.items():
        wanted = {link for link in re.findall(r'href="#([^"]+)"', text) if link != "content"}
        assert wanted <= set(re.findall(r'id="([^"]+)"', text)), path


def test_pages_are_well_formed_and_need_no_script_and_no_inline_style(some: Mapping[str, Page]) -> None:
    for path, page in some.items():
        assert page.faults == [], path
        assert "script" not in page.tags, path
        assert "style" not in (*page.tags, *page.attributes), path
        assert not any(name.startswith("on") for name in page.attributes), path
        assert page.tags.count("h1") == page.tags.count("main") == 1, path


def test_every_table_names_its_columns_and_rows(served: Mapping[str, str]) -> None:
    for path, text in served.items():
        for table in re.findall(r"<table.*?</table>", text, re.DOTALL):
            assert re.match(r'<table class="[a-z ]+"( role="table" aria-label|>\s*<caption)', table), path
            heads = re.findall(r"<th [^>]*>", table)
            assert heads, path
            assert all('scope="' in head for head in heads), path


def test_a_page_may_be_kept_and_is_not_sent_again(client: FlaskClient) -> None:
    for path in (*OTHERS, "/knowledge?q=twitch", "/knowledge/conditions/als"):
        first = client.get(path)
        assert first.headers["Cache-Control"] == "public, max-age=300", path
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.get_data()) == (304, b""), path


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/knowledge/conditions/alss", "/knowledge/conditions/als"),
        ("/knowledge/findings/fasiculation", "/knowledge/findings/fasciculation"),
        ("/knowledge/medications/lithum", "/knowledge/medications/lithium"),
        ("/knowledge/als", "/knowledge/conditions/als"),
    ],
)
def test_an_address_with_a_slip_is_answered_with_what_was_meant(path: str, meant: str, client: FlaskClient) -> None:
    response = client.get(path)
    page = Page(response.get_data(as_text=True))
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert response.headers["Cache-Control"] == "no-store"
    assert meant in page.links
    assert page.faults == []


@pytest.mark.parametrize(
    "path", ["/knowledge/conditions/%3Cscript%3E", "/knowledge/zzzz", "/knowledge/a/b/c", "/knowledge/x/y"]
)
def test_an_address_that_is_like_nothing_is_not_repeated(path: str, client: FlaskClient) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "zzzz" not in response.get_data(as_text=True)
    assert "<script" not in response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("MND", "/knowledge/conditions/als"),
        ("eye twitch", "/knowledge/conditions/eyelid-myokymia"),
        ("fasiculation", "/knowledge/findings/fasciculation"),
        ("Priadel", "/knowledge/medications/lithium"),
        ("calcaemia", "/knowledge/conditions/hypocalcaemia"),
    ],
)
def test_a_search_finds_by_label_synonym_brand_part_and_slip(asked: str, meant: str, client: FlaskClient) -> None:
    page = Page(client.get("/knowledge", query_string={"q": asked}).get_data(as_text=True))
    assert meant in page.links
    assert page.faults == []


def test_a_search_shows_what_was_asked_as_text_and_says_when_nothing_is_found(client: FlaskClient) -> None:
    text = client.get("/knowledge", query_string={"q": '"><script>alert(1)</script>'}).get_data(as_text=True)
    assert "<script" not in text
    assert "Nothing found" in Page(text).text
    assert client.get("/knowledge", query_string={"q": "x" * 5000}).status_code == 200


def test_the_review_page_names_every_entry_that_awaits_a_clinician(served: Mapping[str, str], book: Book) -> None:
    links = set(re.findall(r'href="([^"]+)"', served["/knowledge/review"]))
    for kind, name in every_entry(book):
        if kind != "sources" and review_of(book, kind, name) is None:
            assert f"/knowledge/{kind}/{name}" in links, (kind, name)


def test_the_review_page_counts_what_is_an_estimate(served: Mapping[str, str], book: Book) -> None:
    grades = [one.grade for kind in KINDS for found in book.certificates[kind].values() for one in found]
    page = Page(served["/knowledge/review"])
    assert f"{grades.count('expert_estimate'):,} of {len(grades):,} figures" in page.text


def test_files_and_served_pages_say_the_same(app: Flask, book: Book, some: Mapping[str, Page]) -> None:
    with app.app_context():
        for name, render in plan(book):
            path = "/knowledge/" + name.removesuffix(".html")
            if path in some:
                assert Page(main_of(render() or "")).text == Page(main_of(some[path].source)).text, path


def main_of(text: str) -> str:
    """What stands between the site's header and its footer."""
    return text[text.index('<div class="page') : text.index("<footer")]


def test_every_link_between_files_leads_to_a_file(app: Flask, book: Book, some: Mapping[str, Page]) -> None:
    names = {name for name, _ in plan(book)}
    with app.app_context():
        for name, render in plan(book):
            if f"/knowledge/{name.removesuffix('.html')}" in some or name == "index.html":
                text = render() or ""
                links = re.findall(r'href="([^"#:]+)["#]', text)
                assert {normpath(join(dirname(name), link)) for link in links} <= names | {
                    "fascicle.css",
                    "knowledge.css",
                }
                assert "/static/" not in text


def test_the_command_writes_the_book_and_takes_away_what_is_gone(
    made_up: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "load_with_margins", lambda: (made_up, {}))
    stale, kept = tmp_path / "conditions" / "gone.html", tmp_path / "conditions" / "notes.txt"
    stale.parent.mkdir()
    for path in (stale, kept):
        path.write_text("old")
    assert command.main(["book", str(tmp_path)]) == 0
    assert "index.html" in capsys.readouterr().out
    assert "The als" in (tmp_path / "conditions" / "als.html").read_text("utf-8")
    assert "A4" in (tmp_path / "knowledge.css").read_text("utf-8")
    assert not stale.exists()
    assert kept.exists()


def test_files_are_as_many_as_pages(own_app: Flask, tmp_path: Path) -> None:
    count = write_book(own_app, tmp_path)
    assert (
        count
        == len(list(tmp_path.rglob("*.html")))
        == 2 + len(KINDS) + len(list(every_entry(own_app.extensions["fascicle_book"])))
    )


def test_red_flags_show_the_cases_that_hold_them(served: Mapping[str, str], margins: Margins) -> None:
    for name, margin in margins["red_flags"].items():
        text = served[f"/knowledge/red-flags/{name}"]
        cases = re.findall(r'<ol class="cases">(.*?)</ol>', text, re.DOTALL)
        assert [case.count("<li>") for case in cases] == [len(margin["fires"]), len(margin["almost"])], name
