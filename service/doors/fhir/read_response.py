"""A QuestionnaireResponse of ours -> an intake document, or every fault with its place in the response.

What is odd but has a value is passed on as it is, so that the one schema judges it; `places` leads its faults back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.doors.faults import Fault
from service.doors.fhir.canonical import own_kind, terminology
from service.doors.fhir.dates import DAYS
from service.doors.fhir.items import GENDER, ROW, STATUS, TAKEN, Item
from service.doors.fhir.resources import is_modified, is_number, word
from service.doors.fhir.write_response import QUESTIONNAIRE

Json = Any
Known = Mapping[str, Item]

# Whose name may be told by a code of a public terminology instead.
CODED = frozenset({"associated_symptoms.finding", "medications.name", TAKEN, "results.test"})
# Why a response must not be read -> what is told of that.
IN_ERROR, MODIFIED = "entered_in_error", "modifier_not_known"
_REFUSED: Mapping[str, str] = {
    IN_ERROR: "This response was entered in error; send the right one.",
    MODIFIED: "This has a modifierExtension or implicitRules, which are not understood here. Send it without.",
}
# A value that no item takes, so that the schema says what it wants.
NOTHING: Mapping[str, Json] = {}


@dataclass(slots=True)
class Read:
    """What a response says. `places`: pointer into the document -> pointer into the response."""

    document: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def place(self, pointer: str, otherwise: str) -> str:
        """Where in the response a place of the document came from: its own, or that of what holds it."""
        while pointer:
            if pointer in self.places:
                return self.places[pointer]
            pointer = pointer.rpartition("/")[0]
        return otherwise


def is_ours(response: Mapping[str, Json]) -> bool:
    """Whether a QuestionnaireResponse answers our Questionnaire."""
    return word(response, "questionnaire").partition("|")[0] == QUESTIONNAIRE


def refusal(response: Mapping[str, Json]) -> str:
    """Why a QuestionnaireResponse must not be read, as a code; empty where it may."""
    if word(response, "status") == "entered-in-error":
        return IN_ERROR
    return MODIFIED if is_modified(response) else ""


def read_response(tree: Sequence[Item], response: Mapping[str, Json], at: str = "") -> Read:
    """The document in a QuestionnaireResponse. Raises nothing; `at` is where it stands in the body."""
    reader = _Reader(Read(places={"": at}))
    why = refusal(response)
    if why:
        reader.fault(f"{at}/status" if why == IN_ERROR else at, why, _REFUSED[why])
    reader.items(tree, response, at, (reader.read.document, ""))
    return reader.read


class _Reader:
    """Walks a response beside the tree. `into`: the object that is filled, and its pointer."""

    def __init__(self, read: Read) -> None:
        self.read = read

    def fault(self, pointer: str, code: str, detail: str) -> None:
        self.read.faults.append(Fault(pointer, code, detail))

    def items(
        self, tree: Sequence[Item], holder: Mapping[str, Json], at: str, into: tuple[dict[str, Any], str]
    ) -> None:
        known = {item.link: item for item in tree}
        for pointer, given in self._list(holder, "item", at):
            item = known.get(word(given, "linkId"))
            if item is None:
                text = "The Questionnaire has no item of this linkId here. GET /fhir/Questionnaire/muscle-twitching."
                self.fault(f"{pointer}/linkId", "unknown_field", text)
            elif item.kind == "section":
                self._has_no(given, "answer", pointer)
                self.items(item.children, given, pointer, into)
            elif item.kind == "group":
                self._has_no(given, "answer", pointer)
                self._group(item, given, pointer, into)
            else:
                self._has_no(given, "item", pointer)
                self._leaf(item, given, pointer, into)

    def _has_no(self, given: Mapping[str, Json], name: str, at: str) -> None:
        """A fault where something is told at a place that the Questionnaire does not have: it would be lost."""
        if given.get(name):
            wanted = "This question has no items below it." if name == "item" else "This group takes items, no answer."
            self.fault(f"{at}/{name}", "unknown_field", wanted)

    def _list(self, holder: Mapping[str, Json], name: str, at: str) -> Iterator[tuple[str, Mapping[str, Json]]]:
        """The objects in a list, with their pointers; a fault for all that is none."""
        found = holder.get(name)
        if found is not None and not isinstance(found, list):
            self.fault(f"{at}/{name}", "wrong_type", "This must be a list in square brackets.")
        for place, one in enumerate(found if isinstance(found, list) else ()):
            pointer = f"{at}/{name}/{place}"
            if not isinstance(one, Mapping):
                self.fault(pointer, "wrong_type", "This must be an object in braces.")
            elif is_modified(one):
                self.fault(pointer, MODIFIED, _REFUSED[MODIFIED])
            else:
                yield pointer, one

    def _group(self, item: Item, given: Mapping[str, Json], pointer: str, into: tuple[dict[str, Any], str]) -> None:
        document, here = into
        inner: dict[str, Any] = {}
        if item.repeats:
            several = document.setdefault(item.name, [])
            below = f"{here}/{item.name}/{len(several)}"
            self.items(item.children, given, pointer, (inner, below))
            if inner:
                several.append(inner)
        else:
            below = f"{here}/{item.name}"
            inner = document.setdefault(item.name, inner)
            self.items(item.children, given, pointer, (inner, below))
        self.read.places.setdefault(below, pointer)

    def _leaf(self, item: Item, given: Mapping[str, Json], pointer: str, into: tuple[dict[str, Any], str]) -> None:
        answers = list(self._list(given, "answer", pointer))
        if len(answers) > 1 and not item.repeats:
            self.fault(f"{pointer}/answer", "too_many", "This question takes one answer.")
            return
        for place, answer in answers:
            self._has_no(answer, "item", place)
            name, value = _value(item, answer)
            if item.link.startswith(ROW):
                self._state(item, value, place)
            else:
                self._put(item, name, value, (place, into))

    def _state(self, item: Item, value: Json, place: str) -> None:
        stated = self.read.document.setdefault("associated_symptoms", [])
        self.read.places[f"/associated_symptoms/{len(stated)}"] = place
        stated.append({"finding": item.name, STATUS: value})

    def _put(self, item: Item, name: str, value: Json, where: tuple[str, tuple[dict[str, Any], str]]) -> None:
        place, (document, here) = where
        if item.repeats:
            several = document.setdefault(item.name, [])
            self.read.places[f"{here}/{item.name}/{len(several)}"] = place
            several.append({name: value} if item.lead else value)
        elif name in document:
            self.fault(place, "given_twice", "This question is answered more than once. Keep one answer.")
        else:
            self.read.places[f"{here}/{name}"] = place
            document[name] = value


def _value(item: Item, answer: Mapping[str, Json]) -> tuple[str, Json]:
    """The field that an answer fills and the value; whatever has not its shape as it is."""
    told = next(((name, value) for name, value in answer.items() if name.startswith("value")), ("", NOTHING))
    kind, value = told
    field_name = item.lead or item.name
    if kind == "valueQuantity" and isinstance(value, Mapping):
        return field_name, _span(value) if item.days else value.get("value")
    if kind == "valueCoding" and isinstance(value, Mapping):
        return _coding(item, value)
    return field_name, value


def _span(quantity: Mapping[str, Json]) -> Json:
    """Days; without a unit of time, the quantity itself, which no field takes."""
    value, unit = quantity.get("value"), DAYS.get(word(quantity, "code") or word(quantity, "unit"))
    if not is_number(value) or unit is None:
        return quantity
    return value if unit == 1 else value * unit


def _coding(item: Item, coding: Mapping[str, Json]) -> tuple[str, Json]:
    system, code = coding.get("system"), coding.get("code")
    public = terminology(system)
    if public and item.link in CODED:
        return "code", {"system": public, "value": code}
    if system is None or system == item.system or own_kind(system) or system == GENDER:
        return item.lead or item.name, code
    return item.lead or item.name, coding.get("display") if item.kind == "open-choice" else NOTHING
