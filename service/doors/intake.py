"""The one way in for a history: any door's dict -> checked -> History, or every fault at once.

Order: the schema (shape, types, ranges), then the vocabulary on whatever has its shape, so that a misspelt site is told
together with a missing quote. Only a history without faults is built.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from marshmallow import Schema, ValidationError, fields

from schemas.accept import Accept, NotAcceptedError, accepting
from schemas.fields import Items, Message, Part
from schemas.intake import IntakeSchema
from service.doors.build import build_history
from service.doors.faults import Fault, InvalidHistoryError, Note, pointer_to
from service.doors.lexicon import Lexicon, build_lexicon
from service.doors.medicines import Formulary, build_formulary
from service.doors.places import place_of
from service.doors.results import check_results
from service.doors.visits import EARLIER, check_visits, earlier_history
from service.engine.evidence import Contradiction, ContradictionError
from service.engine.history import Earlier, History
from service.engine.pack import Knowledge

Json = Any

# "Did you mean" costs a look through the whole vocabulary: enough for a person's slips, not for a machine's hundreds.
SUGGESTIONS = 25
# Vocabularies whose unknown words are noted, not refused: a problem list holds far more than these rules know.
NOTED = frozenset({"history.past", "history.family"})
# Fields of a request that tell nothing of the patient by being left out.
NOT_TOLD = ("setting", "screens", "include", "steps", "earlier")
_PARTS = tuple(name for name in IntakeSchema().fields if name not in NOT_TOLD)


@dataclass(frozen=True, slots=True)
class Reception:
    """What reading histories needs of one knowledge, built once."""

    knowledge: Knowledge
    lexicon: Lexicon
    formulary: Formulary
    schema: IntakeSchema
    accept: Accept


@dataclass(frozen=True, slots=True)
class Reading:
    """A history as understood: the engine's values, what was normalised or not used, and what was not recorded.

    `include` are the parts that are asked for beyond the plain answer, `steps` how its next steps are chosen.
    """

    history: History
    notes: tuple[Note, ...]
    not_recorded: tuple[str, ...]
    include: frozenset[str] = frozenset()
    steps: str = "split"


def open_reception(knowledge: Knowledge) -> Reception:
    """Prepare to read histories."""
    schema = IntakeSchema()
    return Reception(
        knowledge, build_lexicon(knowledge), build_formulary(knowledge), schema=schema, accept=accepting(schema)
    )


def read_history(reception: Reception, document: Json, at: str = "") -> Reading:
    """The history in a JSON document. Raises InvalidHistoryError with every fault; `at` prefixes all pointers."""
    loaded, faults = _taken(reception, document)
    if isinstance(document, dict):
        faults.extend((*_vocabulary_faults(reception, document), *check_visits(document, at)))
    if faults:
        raise InvalidHistoryError([Fault(at + f.pointer, f.code, f.detail) for f in faults])
    history, notes = build_history(reception.knowledge, reception.lexicon, reception.formulary, loaded, at)
    if loaded.get("earlier"):
        then, more = build_history(
            *(reception.knowledge, reception.lexicon, reception.formulary), loaded["earlier"]["history"], at + EARLIER
        )
        history = replace(history, earlier=Earlier(days_ago=loaded["earlier"]["days_ago"], history=then))
        notes.extend(more)
    mode = (loaded.get("steps") or {}).get("mode") or "split"
    return Reading(history, tuple(notes), not_recorded(loaded), frozenset(loaded.get("include") or ()), mode)


def contradiction_faults(
    knowledge: Knowledge, history: History, error: ContradictionError, at: str = ""
) -> InvalidHistoryError:
    """A history that says both yes and no, as faults that name both places."""
    faults = [_contradiction(knowledge, history, one, at) for one in error.contradictions]
    if history.earlier is not None:
        then = history.earlier.history
        faults.extend(_contradiction(knowledge, then, one, at + EARLIER) for one in error.earlier)
    return InvalidHistoryError(faults)


def _contradiction(knowledge: Knowledge, history: History, one: Contradiction, at: str) -> Fault:
    label = knowledge.findings[one.finding].label
    present, absent = (place_of(history, origin.pointer, at) for origin in (one.present, one.absent))
    return Fault(present, "contradiction", f"{label} is made present here and absent at {absent}. Keep one of the two.")


def not_recorded(loaded: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts of a history that were left out, by name. Left out is unknown, never absent."""
    return tuple(name for name in _PARTS if loaded.get(name) in (None, [], {}))


