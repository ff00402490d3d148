"""Lexicon: the words and codes by which callers may name what the knowledge knows. Built once per knowledge."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from service.doors.icd import classes, is_icd, writings
from service.engine.pack import Knowledge

# Below this likeness (0-100) a suggestion would confuse more than help.
SUGGEST_FROM = 60
# What is longer is no name with a slip in it, and to compare it would take long.
LONGEST_MISSPELT = 200
HPO = "hpo"
SIDES = ("left", "right", "both")
_BETWEEN = re.compile(r"[\W_]+")


def plain(word: str) -> str:
    """A word without case, accents of spacing and punctuation: what two spellings of one name share."""
    return _BETWEEN.sub(" ", word.casefold()).strip()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of one kind of thing: every accepted spelling -> id, and the ids to suggest from."""

    noun: str
    ids: Mapping[str, str]

    def find(self, word: str) -> str | None:
        """The id that a word names, or None."""
        return self.ids.get(plain(word))

    def remedy(self, word: str) -> str:
        """What to write instead: the nearest names, or where to look."""
        names = self.nearest(word, SUGGEST_FROM)
        if names:
            return f"This {self.noun} is not known. Did you mean {' or '.join(names)}?"
        return self.pointer()

    def nearest(self, word: str, likeness: float) -> list[str]:
        """Up to three ids of the names most like a word, at least `likeness` (0-100) alike."""
        if len(word) > LONGEST_MISSPELT:
            return []
        near = process.extract(plain(word), self.ids.keys(), scorer=fuzz.WRatio, limit=8, score_cutoff=likeness)
        return list(dict.fromkeys(self.ids[spelling] for spelling, _, _ in near))[:3]

    def pointer(self) -> str:
        """Where the names that are known stand, for a word that resembles none."""
        some = sorted(set(self.ids.values()))
        shown = f"Known: {', '.join(some)}." if len(some) <= 60 else "See GET /v1/findings for those that are."
        return f"This {self.noun} is not known. {shown}"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All vocabularies by the name that `schemas.intake` gives them, and findings and analytes by code."""

    vocabularies: Mapping[str, Vocabulary]
    finding_codes: Mapping[tuple[str, str], str]
    analyte_codes: Mapping[str, str]
    hpo_parents: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> Vocabulary:
        """The vocabulary of that name."""
        return self.vocabularies[name]

    def finding_coded(self, system: str, code: str) -> str | None:
        """The finding that has this very code, however it is written; None where only a broader code is known."""
        found = (self.finding_codes.get(one) for one in writings(system, code))
        return next((finding for finding in found if finding), None)

    def is_narrower(self, system: str, code: str) -> bool:
        """Whether the code may be ruled out while its finding is there, so that it can only say that it is.

        So it is with an HPO term whose finding has the code of a broader one too, and with every class of ICD-10.
        """
        if is_icd(system):
            return True
        finding = self.finding_codes.get((system, code))
        if finding is None or system != HPO:
            return False
        return any(self.finding_codes.get((HPO, term)) == finding for term in self._above(code))

    def finding_above(self, system: str, code: str) -> str | None:
        """The finding of the nearest broader code that has one, or None: an HPO term by is_a, or a class of ICD-10.

        Ties go to the lower id. The codes of other terminologies do not say what is above them.
        """
        terms = ((HPO, term) for term in self._above(code)) if system == HPO else ()
        found = (self.finding_codes.get(one) for one in (*terms, *classes(system, code)))
        return next((finding for finding in found if finding), None)

    def _above(self, code: str) -> Iterator[str]:
        """Every HPO term above one, nearest first, in the order of the ids where equally near."""
        level, seen = [code], {code}
        while level:
            above = {parent for term in level for parent in self.hpo_parents.get(term, ())}
            level = sorted(above - seen)
            seen.update(level)
            yield from level


_NOUNS = {
    "movement.types": "kind of movement",
    "sites.site": "site",
    "triggers": "trigger",
    "relievers": "reliever",
    "exposures.current": "exposure",
    "history.past": "past illness",
    "history.family": "family illness",
}


def build_lexicon(knowledge: Knowledge) -> Lexicon:
    """The lexicon of a knowledge."""
    vocabularies = {name: Vocabulary(noun, _field_words(knowledge, name)) for name, noun in _NOUNS.items()}
    sites = vocabularies["sites.site"].ids
    vocabularies["sites.site"] = Vocabulary("site", {**_sided(sites), **sites})
    vocabularies["findings"] = Vocabulary("finding", _finding_words(knowledge))
    vocabularies["conditions"] = Vocabulary(
        "condition", _words((c.id, (c.label, *c.synonyms)) for c in knowledge.conditions.values())
    )
    vocabularies["screens"] = Vocabulary(
        "screen", _words((s.id, (s.label, *s.synonyms)) for s in knowledge.screens.values())
    )
    vocabularies["analytes"] = Vocabulary(
        "test", _words((a.id, (a.label, *a.synonyms)) for a in knowledge.analytes.values())
    )
    return Lexicon(
        vocabularies=vocabularies,
        finding_codes={
            (system, code): finding.id
            for finding in knowledge.findings.values()
            for system, codes in finding.codes.items()
            for code in codes
        },
        hpo_parents=knowledge.hpo_parents,
        analyte_codes={code: analyte.id for analyte in knowledge.analytes.values() for code in analyte.loinc},
    )


def field_words(knowledge: Knowledge, field: str) -> list[str]:
    """The words that some finding derives from in a set-valued field, sorted. An exposure is current or stopped."""
    fields = (field, "exposures.stopped") if field == "exposures.current" else (field,)
    rules = (rule for finding in knowledge.findings.values() for rule in finding.derivations)
    return sorted({word for rule in rules if rule.field in fields for word in rule.one_of})


def _field_words(knowledge: Knowledge, field: str) -> dict[str, str]:
    others = {plain(spelling): word for spelling, word in knowledge.words.get(field, {}).items()}
    return others | {plain(word): word for word in field_words(knowledge, field)}


def _sided(sites: Mapping[str, str]) -> dict[str, str]:
    """Every spelling of a place with its side before it, such as `left calf`."""
    return {f"{side} {spelling}": site for spelling, site in sites.items() for side in SIDES}


def side_of(word: str) -> str | None:
    """The side that a place was written with, or None."""
    first = plain(word).partition(" ")[0]
    return first if first in SIDES else None


def _finding_words(knowledge: Knowledge) -> dict[str, str]:
    named = ((f.id, (f.label, *f.synonyms, *f.codes.get("hpo", ()))) for f in knowledge.findings.values())
    return _words(named)


def _words(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Every spelling -> id. An id always means itself, whatever another entry calls its synonyms."""
    spellings: dict[str, str] = {}
    ids: dict[str, str] = {}
    for name, words in named:
        ids[plain(name)] = name
        for word in words:
            spellings.setdefault(plain(word), name)
    return {**spellings, **ids}
