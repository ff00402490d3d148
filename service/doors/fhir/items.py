"""The Questionnaire's items, made from IntakeSchema and the vocabularies: one tree that is written, read and published.

A link id is the place in the intake with dots for slashes, `onset.days_ago`; rows of findings are `finding.<id>`.
Sections only order the page: what they hold stands in the intake itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate

from schemas.fields import Items, Number, Part, Word, YesNo
from schemas.intake import STATUSES, CodeSchema, IntakeSchema
from service.doors.fhir.canonical import own
from service.doors.fhir.wording import SECTIONS, TEXTS, coded_label
from service.doors.form.bedside import bedside_fields
from service.doors.form.choices import build_choices, word_label
from service.doors.form.rows import start_list
from service.doors.icd import observed
from service.doors.lexicon import field_words
from service.engine.pack import Knowledge

GENDER = "http://hl7.org/fhir/administrative-gender"
# Parts of a request that no clinician fills in.
NOT_ASKED = frozenset({"earlier", "steps", "include"})
# How many findings have a row of their own; every other one is found by name.
ROWS = 30
ROW = "finding."
TAKEN = "medications.taken"
STATUS = "status"
STATUS_WORDS: Mapping[str, str] = {"present": "Yes", "absent": "No", "unknown": "Not known"}
# Vocabularies that take other words too: names are forgiven, and unknown illnesses are noted, not refused.
_OPEN = frozenset({"history.past", "history.family", "findings", "analytes"})


@dataclass(frozen=True, slots=True)
class Option:
    """One coded answer."""

    code: str
    display: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `kind` is FHIR's item type, or `section`. `name`: its key in the object that it belongs to.

    `system` is our code system of its options; `codes` are its own in public terminologies; `days`: a span of time.
    `lead`: each answer is an entry of the list `name` of which no more is told than this field.
    """

    link: str
    name: str
    kind: str
    text: str
    repeats: bool = False
    system: str | None = None
    options: tuple[Option, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    children: tuple["Item", ...] = ()
    days: bool = False
    bounds: tuple[float, float] | None = None
    lead: str | None = None

    def walk(self) -> Iterator["Item"]:
        """This item and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def build_items(knowledge: Knowledge) -> tuple[Item, ...]:
    """The sections of the Questionnaire. A field that no section names stands in the last: none is forgotten."""
    words = _Words(knowledge)
    made = {item.name: item for item in _items(words, IntakeSchema(), "")}
    made["checks"] = _rows(knowledge)
    made[TAKEN] = _taken(words)
    placed = {name for _, names in SECTIONS.values() for name in names}
    sections = []
    for link, (text, names) in SECTIONS.items():
        rest = [name for name in made if name not in placed] if link == list(SECTIONS)[-1] else []
        children = tuple(made[name] for name in (*names, *rest))
        sections.append(Item(f"section-{link}", "", "section", text, children=children))
    return tuple(sections)


def _taken(words: "_Words") -> Item:
    """Medicines by name alone, as most are told: one field that takes several."""
    return Item(
        *(TAKEN, "medications", "open-choice", TEXTS[TAKEN], True),
        system=own("medications"),
        options=words.options("medications"),
        lead="name",
    )


def _rows(knowledge: Knowledge) -> Item:
    """The findings that matter most before anything is known, each with yes, no and not known."""
    rows = tuple(_row(knowledge, name) for name in start_list(knowledge)[:ROWS])
    return Item("section-checks", "", "section", TEXTS["checks"], children=rows)


def _row(knowledge: Knowledge, name: str) -> Item:
    finding = knowledge.findings[name]
    text = finding.question or finding.label
    return Item(
        ROW + name, name, "choice", text, system=own(STATUS), options=statuses(), codes=tuple(observed(finding.codes))
    )


def statuses() -> tuple[Option, ...]:
    """Yes, no and not known. No answer at all is: not asked."""
    return tuple(Option(word, STATUS_WORDS[word]) for word in STATUSES)


class _Words:
    """The options of every vocabulary of a knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        choices = build_choices(knowledge)
        self.labels = {
            name: {choice.id: choice.label for choice in (*choices.first[name], *choices.rest[name])}
            for name in choices.first
        }
        for name in ("findings", "analytes"):
            self.labels[name] = {key: one.label for key, one in getattr(knowledge, name).items()}
        self.labels["medications"] = {key: one.label for key, one in knowledge.medications.items()}
        asked = {field: knowledge.findings[name].question for name, field in bedside_fields(knowledge).items()}
        self.questions = {f"movement.{field}": text for field, text in asked.items() if text}

    def options(self, vocabulary: str) -> tuple[Option, ...]:
        """The words of a vocabulary with their labels."""
        labels = self.labels.get(vocabulary) or {w: word_label(w) for w in field_words(self.knowledge, vocabulary)}
        return tuple(Option(word, label) for word, label in labels.items())


def _items(words: _Words, schema: Schema, above: str) -> Iterator[Item]:
    for name, one in schema.fields.items():
        is_code = isinstance(one, Part) and isinstance(one.schema, CodeSchema)
        if not (is_code or name in NOT_ASKED):
            yield _item(words, name, one, f"{above}{name}")


def _item(words: _Words, name: str, one: fields.Field[Any], link: str) -> Item:
    repeats = isinstance(one, Items)
    inner = one.inner if isinstance(one, Items) else one
    text = TEXTS.get(link) or words.questions.get(link) or str(one.metadata["description"])
    if isinstance(inner, Part):
        children = tuple(_items(words, inner.schema, f"{link}."))
        return Item(link, name, "group", text, repeats=repeats, children=children)
    if isinstance(inner, YesNo):
        return Item(link, name, "boolean", text)
    if isinstance(inner, Number):
        return _number(inner, name, link, text)
    vocabulary = inner.metadata.get("vocabulary")
    if vocabulary:
        return Item(
            *(link, name, "open-choice" if vocabulary in _OPEN else "choice", text, repeats),
            system=own(system_of(vocabulary)),
            options=words.options(vocabulary),
        )
    if isinstance(inner, Word):
        options = tuple(Option(word, coded_label(link, word)) for word in _closed(inner))
        return Item(link, name, "choice", text, repeats=repeats, system=_closed_system(link), options=options)
    return Item(link, name, "string", text, repeats=repeats)


def _number(one: Number, name: str, link: str, text: str) -> Item:
    bounds = next((float(rule.min), float(rule.max)) for rule in one.validators if isinstance(rule, validate.Range))
    days = name.endswith(("_days", "days_ago"))
    return Item(link, name, "quantity" if days else "decimal", text, days=days, bounds=bounds)


def _closed(one: Word) -> tuple[str, ...]:
    return next(tuple(rule.choices) for rule in one.validators if isinstance(rule, validate.OneOf))


def _closed_system(link: str) -> str:
    """The code system of a field of closed words; sex is coded as FHIR's own Patient.gender."""
    return GENDER if link == "patient.sex" else own(system_of(link))


def system_of(name: str) -> str:
    """The id of the code system of a vocabulary or a field of closed words: `onset.mode` -> `onset-mode`."""
    known = {"sites.site": "sites", "exposures.current": "exposures"}
    status = name.endswith(f".{STATUS}")
    return STATUS if status else known.get(name, name).replace(".", "-").replace("_", "-")
