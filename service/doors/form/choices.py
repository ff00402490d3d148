"""Choices: every list of the page, made from the knowledge's own vocabulary, so that a new word needs no template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.doors.form.labels import FIRST, REGIONS, SPELT
from service.doors.lexicon import field_words
from service.engine.pack import Knowledge

# Vocabularies whose words are named by the finding that they make known: the word alone says too little.
_NAMED_BY_FINDING = frozenset({"exposures.current", "history.past", "history.family"})
_LISTED = ("movement.types", "triggers", "relievers", "exposures.current", "history.past", "history.family")


@dataclass(frozen=True, slots=True)
class Choice:
    """One word that may be chosen, and how it reads."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The lists of one knowledge, each as what is shown first and the rest; sites by region; analytes by name."""

    first: Mapping[str, tuple[Choice, ...]]
    rest: Mapping[str, tuple[Choice, ...]]
    regions: Mapping[str, tuple[Choice, ...]]
    analytes: tuple[Choice, ...]
    units: tuple[str, ...]

    def ids(self, name: str) -> frozenset[str]:
        """Every word of a list."""
        return frozenset(choice.id for part in (self.first, self.rest) for choice in part.get(name, ()))


def build_choices(knowledge: Knowledge) -> Choices:
    """The lists of a knowledge."""
    lists = {name: _words(knowledge, name) for name in _LISTED}
    lists["screens"] = [Choice(screen.id, screen.label) for screen in knowledge.screens.values()]
    analytes = tuple(Choice(analyte.id, analyte.label) for analyte in knowledge.analytes.values())
    units = {unit for analyte in knowledge.analytes.values() for unit in analyte.factors}
    return Choices(
        first={name: _first(name, choices) for name, choices in lists.items()},
        rest={name: tuple(c for c in choices if c.id not in FIRST[name]) for name, choices in lists.items()},
        regions=_regions(field_words(knowledge, "sites.site")),
        analytes=analytes,
        units=tuple(sorted(units)),
    )


def word_label(word: str) -> str:
    """A word of a vocabulary as it reads: `upper-arm` is Upper arm."""
    plain = word.replace("-", " ")
    return SPELT.get(word, plain[:1].upper() + plain[1:])


def _first(name: str, choices: Iterable[Choice]) -> tuple[Choice, ...]:
    by_id = {choice.id: choice for choice in choices}
    return tuple(by_id[word] for word in FIRST[name] if word in by_id)


def _words(knowledge: Knowledge, name: str) -> list[Choice]:
    words = field_words(knowledge, name)
    if name not in _NAMED_BY_FINDING:
        return [Choice(word, word_label(word)) for word in words]
    labels = _finding_labels(knowledge, name)
    made = [Choice(word, labels.get(word) or word_label(word)) for word in words]
    return sorted(made, key=lambda choice: choice.label.casefold())


def _finding_labels(knowledge: Knowledge, name: str) -> dict[str, str]:
    """Word of a list -> the label of the first finding that this word alone makes known."""
    labels: dict[str, str] = {}
    for finding in knowledge.findings.values():
        for rule in finding.derivations:
            if rule.field == name and rule.one_of and len(rule.one_of) == 1:
                labels.setdefault(next(iter(rule.one_of)), finding.label)
    return labels


def _regions(sites: list[str]) -> dict[str, tuple[Choice, ...]]:
    placed = {site for words in REGIONS.values() for site in words}
    *_, last = REGIONS
    found = {region: [site for site in words if site in sites] for region, words in REGIONS.items()}
    found[last].extend(site for site in sites if site not in placed)
    return {region: tuple(Choice(s, word_label(s)) for s in words) for region, words in found.items() if words}
