"""Checks of rules/words.yaml: words that exist, spellings that mean one thing."""

from typing import Any

from service.loader.files import Entry, RuleFile
from service.loader.strict_yaml import Document
from service.loader.wording import check_words, words_of_field

FINDINGS = {
    "leg": {"from": [{"field": "sites.site", "one_of": ["leg", "calf"]}]},
    "alcohol-stopped": {"from": [{"field": "exposures.stopped", "one_of": ["alcohol"]}]},
    "told": {},
}


def messages(*entries: dict[str, Any]) -> list[str]:
    """What is wrong with entries of a file."""
    file = RuleFile("words", "words.yaml", Document(None, None, ()))
    found = [Entry(file, ("words", place), entry) for place, entry in enumerate(entries)]
    return [fault.message for fault in check_words(found, FINDINGS)]


def entry(word: str, *synonyms: str, field: str = "sites.site") -> dict[str, Any]:
    """One entry."""
    return {"id": word, "field": field, "word": word, "synonyms": list(synonyms)}


def test_a_word_and_its_spellings_are_sound() -> None:
    assert messages(entry("leg", "legs"), entry("calf", "calves")) == []


def test_a_word_that_no_finding_derives_from_is_a_fault() -> None:
    assert messages(entry("wing", "wings")) == ["No finding derives from wing in sites.site."]


def test_a_spelling_of_two_words_is_a_fault() -> None:
    assert messages(entry("leg", "lower leg"), entry("calf", "Lower Leg")) == [
        "The spelling 'Lower Leg' also means leg."
    ]


def test_a_word_of_its_own_is_no_spelling_of_another() -> None:
    assert messages(entry("leg", "calf")) == ["The spelling 'calf' also means calf."]


def test_an_exposure_may_be_one_that_has_stopped() -> None:
    assert words_of_field(FINDINGS, "exposures.current") == {"alcohol"}
