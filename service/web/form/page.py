"""GET and POST /, /form/answer and /form/suggest: the intake form."""

import json
from datetime import UTC, date, datetime
from functools import cache

from flask import Blueprint, Response, render_template, request

from service.doors.form.answer import view
from service.doors.form.desk import Desk, Outcome, open_desk
from service.doors.form.fields import FINDINGS
from service.doors.form.fill import fill_form
from service.doors.form.page import Page
from service.doors.form.parse import Parsed
from service.doors.form.posted import Posted, read_posted
from service.doors.form.suggest import SUGGESTED, suggest
from service.doors.intake import Reception
from service.web.body import check_label, read_bytes, read_json
from service.web.examples import load_example
from service.web.form.words import EXAMPLES
from service.web.observe.steps import consider
from service.web.problems import BadBodyError, internal

FORM_TYPE = "application/x-www-form-urlencoded"
# The script of the page.
ASSETS = {"script": "form/main.js"}
# A blank form holds nothing of a patient, so going back to it needs no call.
BLANK = {"Cache-Control": "private, max-age=60"}


def blueprint(reception: Reception) -> Blueprint:
    """The routes of the form."""
    routes = Blueprint("form", __name__, template_folder="../templates")
    desk = open_desk(reception)
    examples = {name: load_example(name) for name, _ in EXAMPLES}
    # The same for everybody: made once, by the first who asks.
    untouched = cache(lambda: _render(Page(desk, Posted({}), consider(desk, Posted({}), today()), with_problems=False)))
    routes.add_app_template_filter(field_id)

    @routes.get("/")
    def start() -> Response:
        return _fragment(untouched(), headers=BLANK)

    @routes.post("/")
    def submit() -> Response:
        form = _with_button(read_form())
        chosen = form.first("example")
        if chosen in examples:
            form = fill_form(reception, desk.bedside, examples[chosen], today())
        try:
            return _page(_considered(desk, form))
        except Exception as error:  # noqa: BLE001 - whatever fails, what was typed must not be lost
            internal(error)
            return _page(Page(desk, form, Outcome(Parsed()), failed=True))

    @routes.post("/form/answer")
    def answer() -> Response:
        page = _considered(desk, read_form())
        blank = page.outcome.is_blank
        told = page.problems and not blank
        template = "form/faults.html" if told else "form/result.html"
        shown = render_template(template, page=page, answer=answer_of(desk, page.outcome))
        return _fragment(shown, 422 if told else 200)

    @routes.post("/form/suggest")
    def suggestions() -> Response:
        return _suggested(desk, *_asked(read_json(request)))

    return routes


def today() -> date:
    """The day by the service's clock, for times that were given as dates."""
    return datetime.now(UTC).date()


def field_id(name: str) -> str:
    """The id of a field's control: its name, with hyphens for points."""
    return name.replace(".", "-")


def read_form() -> Posted:
    """The form in the body. Raises 413, 415 or BadBodyError (400)."""
    check_label(request, (FORM_TYPE,), f"Send the form as Content-Type: {FORM_TYPE}.")
    try:
        return read_posted(read_bytes(request))
    except ValueError:
        raise BadBodyError("not_a_form", "The body is not a form in UTF-8, or has too many fields.") from None


def _with_button(form: Posted) -> Posted:
    """The form with what a button says: an answer to one question."""
    name, _, status = form.first("set").partition("=")
    if not name.startswith(f"{FINDINGS}."):
        return form
    return Posted({**{key: texts for key, texts in form.values.items() if key != name}, name: [status]})


def _considered(desk: Desk, form: Posted) -> Page:
    """The form, its outcome, and what its buttons ask for. A row more is no wish to be told of faults."""
    outcome, do = consider(desk, form, today()), form.first("do")
    more = do.removeprefix("more.") if do.startswith("more.") else ""
    filling = bool(more) or (outcome.is_blank and do == "search")
    return Page(desk, form, outcome, form.first("search"), more, with_problems=not filling)


def answer_of(desk: Desk, outcome: Outcome) -> dict[str, object] | None:
    """The answer as templates show it, where there is one."""
    return view(desk.reception, outcome.answer) if outcome.answer else None


def _render(page: Page) -> str:
    return render_template(
        "form/page.html", page=page, answer=answer_of(page.desk, page.outcome), examples=EXAMPLES, **ASSETS
    )


def _page(page: Page) -> Response:
    return _fragment(_render(page), 500 if page.failed else 422 if page.problems else 200)


def _fragment(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(text, status, headers or {"Cache-Control": "no-store"}, mimetype="text/html")


def _suggested(desk: Desk, kind: str, text: str) -> Response:
    found = [{"id": one.id, "label": one.label, "hint": one.hint} for one in suggest(desk.indexes[kind], text)]
    return Response(json.dumps(found, ensure_ascii=False), mimetype="application/json")


def _asked(asked: object) -> tuple[str, str]:
    """The kind and the text of a request for suggestions. Raises BadBodyError."""
    given = asked if isinstance(asked, dict) else {}
    kind, text = given.get("kind"), given.get("text")
    if kind not in SUGGESTED or not isinstance(text, str):
        raise BadBodyError("not_a_question", f"Send kind, one of {', '.join(SUGGESTED)}, and text.")
    return str(kind), text
