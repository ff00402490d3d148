"""The rules as the knowledge API shows them: whole, in shape, and with what they cite."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from schemas.vocabulary import (
    ConditionSchema,
    FindingSchema,
    MedicationDetailSchema,
    RedFlagSchema,
    ScreenSchema,
    SourceSchema,
    TestSchema,
)
from service.doors import cards
from service.doors.certify import with_sources
from service.doors.faults import InvalidHistoryError
from service.engine.pack import Knowledge

SHELVES: dict[str, tuple[type, Callable[[Knowledge, Any], dict[str, Any]]]] = {
    "findings": (FindingSchema, cards.finding),
    "conditions": (ConditionSchema, cards.condition),
    "red_flags": (RedFlagSchema, cards.red_flag),
    "tests": (TestSchema, cards.test),
    "medications": (MedicationDetailSchema, cards.medication),
    "screens": (ScreenSchema, cards.screen),
    "sources": (SourceSchema, cards.source),
}


@pytest.mark.parametrize("kind", SHELVES)
def test_every_entry_has_its_shape(kind: str, knowledge: Knowledge) -> None:
    schema, show = SHELVES[kind]
    shape = schema()
    entries: Mapping[str, Any] = getattr(knowledge, kind)
    for name, entry in entries.items():
        shown = with_sources(knowledge, show(knowledge, entry))
        assert shape.validate(shown) == {}, name
        assert shown["id"] == name


def test_a_condition_shows_every_weight_strongest_first(knowledge: Knowledge) -> None:
    for condition in knowledge.conditions.values():
        shown = cards.condition(knowledge, condition)["weights"]
        assert {weight["finding"] for weight in shown} == set(condition.weights)
        strengths = [max(abs(w["points_present"]), abs(w["points_absent"])) for w in shown]
        assert strengths == sorted(strengths, reverse=True)


def test_an_entry_may_be_looked_for_by_label_synonym_brand_and_code(knowledge: Knowledge) -> None:
    words = set(cards.names(knowledge.medications["lithium"]))
    assert {"Lithium", "lithium carbonate", "Priadel", "N05AN01"} <= words


def test_a_source_is_named_by_its_title(knowledge: Knowledge) -> None:
    source = next(iter(knowledge.sources.values()))
    named = {"id": source.id, "label": source.title, "page": f"/knowledge/sources/{source.id}"}
    assert cards.named("sources", source) == named


@pytest.mark.parametrize(
    ("arguments", "bounds"),
    [({}, (50, 0)), ({"limit": "1"}, (1, 0)), ({"limit": "500", "offset": "1000000"}, (500, 1_000_000))],
)
def test_bounds_of_a_page(arguments: dict[str, str], bounds: tuple[int, int]) -> None:
    assert cards.page_bounds(arguments, default=50, longest=500) == bounds


@pytest.mark.parametrize("wrong", ["0", "501", "-1", "1.0", "ten", "", " 1", "٣", "1" * 5000])
def test_a_page_length_that_cannot_be_used_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidHistoryError) as caught:
        cards.page_bounds({"limit": wrong, "offset": "-1"}, default=50, longest=500)
    assert [(f.pointer, f.code) for f in caught.value.faults] == [
        ("/query/limit", "out_of_range"),
        ("/query/offset", "out_of_range"),
    ]


def test_the_next_page_keeps_the_question_and_the_last_has_none() -> None:
    assert cards.next_page("/v1/findings", {"q": "hand & foot"}, 10, 0, 25) == (
        "/v1/findings?q=hand+%26+foot&limit=10&offset=10"
    )
    assert cards.next_page("/v1/findings", {}, 10, 10, 25) == "/v1/findings?limit=10&offset=20"
    assert cards.next_page("/v1/findings", {}, 10, 15, 25) is None
