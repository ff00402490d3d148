"""POST /form/why, /form/record and /form/download: what the answer's buttons ask for. Each posts the whole form.

Without a script each is a page of its own that carries the form along, so that nothing entered is lost on the way back.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, render_template

from schemas.record import RecordOptionsSchema
from service import __version__
from service.doors.fhir.bundle import bundle_of, issues, notes_in
from service.doors.fhir.frame import Frame
from service.doors.form.answer import DOWNLOADS
from service.doors.form.answer_why import why
from service.doors.form.desk import Desk, Outcome, open_desk
from service.doors.form.fields import BUTTONS
from service.doors.form.page import Page
from service.doors.form.posted import Posted
from service.doors.form.record import KINDS, write
from service.doors.intake import Reception, schema_faults
from service.engine.explain import OutOfScopeError
from service.web.form.page import ASSETS, read_form, today
from service.web.form.words import EXAMPLES
from service.web.observe.steps import consider
from service.web.problems import BadBodyError
from service.web.record import to_html

_OPTIONS = RecordOptionsSchema()
_NO_STORE = {"Cache-Control": "no-store"}
LONGEST_NAME = 120
# What each download is called: a name that tells nothing of the patient.
FILES = {"json": "fascicle-answer.json", "history": "fascicle-entries.json", "fhir": "fascicle-fhir.json"}


def blueprint(reception: Reception) -> Blueprint:
    """The routes behind the answer."""
    routes = Blueprint("form_answer", __name__, url_prefix="/form")
    desk = open_desk(reception)

    @routes.post("/why")
    def explained() -> Response:
        form = read_form()
        outcome = consider(desk, form, today())
        return _faults(desk, form, outcome) if outcome.problems else _why(desk, form, outcome)

    @routes.post("/record")
    def written() -> Response:
        form = read_form()
        kind, day = _document_asked(form)
        outcome = consider(desk, form, today())
        return _faults(desk, form, outcome) if outcome.problems else _written(desk, form, outcome, kind, day)

    @routes.post("/download")
    def downloaded() -> Response:
        form = read_form()
        kind = form.first("as")
        if kind not in DOWNLOADS:
            raise BadBodyError("not_a_download", f"Send as, one of {', '.join(DOWNLOADS)}.")
        outcome = consider(desk, form, today())
        if outcome.problems:
            return _faults(desk, form, outcome)
        return _file(FILES[kind], _download(desk, outcome, kind))

    return routes


def _why(desk: Desk, form: Posted, outcome: Outcome) -> Response:
    """The explanation, as a page or as a part for a script."""
    asked = (form.first("why") or form.first("condition"))[:LONGEST_NAME]
    found: dict[str, Any] | None = None
    outside = False
    if asked and outcome.reading is not None:
        try:
            found = why(desk.reception, outcome.reading, asked)
        except OutOfScopeError:
            outside = True
    names = sorted(one.label for one in desk.reception.knowledge.conditions.values())
    template = "form/answer/why_part.html" if form.first("part") else "form/answer/why.html"
    shown = render_template(template, found=found, asked=asked, outside=outside, names=names, carried=_carried(form))
    return Response(shown, headers=_NO_STORE, mimetype="text/html")


def _written(desk: Desk, form: Posted, outcome: Outcome, kind: str, day: str) -> Response:
    """A document, as plain text or as a page with the text to copy."""
    made = write(desk.reception, outcome, kind, day)
    if form.first("as") == "text":
        return Response(made.text, headers=_NO_STORE, mimetype="text/plain")
    paper = to_html(made.document)
    page = render_template(
        "form/answer/document.html",
        kind=kind,
        text=made.text,
        paper=paper,
        carried=_carried(form),
    )
    return Response(page, headers=_NO_STORE, mimetype="text/html")


def _document_asked(form: Posted) -> tuple[str, str]:
    """Which document, and the day to print. Raises BadBodyError."""
    kind = form.first("document")
    if kind not in KINDS:
        raise BadBodyError("not_a_document", f"Send document, one of {', '.join(KINDS)}.")
    return kind, day_asked(form)


def day_asked(form: Posted) -> str:
    """The day to print, or an empty text. Raises BadBodyError."""
    day = form.first("date")
    if day and any(schema_faults(_OPTIONS, {"date": day})):
        raise BadBodyError("not_a_date", "Send date as a day of the calendar, written as 2026-05-01.")
    return day


def _download(desk: Desk, outcome: Outcome, kind: str) -> Any:
    """The answer, what was entered, or the answer as a FHIR Bundle under names that no other file has."""
    if kind == "history":
        return outcome.parsed.document
    if kind == "json":
        return outcome.answer
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    answer = outcome.answer or {}
    # A form has no places that FHIRPath could name.
    told = issues(("", note) for note in notes_in(answer))
    frame = Frame(moment=moment, seed=uuid4(), version=__version__, warnings=told)
    return bundle_of(desk.reception.knowledge, answer, frame)


def _file(name: str, content: Any) -> Response:
    """JSON to keep."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    headers = {**_NO_STORE, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, headers=headers, mimetype="application/json")


def _faults(desk: Desk, form: Posted, outcome: Outcome) -> Response:
    """The form with its faults; for a script only their summary."""
    page = Page(desk, form, outcome)
    if form.first("part") or form.first("as") == "text":
        shown = render_template("form/faults.html", page=page)
    else:
        shown = render_template("form/page.html", page=page, answer=None, examples=EXAMPLES, **ASSETS)
    return Response(shown, 422, _NO_STORE, mimetype="text/html")


def _carried(form: Posted) -> list[tuple[str, str]]:
    """The form's own fields, to be posted again."""
    return [(name, text) for name, texts in form.values.items() if name not in BUTTONS for text in texts if text]
