"""Every word of the form is in the catalogue, so that another language can follow; the catalogue is up to date."""

import re
from collections.abc import Iterator
from gettext import NullTranslations
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from service.web.form import words
from tests.support.forms import Form
from tools import catalogue

WEB = Path(__file__).resolve().parents[2] / "service" / "web"
TEMPLATES = sorted(
    path.relative_to(WEB / "templates").as_posix() for path in (WEB / "templates" / "form").rglob("*.html")
)
SCRIPTS = sorted((WEB / "static" / "form").glob("*.js"))
SPOKEN = ("aria-label", "title", "placeholder", "alt")
# The name of the product, and keys of the keyboard, are the same in every language.
SAME = re.compile(r"\b(Fascicle|Y|N|U)\b")
# A macro may print attributes alone, which then stand in no tag.
ATTRIBUTE = re.compile(r'\b(?:aria-[a-z]+|class|id)="[^"]*"\s*>?')
LETTERS = re.compile(r"[^\W\d_]{2}")


class Words(HTMLParser):
    """What a reader of HTML sees or hears."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.extend(value or "" for name, value in attrs if name in SPOKEN or name.startswith("data-text-"))

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def outside_the_catalogue(app: Flask, name: str) -> Iterator[str]:
    """The letters that a template shows by itself. What it prints, marked or of the rules, counts as nothing."""
    source = (WEB / "templates" / name).read_text("utf-8")
    tree = app.jinja_env.parse(source)
    for block in tree.find_all(nodes.Block):
        block.body = [] if block.name == "page_class" else block.body  # a class, shown to nobody
    parts = [
        part.data if isinstance(part, nodes.TemplateData) else ""
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
    ]
    seen = (ATTRIBUTE.sub("", text) for text in Words("".join(parts)).found)
    yield from (text for text in seen if LETTERS.search(SAME.sub("", text)))


def test_the_catalogue_is_what_the_code_says() -> None:
    assert catalogue.PLACE.read_text("utf-8") == catalogue.render(), "run make catalogue"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_shows_no_word_of_its_own(name: str, app: Flask) -> None:
    assert list(outside_the_catalogue(app, name)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_only_what_the_page_gives_it(path: Path) -> None:
    code = re.sub(r"/\*.*?\*/|^\s*//.*$|\s// .*$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    literals = re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`", code)
    assert [text for group in literals for text in group if re.match(r"[A-Z][a-z]+ [a-z]", text)] == []


def test_every_sentence_that_a_script_asks_for_is_on_the_page(app: Flask) -> None:
    page = app.test_client().get("/").get_data(as_text=True)
    asked = {
        name for path in SCRIPTS for name in re.findall(r"[^.\w]text\([^\"()]*\"([a-z-]+)\"", path.read_text("utf-8"))
    }
    assert asked
    assert {name for name in asked if f"data-text-{name}=" not in page} == set()


class Marked(NullTranslations):
    """A language in which every word is the English one in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def test_another_language_takes_the_place_of_english(own_app: Flask) -> None:
    own_app.config["MAX_CONTENT_LENGTH"] = None
    words.register(own_app, Marked())
    client = own_app.test_client()
    for response in (client.get("/"), client.post("/", data={"patient.age_years": "old"})):
        text = response.get_data(as_text=True)
        assert "⟦1. The twitch⟧" in text
        assert Form(text).said().keys() <= {"patient.age_years"}
    assert "⟦Write a number, such as 7 or 0.5.⟧" in text
