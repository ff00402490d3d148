"""An answer -> a Bundle of FHIR resources that an EHR can show, file, or turn into orders."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.doors.faults import Note
from service.doors.fhir.frame import Frame
from service.doors.fhir.guidance import KEY, PROVENANCE, WARNINGS, guidance, provenance, warnings
from service.doors.fhir.orders import orders
from service.doors.fhir.plan import KEY as PLAN
from service.doors.fhir.plan import SAFETY, request_group, safety_net
from service.doors.fhir.risk import KEY as DIFFERENTIAL
from service.doors.fhir.risk import risk_assessment
from service.doors.overlay import change_sentence, withdrawals_in
from service.engine.pack import Knowledge

Json = dict[str, Any]

# Notes of what was used, though read otherwise than it is written. All others tell of something that was left out.
USED = frozenset(
    {
        *("finding_read_as", "medication_read_as", "code_read_as", "screen_read_as", "problem_read_as"),
        *("result_read_as_bound", "result_computed", "response_of_earlier", "course_against_change"),
    }
)


def bundle_of(knowledge: Knowledge, body: Mapping[str, Any], frame: Frame) -> Json:
    """The Bundle (collection) of an answer as `report_assessment` makes it. Same answer and frame, same bytes."""
    made = _resources(knowledge, body, frame)
    entries = [{"fullUrl": frame.url(key), "resource": resource} for key, resource in made]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": frame.moment, "entry": entries}


def _resources(knowledge: Knowledge, body: Mapping[str, Any], frame: Frame) -> Iterator[tuple[str, Json]]:
    requests = orders(body, frame.patient, authored=frame.moment, supporting=lambda: _supporting(frame, body))
    made: list[tuple[str, Json | None]] = [
        (KEY, guidance(frame, knowledge, body)),
        (DIFFERENTIAL, risk_assessment(frame, body)),
        (PLAN, request_group(frame, body, requests)),
        *((one.key, one.resource) for one in requests),
        (SAFETY, safety_net(frame, body)),
    ]
    kept = [(key, resource) for key, resource in made if resource is not None]
    yield from kept
    yield PROVENANCE, provenance(frame, body, [frame.url(key) for key, _ in kept])
    told = warnings(frame)
    if told:
        yield WARNINGS, told


def _supporting(frame: Frame, body: Mapping[str, Any]) -> list[Json]:
    return [frame.reference(DIFFERENTIAL)] if body["differential"] else []


def notes_in(body: Mapping[str, Any]) -> list[Note]:
    """What an answer says of its input, and which rules its site has switched off."""
    read = (Note(note["pointer"], note["code"], note["detail"]) for note in body["input_notes"])
    return [*read, *(Note("", "rule_withdrawn", change_sentence(one)) for one in withdrawals_in(body))]


def issues(notes: Iterable[tuple[str, Note]]) -> list[Json]:
    """Notes as issues of an OperationOutcome, each with the FHIRPath of its place where it has one."""
    return [_issue(place, note) for place, note in notes]


def _issue(place: str, note: Note) -> Json:
    left_out = note.code not in USED
    issue: Json = {
        "severity": "warning" if left_out else "information",
        "code": "incomplete" if left_out else "informational",
        "details": {"text": note.detail},
        "diagnostics": note.code,
    }
    return issue | ({"expression": [place]} if place else {})
