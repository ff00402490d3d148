"""Suggest: what a few letters may mean, with slips forgiven, for the type-ahead and the search without script."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from service.doors.form.choices import word_label
from service.doors.form.labels import KINDS
from service.doors.intake import Reception
from service.doors.lexicon import plain
from service.engine.analyte import Analyte
from service.engine.knowledge import Condition, Medication
from service.engine.pack import Knowledge

MOST = 8
# Below this likeness (0-100) a suggestion would confuse more than help.
LIKE_ENOUGH = 80
# Where fewer names begin like the text, slips are looked for too. One slip may make a name so many letters shorter.
FEW = 3
SLIP = 2
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be meant. `hint` is another name that was met, or its kind."""

    id: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Index:
    """One kind's spellings -> id, and id -> label and hint."""

    spellings: Mapping[str, str]
    named: Mapping[str, tuple[str, str]]


VOCABULARIES = {
    "finding": "findings",
    "condition": "conditions",
    "exposure": "exposures.current",
    "past": "history.past",
    "family": "history.family",
    "test": "analytes",
    "trigger": "triggers",
    "reliever": "relievers",
    "movement": "movement.types",
    "site": "sites.site",
}
SUGGESTED = ("medicine", *VOCABULARIES)


def build_indexes(reception: Reception) -> dict[str, Index]:
    """The indexes of all kinds. The same spellings as histories are read by."""
    formulary = reception.formulary
    medicines = Index({**formulary.local_names, **formulary.names}, _labels(reception.knowledge.medications.values()))
    made = {"medicine": medicines}
    for kind, vocabulary in VOCABULARIES.items():
        spellings = reception.lexicon[vocabulary].ids
        made[kind] = Index(spellings, _named(reception.knowledge, kind, frozenset(spellings.values())))
    return made


def _named(knowledge: Knowledge, kind: str, words: frozenset[str]) -> dict[str, tuple[str, str]]:
    if kind == "finding":
        return {finding.id: (finding.label, KINDS.get(finding.kind, "")) for finding in knowledge.findings.values()}
    if kind == "condition":
        return _labels(knowledge.conditions.values())
    if kind == "test":
        return _labels(knowledge.analytes.values())
    return {word: (word_label(word), "") for word in words}


def _labels(entries: Iterable[Medication | Condition | Analyte]) -> dict[str, tuple[str, str]]:
    return {entry.id: (entry.label, "") for entry in entries}


def suggest(index: Index, text: str, most: int = MOST) -> list[Suggestion]:
    """Up to `most` ids, best first: whole words and beginnings before slips."""
    sought = plain(text[:LONGEST])
    if not sought:
        return []
    found: dict[str, str] = {}
    begun = _begun(index.spellings, sought)
    for spelling in begun if len(begun) >= FEW else (*begun, *_alike(index.spellings, sought)):
        found.setdefault(index.spellings[spelling], spelling)
        if len(found) == most:
            break
    return [_suggestion(index, name, spelling) for name, spelling in found.items()]


def _suggestion(index: Index, name: str, spelling: str) -> Suggestion:
    label, hint = index.named.get(name, (name, ""))
    return Suggestion(name, label, hint if spelling in (plain(label), plain(name)) else spelling)


def _begun(spellings: Iterable[str], sought: str) -> list[str]:
    """The spellings that have the text at the start of a word: its own start first, then the shorter."""
    padded = f" {sought}"
    met = [spelling for spelling in spellings if padded in f" {spelling}"]
    return sorted(
        met, key=lambda spelling: (spelling != sought, not spelling.startswith(sought), len(spelling), spelling)
    )


def _alike(spellings: Iterable[str], sought: str) -> list[str]:
    """The spellings in which something stands that is much like the text, most alike first, then the shorter."""
    long_enough = [spelling for spelling in spellings if len(spelling) >= len(sought) - SLIP]
    near = process.extract(sought, long_enough, scorer=fuzz.partial_ratio, limit=4 * MOST, score_cutoff=LIKE_ENOUGH)
    return [spelling for spelling, score, _ in sorted(near, key=lambda one: (-one[1], len(one[0]), one[0]))]
