"""Checks of the words: each stands for a word that its field has, and no spelling stands for two."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.loader.fault import Fault
from service.loader.files import Entry

# One field is filled by two lists of words: an exposure may be a present one or one that has stopped.
_ALSO = {"exposures.current": "exposures.stopped"}


def check_words(entries: list[Entry], findings: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Every fault in `rules/words.yaml`. `findings`: their documents by id."""
    taken: dict[tuple[str, str], str] = {}
    for entry in entries:
        field, word = entry.data["field"], entry.data["word"]
        own = words_of_field(findings, field)
        if word not in own:
            yield entry.fault(("word",), f"No finding derives from {word} in {field}.", "Name a word of the field.")
        for spelling in entry.data["synonyms"]:
            other = spelling if spelling in own else taken.setdefault((field, spelling.casefold()), word)
            if other != word:
                message = f"The spelling {spelling!r} also means {other}."
                yield entry.fault(("synonyms",), message, "Keep it with the word that it means.")


def words_of_field(findings: Mapping[str, Mapping[str, Any]], field: str) -> set[str]:
    """The words that some finding derives from in a field."""
    fields = {field, _ALSO.get(field, field)}
    rules = (rule for finding in findings.values() for rule in finding.get("from", ()))
    return {word for rule in rules if rule["field"] in fields for word in rule.get("one_of", ())}
