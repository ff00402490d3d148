"""/v1/about/performance and /evaluation: how good the answers were when they were measured."""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, request

from schemas.performance import PerformanceSchema
from service.doors.performance import performance_page, report_performance
from service.engine.pack import Knowledge
from service.web.operations import Operation, describe
from service.web.vocabulary import cached

# Written by the evaluation, which stands above the service and is not shipped with it.
STATEMENT = Path(__file__).resolve().parents[1] / "performance.json"
CACHED = {"Cache-Control": "public, max-age=300"}

PERFORMANCE = Operation(
    summary="How good the answers were",
    description=(
        "Accuracy and referral figures on published histories, by level, sex and age band, with 95 % Wilson intervals; "
        "reliability, baselines and known gaps. Vignettes, not patients."
    ),
    tag="service",
    response=PerformanceSchema,
    cacheable=True,
)


def blueprint(knowledge: Knowledge) -> Blueprint:
    """The statement for programs and for people."""
    routes = Blueprint("evaluation", __name__)
    statement = load_statement()

    @routes.get("/v1/about/performance")
    @describe(PERFORMANCE)
    def performance() -> Response:
        return cached(report_performance(knowledge, statement))

    @routes.get("/evaluation")
    def page() -> Response:
        text = render_template("evaluation.html", page=performance_page(knowledge, statement))
        response = Response(text, headers=CACHED, mimetype="text/html")
        response.add_etag()
        response.make_conditional(request)
        return response

    return routes


def load_statement() -> dict[str, Any]:
    """The statement as the evaluation wrote it."""
    told: dict[str, Any] = json.loads(STATEMENT.read_text("utf-8"))
    return told
