"""What a clinician answered and what the record holds, as one history. The answers are of today, so they come first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.doors.faults import Fault, InvalidHistoryError
from service.doors.fhir.chart import Chart
from service.doors.fhir.draft import MOST
from service.doors.fhir.read_response import Read
from service.doors.fhir.resources import part, word
from service.doors.intake import Reading, Reception, read_history
from service.doors.places import place_of
from service.engine.evidence import Contradiction, ContradictionError
from service.engine.history import History
from service.engine.interpret import check_agreement

Document = dict[str, Any]

_PARTS = ("patient", "onset")
_LISTS = ("sites", "medications", "associated_symptoms", "results")
_ILLNESSES = ("past", "family")


@dataclass(slots=True)
class Merged:
    """One history. `places`: pointer into it -> pointer into the body; `given`: those that came from the record."""

    document: Document
    places: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    def place(self, pointer: str) -> str:
        """Where in the body a place of the history came from: its own, or that of what holds it."""
        while pointer:
            if pointer in self.places:
                return self.places[pointer]
            pointer = pointer.rpartition("/")[0]
        return self.places.get("", "")


def merge(reception: Reception, read: Read, chart: Chart) -> Merged:
    """The answers with what only the record tells. `read` and `chart` are left as they are."""
    merged = Merged(dict(read.document), dict(read.places))
    for name in _PARTS:
        told = {**chart.document.get(name, {}), **(read.document.get(name) or {})}
        if told:
            merged.document[name] = told
    for name in _LISTS:
        _add(merged, reception, chart, (name,))
    for name in _ILLNESSES:
        _add(merged, reception, chart, ("history", name))
    return merged


def _add(merged: Merged, reception: Reception, chart: Chart, path: tuple[str, ...]) -> None:
    """Add to a list what the record has more than the answers. Places are told whole or not at all."""
    ours, theirs = _list(merged.document, path), _list(chart.document, path)
    # A list that is too long for the schema is refused by it, before any of its words is looked for.
    too_long = isinstance(ours, list) and len(ours) > MOST[path[-1]]
    if not isinstance(ours, list) or too_long or (path == ("sites",) and ours):
        return
    known = {_identity(reception, path, item) for item in ours}
    kept = list(ours)
    for place, item in enumerate(theirs):
        if _identity(reception, path, item) not in known:
            pointer = f"/{'/'.join(path)}/{len(kept)}"
            merged.places[pointer] = chart.origins[f"/{'/'.join(path)}/{place}"].pointer
            merged.given.add(pointer)
            kept.append(item)
    if len(kept) > len(ours):
        _set(merged.document, path, kept)


def _list(document: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """The list at a path; an empty one where there is none, None where something else stands."""
    value: Any = document
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
        value = {} if value is None and step != path[-1] else value
    return [] if value is None else value


def _set(document: Document, path: tuple[str, ...], value: list[Any]) -> None:
    if len(path) == 1:
        document[path[0]] = value
    else:
        document[path[0]] = {**(document.get(path[0]) or {}), path[1]: value}


def _identity(reception: Reception, path: tuple[str, ...], item: Any) -> str:
    """What an item is about, whichever way it is named; the item's text where that is not known."""
    name = ".".join(path)
    if isinstance(item, str) and path[-1] in _ILLNESSES:
        return reception.lexicon[name].find(item) or item
    if not isinstance(item, Mapping) or path[-1] in _ILLNESSES:
        return str(item)
    told = next((item[key] for key in ("finding", "name", "test", "site") if isinstance(item.get(key), str)), "")
    code = part(item, "code")
    system, value = word(code, "system"), word(code, "value")
    if name == "medications":
        match = reception.formulary.by_name(told) if told else None
        return (match.id if match else None) or reception.formulary.by_code(system, value) or str(item)
    vocabulary = {"associated_symptoms": "findings", "results": "analytes", "sites": "sites.site"}[name]
    coded = reception.lexicon.finding_coded(system, value) or reception.lexicon.analyte_codes.get(value)
    return reception.lexicon[vocabulary].find(told) or coded or str(item)


def agreed(reception: Reception, merged: Merged, reading: Reading) -> tuple[Reading, list[str]]:
    """The history without what the record says against the answers; the places in the body of what was taken out.

    Raises InvalidHistoryError where the answers contradict each other: only who gave them can say which is right.
    """
    taken: list[str] = []
    while wrong := _wrong(reception, merged, reading):
        for pointer in sorted(wrong, key=lambda one: int(one.rpartition("/")[2]), reverse=True):
            taken.append(merged.places[pointer])
            _take_out(merged, pointer)
        reading = read_history(reception, merged.document)
    return reading, taken


def _wrong(reception: Reception, merged: Merged, reading: Reading) -> set[str]:
    """What the record gave that the answers contradict."""
    try:
        check_agreement(reception.knowledge, reading.history)
    except ContradictionError as error:
        found = {one for each in error.contradictions for one in _from_record(reading.history, each, merged.given)}
        if not found:
            raise InvalidHistoryError([*_faults(reception, reading.history, error, merged)]) from None
        return found
    return set()


def _faults(reception: Reception, history: History, error: ContradictionError, merged: Merged) -> Iterator[Fault]:
    for one in error.contradictions:
        label = reception.knowledge.findings[one.finding].label
        yes, no = (merged.place(place_of(history, origin.pointer)) for origin in (one.present, one.absent))
        text = f"{label} is made present here and absent at {no}. Keep one of the two."
        yield Fault(yes, "contradiction", text)


def _from_record(history: History, one: Contradiction, given: set[str]) -> list[str]:
    told = (place_of(history, origin.pointer) for origin in (one.absent, one.present))
    return [pointer for pointer in told if pointer in given][:1]


def _take_out(merged: Merged, pointer: str) -> None:
    """Take out the item at a pointer; what stood behind it moves up."""
    head, _, last = pointer.rpartition("/")
    path, place = tuple(head.split("/")[1:]), int(last)
    several = list(_list(merged.document, path))
    del several[place]
    _set(merged.document, path, several)
    for index in range(place, len(several) + 1):
        here, behind = f"{head}/{index}", f"{head}/{index + 1}"
        merged.places.pop(here, None)
        merged.given.discard(here)
        if behind in merged.places:
            merged.places[here] = merged.places[behind]
        if behind in merged.given:
            merged.given.add(here)
