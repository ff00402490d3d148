"""POST /v1/feedback: what a user did with an answer, written to the log as one event and kept nowhere else."""

import re
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256

from flask import Blueprint, Flask, Response, g, request

from schemas.feedback import FeedbackReceiptSchema, FeedbackSchema
from service.doors.feedback import feedback_faults, read_feedback
from service.engine.pack import Knowledge
from service.web.assessments import answer
from service.web.body import read_json
from service.web.observe.events import record
from service.web.observe.metrics import FEEDBACK
from service.web.operations import Operation, describe
from service.web.problems import problem

# RFC 9530: sha-256 with any preference but 0, which means "not this one".
_WANTED = re.compile(r"(^|,)\s*sha-256\s*=\s*([1-9]|10)\s*(,|$)", re.ASCII)

OPERATION = Operation(
    summary="Say what became of an answer",
    description=(
        "Accepted or overridden, and why, in closed words: no free text, nothing of the patient or the user but a role."
        " It becomes one line of the site's log, from which the site exports it; nothing is kept here."
    ),
    tag="assessments",
    request=FeedbackSchema,
    examples=("feedback-overridden", "feedback-accepted"),
    response=FeedbackReceiptSchema,
    errors=(400, 413, 415, 422, 500, 503),
)


def blueprint(knowledge: Knowledge) -> Blueprint:
    """The route that takes feedback."""
    routes = Blueprint("feedback", __name__, url_prefix="/v1")

    @routes.post("/feedback")
    @describe(OPERATION)
    def create_feedback() -> Response:
        document = read_json(request)
        faults = feedback_faults(knowledge, document)
        if faults:
            return problem(422, "The feedback was not recorded. Each fault is listed with its place.", faults)
        told = read_feedback(document)
        who = {"request_id": g.get("request_id"), "caller": g.get("caller"), "knowledge": knowledge.version}
        if not record("feedback", **who, **told):
            return problem(503, "The feedback could not be recorded: the log takes nothing. Send it again later.")
        FEEDBACK.labels(told["action"]).inc()
        return answer(_receipt(told))

    return routes


def give_digests(app: Flask) -> None:
    """Give the digest of its body (RFC 9530) with every whole answer of 200 whose caller wants it."""

    @app.after_request
    def _digest(response: Response) -> Response:
        wanted = request.headers.get("Want-Repr-Digest")
        if wanted and _WANTED.search(wanted) and response.status_code == 200 and not response.is_streamed:
            response.headers["Repr-Digest"] = digest_of(response.get_data())
        return response


def digest_of(content: bytes) -> str:
    """The SHA-256 of some bytes, as `Repr-Digest` writes it."""
    return f"sha-256=:{b64encode(sha256(content).digest()).decode()}:"


def _receipt(told: dict[str, str]) -> dict[str, str | None]:
    return {
        "intervention": told["intervention"],
        "action": told["action"],
        "feedback": told.get("reason"),
        "user_role": told["role"],
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "location": told["location"],
    }