def schema_faults(schema: Schema, document: Json) -> Iterator[Fault]:
    """Every fault that a schema finds in a document."""
    yield from _loaded(schema, document)[1]


def _taken(reception: Reception, document: Json) -> tuple[dict[str, Any], list[Fault]]:
    """As `_loaded`, but what is sound is taken by the shorter way: nearly everything that is sent."""
    try:
        return reception.accept(document), []
    except NotAcceptedError:
        return _loaded(reception.schema, document)


def _loaded(schema: Schema, document: Json) -> tuple[dict[str, Any], list[Fault]]:
    """What a schema makes of a document, or every fault that it finds."""
    try:
        return schema.load(document), []
    except ValidationError as error:
        return {}, list(_flatten(error.messages, (), schema))


def _flatten(messages: Any, path: tuple[str | int, ...], schema: Schema | None) -> Iterator[Fault]:
    """Faults from the nested messages of marshmallow, in their own order."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            here = path if key == "_schema" else (*path, key)
            yield from _flatten(inner, here, _below(schema, key) if key != "_schema" else schema)
        return
    for message in messages:
        code = message.code if isinstance(message, Message) else "invalid"
        detail = str(message)
        here = path
        if code == "unknown_field":
            detail += _near_field(path, schema)
            # A key of this very name is no message about the whole object, though marshmallow files it as one.
            here = path if isinstance(schema, _UnknownKey) else (*path, "_schema")
        yield Fault(pointer_to(here), code, detail)


class _UnknownKey(Schema):
    """Stands for the schema above a key that it does not know."""

    def __init__(self, above: Schema) -> None:
        super().__init__()
        self.above = above


def _below(schema: Schema | None, key: str | int) -> Schema | None:
    """The schema of what is under `key`; the list's own schema under an index."""
    if schema is None or isinstance(key, int):
        return schema
    field: fields.Field[Any] | None = schema.fields.get(key)
    if field is None:
        return _UnknownKey(schema)
    inner = field.inner if isinstance(field, Items) else field
    return inner.schema if isinstance(inner, Part) else None


def _near_field(path: tuple[str | int, ...], schema: Schema | None) -> str:
    if not isinstance(schema, _UnknownKey):
        return ""
    near = get_close_matches(str(path[-1]), list(schema.above.fields), 1, 0.5)
    known = ", ".join(schema.above.fields)
    return f" Did you mean {near[0]}?" if near else f" Known: {known}."


def _vocabulary_faults(reception: Reception, document: Mapping[str, Json]) -> Iterator[Fault]:
    unknown = 0
    for path, word, name in words_of(reception.schema, document):
        vocabulary = reception.lexicon[name]
        if name not in NOTED and vocabulary.find(word) is None:
            unknown += 1
            remedy = vocabulary.remedy(word) if unknown <= SUGGESTIONS else vocabulary.pointer()
            yield Fault(pointer_to(path), "unknown_value", remedy)
    yield from check_results(reception.knowledge, reception.lexicon, document.get("results"))
    then = earlier_history(document)
    for fault in check_results(reception.knowledge, reception.lexicon, then.get("results")):
        yield replace(fault, pointer=EARLIER + fault.pointer)


def words_of(
    schema: Schema, document: Mapping[str, Json], path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Every text of a document that a vocabulary judges: its path, the text, the vocabulary's name.

    Walks the schema, so that a field which declares a vocabulary is checked without a word of code here, and passes
    over what has not its shape: the schema has told that already.
    """
    for name, field in schema.fields.items():
        value = document.get(name)
        if value is None:
            continue
        here = (*path, name)
        if isinstance(field, Items) and isinstance(value, list):
            for place, item in enumerate(value[: field.most]):
                yield from _words_in(field.inner, item, (*here, place))
        else:
            yield from _words_in(field, value, here)


def _words_in(
    field: fields.Field[Any], value: Json, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    if isinstance(field, Part) and isinstance(value, dict):
        yield from words_of(field.schema, value, path)
    elif "vocabulary" in field.metadata and isinstance(value, str) and value:
        yield path, value, field.metadata["vocabulary"]
