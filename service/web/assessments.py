"""POST /v1/assessments and /v1/assessments/explain."""

from typing import Any

import orjson
from flask import Blueprint, Response, request

from schemas.assessment import AssessmentSchema
from schemas.explanation import ExplainRequestSchema, ExplanationSchema
from schemas.intake import IntakeSchema
from service.doors.entries import Fullness
from service.doors.faults import Fault, InvalidHistoryError
from service.doors.included import include, tell_probabilities
from service.doors.intake import Reading, Reception, contradiction_faults, schema_faults
from service.doors.overlay import withdrawn
from service.doors.report import report_explanation
from service.engine.evidence import ContradictionError
from service.engine.explain import OutOfScopeError, explain
from service.web.body import read_json
from service.web.observe.steps import assess, read_history, report_assessment
from service.web.operations import Operation, describe

# Built once: a schema of many parts costs more to build than to use.
# A likeness (0-100) from which a name may be a slip of one that is known.
ALIKE = 90
_EXPLAIN_REQUEST = ExplainRequestSchema()


NOTHING_MOVES = Fault(
    "/history",
    "out_of_scope",
    "No twitching, jerking, cramp or spasm is recorded, so no condition has a place. Add what moves.",
)


ASSESS = Operation(
    summary="Assess a history",
    description="A structured history in; differential, work-up and referral level out, each with its reasons.",
    tag="assessments",
    request=IntakeSchema,
    examples=("eyelid", "boy-morning-jerks", "weak-hand", "sparse", "how-sure", "second-visit", "next-steps"),
    response=AssessmentSchema,
    errors=(400, 413, 415, 422, 500),
)
EXPLAIN = Operation(
    summary="Explain a condition's place",
    description="Why, or why not, one condition, and the smallest change of evidence that alters the answer.",
    tag="assessments",
    request=ExplainRequestSchema,
    examples=("explain-als",),
    response=ExplanationSchema,
    errors=(400, 413, 415, 422, 500),
)


def blueprint(reception: Reception, *, calibration: bool = False) -> Blueprint:
    """The routes that assess. `calibration`: whether calibrated probabilities are given to those who ask."""
    routes = Blueprint("assessments", __name__, url_prefix="/v1/assessments")
    knowledge = reception.knowledge

    @routes.post("")
    @describe(ASSESS)
    def create() -> Response:
        reading = read_history(reception, read_json(request))
        try:
            assessment = assess(knowledge, reading.history)
        except ContradictionError as error:
            raise contradiction_faults(knowledge, reading.history, error) from None
        body = report_assessment(knowledge, reading, assessment, Fullness.PLAIN)
        return answer(include(knowledge, reading, assessment, body, calibration=calibration))

    @routes.post("/explain")
    @describe(EXPLAIN)
    def create_explanation() -> Response:
        condition, remedy, reading = _read_explain(reception, read_json(request))
        try:
            explanation = explain(knowledge, reading.history, condition)
        except ContradictionError as error:
            raise contradiction_faults(knowledge, reading.history, error, at="/history") from None
        except OutOfScopeError:
            raise InvalidHistoryError([NOTHING_MOVES]) from None
        body = report_explanation(knowledge, reading, explanation, remedy)
        tell_probabilities(body, asked="probabilities" in reading.include)
        return answer(body)

    return routes


def answer(body: dict[str, Any]) -> Response:
    """A JSON answer that holds case data: never stored."""
    response = Response(orjson.dumps(body), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _read_explain(reception: Reception, document: Any) -> tuple[str | None, str | None, Reading]:
    """The condition, or what to ask for instead of one not modelled, and the history; or every fault of both."""
    faults = list(schema_faults(_EXPLAIN_REQUEST, document))
    given = document if isinstance(document, dict) else {}
    try:
        reading = read_history(reception, given["history"], "/history") if "history" in given else None
    except InvalidHistoryError as error:
        raise InvalidHistoryError([*faults, *error.faults]) from None
    if faults or reading is None:
        raise InvalidHistoryError(faults)
    conditions = reception.lexicon["conditions"]
    condition = conditions.find(given["condition"])
    if condition is None:
        gone = withdrawn(reception.knowledge, given["condition"])
        return None, gone or _not_modelled(conditions.nearest(given["condition"], ALIKE)), reading
    return condition, None, reading


def _not_modelled(near: list[str]) -> str:
    """What to ask for instead. Most unknown names are of other diseases, so only a close one is suggested."""
    meant = f"Did you mean {' or '.join(near)}?" if near else "See GET /v1/conditions for those that are."
    return f"A condition of this name is not known here. {meant}"
