"""The words of a field are accepted in the spellings that people and records use."""

from collections.abc import Callable
from typing import Any

import pytest

from service.doors.faults import Fault
from service.doors.intake import Reading, Reception
from service.doors.lexicon import side_of
from tests.doors.documents import LEAST

Read = Callable[[Any], Reading]
FaultsOf = Callable[[Any], list[Fault]]


def site(**more: Any) -> dict[str, Any]:
    return {"movement": {"types": ["twitch"]}, "sites": [more]}


@pytest.mark.parametrize(
    ("word", "place", "side"),
    [
        ("legs", "leg", None),
        ("Left calf", "calf", "left"),
        ("both hands", "hand", "both"),
        ("right gastrocnemius", "calf", "right"),
        ("whole body", "generalised", None),
    ],
)
def test_a_place_may_be_plural_a_muscle_or_told_with_its_side(
    word: str, place: str, side: str | None, read: Read
) -> None:
    (found,) = read(site(site=word)).history.sites
    assert (found.site, found.side) == (place, side)


def test_a_side_told_by_itself_stands(read: Read) -> None:
    (found,) = read(site(site="left calf", side="both")).history.sites
    assert found.side == "both"


@pytest.mark.parametrize(("word", "side"), [("left calf", "left"), ("Right", "right"), ("lefty", None), ("calf", None)])
def test_a_side_is_a_whole_word(word: str, side: str | None) -> None:
    assert side_of(word) == side


@pytest.mark.parametrize(
    ("field", "document", "expected"),
    [
        ("movement.types", {**LEAST, "movement": {"types": ["twitching"]}}, {"twitch"}),
        ("triggers", {**LEAST, "triggers": ["emotional stress", "coffee"]}, {"stress", "caffeine"}),
        ("relievers", {**LEAST, "relievers": ["massage"]}, {"stretch"}),
        ("history.past", {**LEAST, "history": {"past": ["Type 2 diabetes"]}}, {"diabetes"}),
        ("history.family", {**LEAST, "history": {"family": ["Huntington's disease"]}}, {"huntington"}),
    ],
)
def test_other_spellings_mean_the_word(field: str, document: Any, expected: set[str], read: Read) -> None:
    assert read(document).history.sets[field] == expected


def test_every_spelling_of_the_rules_is_read_as_its_word(reception: Reception) -> None:
    for field, spellings in reception.knowledge.words.items():
        for spelling, word in spellings.items():
            assert reception.lexicon[field].find(spelling) == word, spelling


def test_an_illness_that_no_rule_knows_is_noted_and_the_rest_is_used(read: Read) -> None:
    reading = read({**LEAST, "history": {"past": ["ingrown toenail", "ckd"], "family": ["baldness"]}})
    assert reading.history.sets["history.past"] == {"kidney-disease"}
    notes = [(note.pointer, note.code) for note in reading.notes]
    assert notes == [("/history/past/0", "illness_not_used"), ("/history/family/0", "illness_not_used")]
    assert not any("toenail" in note.detail or "baldness" in note.detail for note in reading.notes)


@pytest.mark.parametrize(
    ("part", "slip", "meant"), [("past", "diabetis", "diabetes"), ("family", "huntingtons", "huntington")]
)
def test_a_slip_in_an_illness_is_noted_with_what_was_meant(part: str, slip: str, meant: str, read: Read) -> None:
    (note,) = read({**LEAST, "history": {part: [slip]}}).notes
    assert note.pointer == f"/history/{part}/0"
    assert f"Did you mean {meant}?" in note.detail


def test_a_place_that_nobody_has_is_still_refused(faults_of: FaultsOf) -> None:
    assert [(f.pointer, f.code) for f in faults_of(site(site="left wing"))] == [("/sites/0/site", "unknown_value")]
