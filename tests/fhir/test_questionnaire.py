"""The Questionnaire: everything that the intake takes, coded, in three states, and pre-filled from a record."""

from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import Schema

from schemas.fields import Items, Part
from schemas.intake import IntakeSchema
from service.doors.fhir.canonical import CANONICAL
from service.doors.fhir.items import NOT_ASKED, Item, build_items
from service.doors.fhir.questionnaire import QUERIES, questionnaire
from service.doors.icd import is_icd
from service.engine.pack import Knowledge
from tests.fhir.documents import rows
from tests.support import packs

Tree = tuple[Item, ...]
Json = dict[str, Any]


@pytest.fixture(scope="session")
def published(knowledge: Knowledge, tree: Tree) -> Json:
    """The Questionnaire as it is served."""
    return questionnaire(knowledge, tree)


def walk(items: list[Json]) -> Iterator[Json]:
    """Every item."""
    for item in items:
        yield item
        yield from walk(item.get("item", []))


def fields(schema: Schema, above: str = "") -> Iterator[str]:
    """Every field of the intake by its place, with dots."""
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, Items) else field
        if not (above == "" and name in NOT_ASKED):
            yield above + name
            if isinstance(inner, Part):
                yield from fields(inner.schema, f"{above}{name}.")


def test_whatever_the_intake_takes_is_asked(published: Json) -> None:
    """A code stands in the place of the name that it stands for."""
    links = {item["linkId"] for item in walk(published["item"])}
    wanted = {one for one in fields(IntakeSchema()) if ".code" not in one}
    assert wanted <= links
    others = {one for one in links - wanted if not one.startswith(("section-", "finding."))}
    assert others == {"medications.taken"}


def test_every_choice_is_shown_by_a_control_that_renderers_have_for_options(published: Json) -> None:
    """Smart Forms shows nothing for `autocomplete` with options; it and LHC-Forms search a drop-down by typing."""
    choices = [item for item in walk(published["item"]) if "choice" in item["type"]]
    shown = [
        coding["code"]
        for item in choices
        for one in item["extension"]
        if one["url"].endswith("/questionnaire-itemControl")
        for coding in one["valueCodeableConcept"]["coding"]
    ]
    assert len(shown) == len(choices)
    assert set(shown) == {"drop-down", "check-box", "radio-button"}


def test_link_ids_are_unique_and_texts_are_there(published: Json) -> None:
    items = list(walk(published["item"]))
    assert len({item["linkId"] for item in items}) == len(items)
    assert all(item["text"] for item in items)


def test_every_coded_answer_has_a_system_a_code_and_a_display(published: Json) -> None:
    for item in walk(published["item"]):
        assert "answerValueSet" not in item
        if item["type"] in ("choice", "open-choice"):
            codings = [option["valueCoding"] for option in item["answerOption"]]
            assert all(coding["system"] and coding["code"] and coding["display"] for coding in codings)
            assert len({coding["code"] for coding in codings}) == len(codings)


def test_findings_have_yes_no_and_not_known_and_start_unanswered(published: Json, tree: Tree) -> None:
    assert len(rows(tree)) == 30
    for item in walk(published["item"]):
        if item["linkId"].startswith("finding."):
            assert [one["valueCoding"]["display"] for one in item["answerOption"]] == ["Yes", "No", "Not known"]
            assert "initial" not in item


def test_rows_have_the_codes_that_the_rules_have_but_for_classes(published: Json, knowledge: Knowledge) -> None:
    shown = {item["linkId"]: item.get("code", []) for item in walk(published["item"])}
    weakness = knowledge.findings["weakness"].codes
    assert [one["code"] for one in shown["finding.weakness"]] == [
        code for system, several in weakness.items() if not is_icd(system) for code in several
    ]
    assert weakness["icd10cm"]


def test_every_condition_of_an_item_leads_to_an_item(published: Json) -> None:
    links = {item["linkId"] for item in walk(published["item"])}
    waits = [wait for item in walk(published["item"]) for wait in item.get("enableWhen", [])]
    assert {wait["question"] for wait in waits} <= links
    assert {"patient.sex", "medications.name", "sites.site"} <= {wait["question"] for wait in waits}


def test_it_is_pre_filled_by_launch_context_and_queries(published: Json) -> None:
    urls = [one["url"].rpartition("/")[2] for one in published["extension"]]
    assert urls == ["sdc-questionnaire-launchContext", *["variable"] * len(QUERIES)]
    filled = {
        item["linkId"]: one["valueExpression"]["expression"]
        for item in walk(published["item"])
        for one in item.get("extension", [])
        if one["url"].endswith("initialExpression")
    }
    named = {"medications.taken", "history.past", "associated_symptoms.finding"}
    assert set(filled) == {"patient.age_years", "patient.sex", *named}


def test_what_the_record_fills_is_no_radio_button_for_some_forms_do_not_show_it(published: Json) -> None:
    filled = [item for item in walk(published["item"]) if "initialExpression" in str(item.get("extension"))]
    assert "drop-down" in str(next(item for item in filled if item["linkId"] == "patient.sex"))
    assert not [item["linkId"] for item in filled if "radio-button" in str(item["extension"])]


def test_it_says_which_knowledge_it_is_and_what_it_is_not_for(published: Json, knowledge: Knowledge) -> None:
    assert published["url"] == f"{CANONICAL}/Questionnaire/muscle-twitching"
    assert published["version"] == knowledge.version
    assert published["experimental"] is True
    assert knowledge.about.intended_use["not_for"] in published["purpose"]


def test_a_finding_that_is_added_to_the_rules_is_asked() -> None:
    odd = packs.finding("odd-thing", 5, "sign")
    made = packs.compiled(packs.rules(findings=[odd], conditions=[packs.condition("odd", {"odd-thing": 50})]))
    asked = [item for section in build_items(made) for item in section.walk()]
    options = next(item.options for item in asked if item.link == "associated_symptoms.finding")
    assert "odd-thing" in {option.code for option in options}
