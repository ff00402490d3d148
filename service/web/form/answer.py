"""POST /form/why, /form/record and /form/download: what the answer's buttons ask for. Each posts the whole form.

Without a script each is a page of its own that carries the form along, so that nothing entered is lost on the way back.
"""

import json
from typing import Any

from flask import Blueprint, Response, render_template

from schemas.record import RecordOptionsSchema
from service.doors.form.answer import DOWNLOADS
from service.doors.form.answer_why import why
from service.doors.form.desk import Desk, Outcome, consider, open_desk
from service.doors.form.page import Page
from service.doors.form.posted import Posted
from service.doors.form.record import KINDS, write
from service.doors.intake import Reception, schema_faults
from service.engine.explain import OutOfScopeError
from service.web.form.page import ASSETS, read_form, today
from service.web.form.words import EXAMPLES
from service.web.problems import BadBodyError
from service.web.record import to_html

# What these buttons send beside the form; the rest is carried along.
_OURS = frozenset({"why", "condition", "document", "as", "date", "part", "do", "set", "example"})
_OPTIONS = RecordOptionsSchema()
_NO_STORE = {"Cache-Control": "no-store"}
LONGEST_NAME = 120


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
        return _file(*_download(outcome, kind))

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
        "form/answer/document.html", kind=kind, text=made.text, paper=paper, carried=_carried(form), script=ASSETS["script"]
    )
    return Response(page, headers=_NO_STORE, mimetype="text/html")


def _document_asked(form: Posted) -> tuple[str, str]:
    """Which document, and the day to print. Raises BadBodyError."""
    kind, day = form.first("document"), form.first("date")
    if kind not in KINDS:
        raise BadBodyError("not_a_document", f"Send document, one of {', '.join(KINDS)}.")
    if day and any(schema_faults(_OPTIONS, {"date": day})):
        raise BadBodyError("not_a_date", "Send date as a day of the calendar, written as 2026-05-01.")
    return kind, day


def _download(outcome: Outcome, kind: str) -> tuple[str, Any]:
    """A file's name and its content."""
    if kind == "history":
        return "fascicle-entries.json", outcome.parsed.document
    return "fascicle-answer.json", outcome.answer


def _file(name: str, content: Any) -> Response:
    """JSON to keep. Its name tells nothing of the patient."""
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
    return [(name, text) for name, texts in form.values.items() if name not in _OURS for text in texts if text]
