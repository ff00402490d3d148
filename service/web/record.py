"""POST /v1/assessments/note: a clinic note, a referral letter and a patient leaflet from a history."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request

from schemas.record import DOCUMENTS, RecordOptionsSchema, RecordRequestSchema, RecordSchema
from service.doors.faults import InvalidHistoryError
from service.doors.intake import Reading, Reception, contradiction_faults, schema_faults
from service.doors.record.case import Case
from service.doors.record.report import report_record
from service.doors.record.structure import Document
from service.doors.record.words import written_date
from service.engine.evidence import ContradictionError
from service.web.assessments import answer
from service.web.body import read_json
from service.web.observe.steps import assess, read_history
from service.web.operations import Operation, describe

# Built once: a schema of many parts costs more to build than to use.
_OPTIONS = RecordOptionsSchema()

NOTE = Operation(
    summary="Write it into the record",
    description=(
        "A clinic note of at most 120 words, a referral letter and a patient leaflet, as text and as HTML, from the "
        "same body as POST /v1/assessments. Read them before you use them: a clinician signs, not the service."
    ),
    tag="assessments",
    request=RecordRequestSchema,
    examples=("note-weak-hand",),
    response=RecordSchema,
    errors=(400, 413, 415, 422, 500),
)


def blueprint(reception: Reception) -> Blueprint:
    """The route that writes documents."""
    routes = Blueprint("record", __name__, url_prefix="/v1/assessments", template_folder="templates")

    @routes.post("/note")
    @describe(NOTE)
    def create_note() -> Response:
        document = read_json(request)
        options, history, reading = _read(reception, document)
        try:
            assessment = assess(reception.knowledge, reading.history)
        except ContradictionError as error:
            raise contradiction_faults(reception.knowledge, reading.history, error) from None
        case = Case(
            reception=reception,
            document=history,
            reading=reading,
            assessment=assessment,
            date=written_date(options["date"]) if options.get("date") else "",
        )
        return answer(report_record(case, frozenset(options.get("documents") or DOCUMENTS), to_html))

    return routes


def to_html(document: Document) -> str:
    """A document as a fragment of HTML. The template escapes whatever it is given."""
    return render_template("record/document.html", document=document)


def _read(reception: Reception, document: Any) -> tuple[Mapping[str, Any], Mapping[str, Any], Reading]:
    """The options, the history and what was understood of it, or every fault of both."""
    if not isinstance(document, dict):
        return {}, {}, read_history(reception, document)
    options = {name: document[name] for name in _OPTIONS.fields if name in document}
    history = {name: value for name, value in document.items() if name not in options}
    faults = list(schema_faults(_OPTIONS, options))
    try:
        reading = read_history(reception, history)
    except InvalidHistoryError as error:
        raise InvalidHistoryError([*faults, *error.faults]) from None
    if faults:
        raise InvalidHistoryError(faults)
    return options, history, reading
