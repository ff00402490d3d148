"""What is asked first, what a new finding or word needs to appear (nothing), and what a few letters may mean."""

from datetime import date

import pytest

from service.doors.form.choices import build_choices
from service.doors.form.desk import Desk, consider, open_desk
from service.doors.form.labels import FIRST, REGIONS, WORDS
from service.doors.form.page import Page
from service.doors.form.posted import posted
from service.doors.form.rows import start_list
from service.doors.form.suggest import SUGGESTED, suggest
from service.doors.intake import Reception, open_reception
from service.doors.lexicon import field_words
from service.engine.pack import Knowledge
from tests.support import packs

TODAY = date(2026, 5, 1)


@pytest.fixture(scope="module")
def desk(reception: Reception) -> Desk:
    return open_desk(reception)


def page_of(desk: Desk, fields: dict[str, str], search: str = "") -> Page:
    form = posted(fields.items())
    return Page(desk, form, consider(desk, form, TODAY), search)


def test_what_protects_a_benign_label_is_asked_first(knowledge: Knowledge) -> None:
    first = start_list(knowledge)[:5]
    assert {"weakness", "muscle-loss-noticed", "bulbar-symptom"} <= set(first)


def test_nothing_with_a_field_of_its_own_is_proposed(knowledge: Knowledge) -> None:
    assert all(not knowledge.findings[name].derivations for name in start_list(knowledge))


def test_the_rows_follow_what_is_entered(desk: Desk) -> None:
    blank = [row.id for row in page_of(desk, {}).rows()]
    entered = page_of(desk, {"sites.eyelid.site": "eyelid", "patient.age_years": "30"})
    answer = entered.outcome.answer or {}
    asked = [question["finding"] for question in answer["next_questions"]]
    rows = [row.id for row in entered.rows()]
    assert rows[:2] == asked[:2]
    assert rows != blank


def test_an_answered_row_stays_and_is_not_proposed_again(desk: Desk) -> None:
    rows = page_of(desk, {"movement.types": "twitch", "finding.weakness": "absent"}).rows()
    assert [row.status for row in rows if row.id == "weakness"] == ["absent"]


def test_a_search_comes_first_and_keeps_what_was_answered(desk: Desk) -> None:
    rows = page_of(desk, {"finding.dysphagia": "present"}, "swalowing").rows()
    assert rows[0].id == "dysphagia"
    assert rows[0].status == "present"


@pytest.fixture(scope="module")
def grown() -> Knowledge:
    """Rules with a finding, a site and a trigger that no code has heard of."""
    findings = [
        packs.finding("twitching", 90),
        packs.finding("glowing-ears", kind="sign", synonyms=["ears that shine"]),
        packs.finding("in-the-tail", kind="site", **{"from": [{"field": "sites.site", "one_of": ["tail"]}]}),
        packs.finding("by-moonlight", kind="course", **{"from": [{"field": "triggers", "one_of": ["moon-light"]}]}),
    ]
    earned = [packs.requirement("glowing-ears")]
    cards = [packs.condition("wolf", {"glowing-ears": 90}, benign=True, earned_when=earned)]
    return packs.compiled(packs.rules(findings=findings, conditions=cards))


def test_a_new_finding_is_asked_and_found(grown: Knowledge) -> None:
    desk = open_desk(open_reception(grown))
    assert next(row.id for row in page_of(desk, {}).rows()) == "glowing-ears"
    assert [one.id for one in suggest(desk.indexes["finding"], "ears that shin")] == ["glowing-ears"]


def test_a_new_word_has_its_box(grown: Knowledge) -> None:
    choices = build_choices(grown)
    assert [(one.id, one.label) for one in choices.rest["triggers"]] == [("moon-light", "Moon light")]
    *_, last = REGIONS
    assert [one.id for one in choices.regions[last]] == ["tail"]


def test_every_word_of_the_vocabularies_has_its_box(reception: Reception) -> None:
    choices = build_choices(reception.knowledge)
    for name in ("movement.types", "triggers", "relievers", "exposures.current", "history.past", "history.family"):
        assert choices.ids(name) == set(field_words(reception.knowledge, name)), name
    sites = [one.id for places in choices.regions.values() for one in places]
    assert sorted(sites) == field_words(reception.knowledge, "sites.site")


def test_the_words_shown_first_are_words(knowledge: Knowledge) -> None:
    choices = build_choices(knowledge)
    for name, words in FIRST.items():
        assert set(words) <= choices.ids(name), name
    assert {site for places in REGIONS.values() for site in places} <= set(field_words(knowledge, "sites.site"))


def test_every_closed_word_of_the_schema_has_a_label(reception: Reception) -> None:
    fields = reception.schema.fields
    for name, labels in WORDS.items():
        if name == "side":
            continue
        part, _, inner = name.partition(".")
        field = fields[part].schema.fields[inner] if inner else fields[part]
        assert list(field.validate.choices) == list(labels), name


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        ("medicine", "sertralin", "sertraline"),
        ("medicine", "atorv", "atorvastatin"),
        ("finding", "swalowing", "dysphagia"),
        ("finding", "brisk ref", "hyperreflexia"),
        ("condition", "motor neurone", "als"),
        ("exposure", "coffee", "caffeine"),
        ("past", "high blood pressure", "hypertension"),
        ("test", "creatine k", "ck"),
        ("site", "left calf", "calf"),
        ("movement", "flickering", "twitch"),
    ],
)
def test_a_few_letters_find_what_is_meant(kind: str, text: str, meant: str, desk: Desk) -> None:
    assert meant in [one.id for one in suggest(desk.indexes[kind], text)][:3]


@pytest.mark.parametrize("kind", SUGGESTED)
def test_nothing_and_nonsense_suggest_nothing(kind: str, desk: Desk) -> None:
    for text in ("", "   ", "…", "qqqqxzzqx wvvq"):
        assert suggest(desk.indexes[kind], text) == []
    assert len(suggest(desk.indexes[kind], "a")) <= 8
