"""Whatever stands in a rule is text on a page: markup in it never becomes the page's own."""

from typing import Any

import pytest
from flask import Flask

from service.app import create_app
from service.config import Config
from service.doors.book.kinds import KINDS
from service.doors.book.pages import every_entry
from service.web.book.files import plan
from tests.support import packs
from tests.support.html import Page

EVIL = """<script>alert("1")</script> & 'x' "y" """
WHY = {"because": EVIL, "grade": "review", "sources": ["a-work"]}


def spoilt(rule: packs.Rule) -> packs.Rule:
    """A rule with markup in every sentence and name."""
    return {**rule, "label": EVIL, "synonyms": [EVIL]}


@pytest.fixture(scope="module")
def evil() -> Flask:
    """A service whose rules hold markup wherever a rule holds words."""
    finding = {**spoilt(packs.finding("twitching", 70, question=EVIL)), "background": {"percent": 70, **WHY}}
    net: Any = [{"text": EVIL, "when": "routine"}]
    card = packs.condition("als", {"twitching": 90}, summary=EVIL, plain=EVIL, safety_net=net)
    card["workup"] = [{"test": "emg", "priority": "now", **WHY}]
    effect = {"effect": EVIL, "after": "use", **WHY}
    medicine = {"id": "m", "kind": "medicine", "classes": [EVIL], "effects": [effect], "brands": {"uk": [EVIL]}}
    analyte = {"id": "a", "unit": EVIL, "factors": {EVIL: 1}, "possible": [0, 1], "loinc": [EVIL], **WHY}
    work = {"id": "a-work", "title": EVIL, "publisher": EVIL, "kind": EVIL, "quality": EVIL, "url": EVIL}
    documents = packs.rules(
        findings=[finding],
        conditions=[spoilt(card)],
        red_flags=[{**spoilt(packs.red_flag("flag", {"finding": "twitching"})), **WHY}],
        workup=[{**spoilt(packs.test_rule("emg", avoid_when=EVIL)), "indication": EVIL, **WHY}],
        medications=[spoilt(medicine)],
        analytes=[spoilt(analyte)],
        screens=[{**spoilt(packs.screen("screen", ["twitching"])), "because": EVIL}],
        sources=[work],
    )
    margins = {"conditions": {"als": {"file": EVIL, "reviewed": None}}, "sources": {"a-work": {"seen": EVIL}}}
    return create_app(Config(), packs.compiled(documents), margins)


def test_no_page_that_is_served_takes_markup_from_a_rule(evil: Flask) -> None:
    client = evil.test_client()
    paths = [f"/knowledge/{kind}/{name}" for kind, name in every_entry(evil.extensions["fascicle_book"])]
    lists = [f"/knowledge/{kind}" for kind in KINDS]
    for path in (
        "/knowledge",
        "/knowledge/review",
        "/knowledge?q=script",
        "/knowledge/conditions/alss",
        *lists,
        *paths,
    ):
        page = Page(client.get(path).get_data(as_text=True))
        assert "script" not in page.tags, path
        assert page.faults == [], path
        assert not any(link.startswith(("javascript:", "<")) for link in page.links), path
        assert path not in paths or EVIL.strip() in page.text, path


def test_no_file_takes_markup_from_a_rule(evil: Flask) -> None:
    with evil.app_context():
        for name, render in plan(evil.extensions["fascicle_book"]):
            page = Page(render() or "")
            assert "script" not in page.tags, name
            assert page.faults == [], name
