"""The body of `$assess` and `$populate`: a response, a record, Parameters that hold either, as one history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schemas.fhir import SENT
from service.doors.faults import Fault, InvalidHistoryError, Note
from service.doors.fhir.chart import Chart, chart_of
from service.doors.fhir.dates import moment
from service.doors.fhir.items import Item
from service.doors.fhir.merge import Merged, agreed, merge
from service.doors.fhir.parameters import other_questionnaires, pointed_to, resources_in, subject_of
from service.doors.fhir.read_response import IN_ERROR, Read, is_ours, read_response, refusal
from service.doors.fhir.reclassify import symptoms_from_illnesses
from service.doors.fhir.resources import Json, Pile, Placed, part, unpack_at, word
from service.doors.fhir.response_age import age_of, count_on
from service.doors.fhir.subjects import SEVERAL_CODE, of_one_patient, patient_id
from service.doors.intake import Reading, Reception, read_history

LATER = "Another response is later than this one, which was not used."
NOT_FHIR = "Send a QuestionnaireResponse, a Bundle of the record, or Parameters that hold them."


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A request as a history. Notes have their pointers into the body; `basis` are references of what was read."""

    reading: Reading
    merged: Merged
    notes: tuple[Note, ...]
    patient: str | None
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A body, unpacked: the record, our responses in it, and whom it is about."""

    pile: Pile
    ours: tuple[Placed, ...]
    subject: str | None


def open_body(body: Json) -> Request:
    """What is in a body. Raises InvalidHistoryError where it is nothing that an operation takes."""
    if not isinstance(body, Mapping) or not word(body, "resourceType"):
        raise InvalidHistoryError([Fault("", "wrong_type", f"This is not a FHIR resource. {NOT_FHIR}")])
    if word(body, "resourceType") not in SENT:
        raise InvalidHistoryError([Fault("/resourceType", "unknown_value", NOT_FHIR)])
    subject = None
    given: list[tuple[str, Json]] = [("", body)]
    if word(body, "resourceType") == "Parameters":
        given, subject = list(resources_in(body)), subject_of(body)
    pile = of_one_patient(unpack_at(given), patient_id(subject or ""))
    pile.notes.extend(pointed_to(body))
    several = [note for note in pile.notes if note.code == SEVERAL_CODE]
    if several:
        raise InvalidHistoryError([Fault(note.pointer, note.code, note.detail) for note in several])
    return Request(pile, tuple(_ours(pile)), subject)


def _ours(pile: Pile) -> Iterator[Placed]:
    """The responses to our Questionnaire. One that must not be read stays only where it is all that was sent."""
    alone = all(one.kind == "QuestionnaireResponse" for one in pile.resources)
    right = any(is_ours(one.resource) and not refusal(one.resource) for one in pile.of("QuestionnaireResponse"))
    for one in pile.of("QuestionnaireResponse"):
        why = refusal(one.resource)
        if not is_ours(one.resource):
            text = "This response is to another Questionnaire; it was not used."
            pile.notes.append(Note(one.pointer, "response_not_used", text))
        elif not why or (alone and not right):
            yield one
        elif why == IN_ERROR:
            text = "This response was entered in error; it was not used."
            pile.notes.append(Note(one.pointer, "response_in_error", text))


def read_enquiry(reception: Reception, tree: Sequence[Item], body: Json, today: date) -> Enquiry:
    """The history in a body. Raises InvalidHistoryError with every fault, each at its place in the body."""
    request = open_body(body)
    chart = chart_of(reception, request.pile, today)
    latest = max(request.ours, key=lambda one: moment(one.resource.get("authored")), default=None)
    read = read_response(tree, latest.resource, latest.pointer) if latest else Read()
    told = [*symptoms_from_illnesses(reception.lexicon, read), *_counted_on(read, latest, today)]
    told += [Note(one.pointer, "response_not_used", LATER) for one in request.ours if one is not latest]
    merged = merge(reception, read, chart)
    reading, taken = _agreed(reception, read, chart, merged)
    notes = (*chart.notes, *told, *_denied(taken))
    patient = request.subject or chart.patient_reference or _of(latest)
    return Enquiry(reading, merged, notes, patient, _basis(chart, latest))


def _counted_on(read: Read, latest: Placed | None, today: date) -> Iterator[Note]:
    """Answers of an earlier day as of today."""
    days = age_of(latest.resource, today) if latest else 0
    if latest and days:
        count_on(read.document, days)
        text = "These answers are of an earlier day: times and age in them were counted on to today."
        yield Note(latest.pointer, "response_of_earlier", text)


def _agreed(reception: Reception, read: Read, chart: Chart, merged: Merged) -> tuple[Reading, list[str]]:
    """The history, and what was taken out of it; a record that nobody has answered to is not read a second time."""
    if chart.reading is not None and not read.faults and merged.document == chart.document:
        return chart.reading, []
    return agreed(reception, merged, _read(reception, read, merged))


def read_record(reception: Reception, body: Json, today: date) -> tuple[Chart, str | None]:
    """The record in a body for `$populate`, and whom it is about.

    Raises InvalidHistoryError where it is no FHIR, or asks for another Questionnaire.
    """
    request = open_body(body)
    others = list(other_questionnaires(body))
    if others:
        raise InvalidHistoryError(others)
    chart = chart_of(reception, request.pile, today)
    return chart, request.subject or chart.patient_reference


def _of(response: Placed | None) -> str | None:
    return word(part(response.resource, "subject"), "reference") or None if response else None


def _basis(chart: Chart, latest: Placed | None) -> tuple[str, ...]:
    """References to what was read, each once, as far as the caller can follow them."""
    named = [one.reference for one in chart.origins.values() if word(one.resource, "id")]
    if latest and word(latest.resource, "id"):
        named.insert(0, latest.reference)
    return tuple(dict.fromkeys(named))


def _read(reception: Reception, read: Read, merged: Merged) -> Reading:
    """The history, or every fault of the response and of what it says, at its place in the body."""
    try:
        reading = read_history(reception, merged.document)
    except InvalidHistoryError as error:
        moved = [Fault(merged.place(one.pointer), one.code, one.detail) for one in error.faults]
        raise InvalidHistoryError([*read.faults, *moved]) from None
    if read.faults:
        raise InvalidHistoryError(read.faults)
    return reading


def _denied(taken: Sequence[str]) -> list[Note]:
    text = "The record says otherwise than the answers of today, so this part of it was not used."
    return [Note(pointer, "record_not_used", text) for pointer in taken]
