"""GET /launch and /launch/chart, POST /form/prefill and /form/resources: the form inside an EHR.

The browser signs in, reads the record and writes to it, with a token that never comes here. Nothing is kept.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from flask import Blueprint, Response, render_template, request

from service.config import Config
from service.doors.faults import Note
from service.doors.fhir.chart import Chart, read_chart
from service.doors.fhir.items import build_items
from service.doors.form.desk import Desk, open_desk
from service.doors.form.fill import fill_form
from service.doors.form.page import Page
from service.doors.intake import Reception
from service.web.fhir.exchange import read_resource
from service.web.form.answer import day_asked
from service.web.form.page import answer_of, read_form, today
from service.web.form.words import EXAMPLES
from service.web.headers import content_policy
from service.web.observe.steps import consider
from service.web.smart.chart import queries, scopes, to_write

_NO_STORE = {"Cache-Control": "no-store"}


def blueprint(reception: Reception, config: Config) -> Blueprint:
    """The routes. Without `fhir_servers` in the configuration, the pages say that there is no EHR."""
    routes = Blueprint("smart", __name__)
    desk = open_desk(reception)
    tree = build_items(reception.knowledge)
    pages = _Pages(reception, config)

    @routes.get("/launch")
    def launch() -> Response:
        return pages.launch()

    @routes.get("/launch/chart")
    def chart() -> Response:
        return pages.show("chart")

    @routes.post("/form/prefill")
    def prefill() -> Response:
        return _filled(desk, read_chart(reception, [read_resource(request)], today()))

    @routes.post("/form/resources")
    def resources() -> Response:
        form = read_form()
        day = day_asked(form)
        outcome = consider(desk, form, today())
        if outcome.problems:
            faults = render_template("form/faults.html", page=Page(desk, form, outcome))
            return Response(faults, 422, _NO_STORE, mimetype="text/html")
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        made = to_write(desk, tree, outcome, moment, day)
        return Response(json.dumps(made, ensure_ascii=False), headers=_NO_STORE, mimetype="application/json")

    return routes


class _Pages:
    """The two pages of a launch, which alone may connect to the site's FHIR servers."""

    def __init__(self, reception: Reception, config: Config) -> None:
        self.config = config
        self.given = {"queries": queries(reception.knowledge), "scopes": scopes(), "client": config.smart_client_id}
        self.policy = content_policy(config, config.smart_connects)

    def launch(self) -> Response:
        """Where an EHR begins, and where a clinician begins by hand. Only servers that the site names are spoken to."""
        told = request.args.get("iss")
        known = told is None or told.rstrip("/") in self.config.fhir_servers
        return self.show("begin" if known else "refused", 200 if known else 403)

    def show(self, state: str, status: int = 200) -> Response:
        """One of the states of templates/smart/launch.html."""
        connected = bool(self.config.fhir_servers)
        shown = render_template(
            "smart/launch.html",
            state=state if connected else "unconnected",
            servers=self.config.fhir_servers,
            given=self.given,
        )
        headers = {**_NO_STORE, "Content-Security-Policy": self.policy} if connected else _NO_STORE
        return Response(shown, status if connected else 404, headers, mimetype="text/html")


def _filled(desk: Desk, chart: Chart) -> Response:
    """The form with what the record says. Nothing is a fault yet: it is only being filled in."""
    form = fill_form(desk.reception, desk.bedside, chart.document, today())
    page = Page(desk, form, consider(desk, form, today()), with_problems=False)
    shown = render_template(
        "smart/form.html",
        page=page,
        answer=answer_of(desk, page.outcome),
        examples=EXAMPLES,
        left_out=_counted(chart.notes),
        taken=bool(chart.document),
    )
    return Response(shown, headers=_NO_STORE, mimetype="text/html")


def _counted(notes: Iterable[Note]) -> list[tuple[str, int]]:
    """What was not taken over or was read otherwise, each sentence once with how often."""
    return list(Counter(note.detail for note in notes).items())
