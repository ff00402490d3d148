"""POST /v1/assessments/batch: many histories, one JSON object a line (NDJSON), answered line by line as they come.

Only one line is held at a time, and a bad one is answered with its own problem: it never spoils the rest. A batch is
bounded, since a worker that is busy for long answers nobody else.
"""

from collections.abc import Callable, Iterator
from io import BufferedReader, RawIOBase
from typing import IO, Any, cast

import orjson
from flask import Blueprint, Response, g, request, stream_with_context
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from schemas.batch import BatchLineSchema, ScoresLineSchema
from schemas.intake import IntakeSchema
from service.doors.certify import use_stamp
from service.doors.entries import Fullness
from service.doors.faults import Fault, InvalidHistoryError
from service.doors.included import include
from service.doors.intake import Reading, Reception, contradiction_faults
from service.doors.scores import brief_scores
from service.engine.evidence import ContradictionError
from service.web.body import check_label, parse_json
from service.web.observe.steps import assess, assessed, read_history, report_assessment
from service.web.operations import Operation, describe
from service.web.problems import BadBodyError, internal, invalid_detail, problem_text

NDJSON = ("application/x-ndjson", "application/jsonl")
# Lines of one batch, so that a worker is back within seconds; bytes of all of them.
MOST_ANSWERS = 500
MOST_SCORES = 5_000
MOST_BYTES = 64 * 1024 * 1024
_PIECE = 64 * 1024
_AT_A_TIME = 1024

Json = dict[str, Any]
Tell = Callable[[Reading], Json]

_HOW = (
    "One history a line, as POST /v1/assessments takes it, at most {most:,} lines; one line back for each, as it is "
    "ready, with the number of the line and its answer or its problem. The last line holds `end`. Read while you send."
)
BATCH = Operation(
    summary="Assess many histories",
    description=_HOW.format(most=MOST_ANSWERS),
    tag="assessments",
    request=IntakeSchema,
    response=BatchLineSchema,
    media_type=NDJSON[0],
    errors=(413, 415, 500),
)
SCORES = Operation(
    summary="Rank many histories",
    description="Referral level and first places alone, without reasons. " + _HOW.format(most=MOST_SCORES),
    tag="assessments",
    request=IntakeSchema,
    response=ScoresLineSchema,
    media_type=NDJSON[0],
    errors=(413, 415, 500),
)


def blueprint(reception: Reception, *, calibration: bool = False) -> Blueprint:
    """The routes for many histories at a time."""
    routes = Blueprint("batch", __name__, url_prefix="/v1/assessments/batch")
    knowledge = reception.knowledge

    def whole(reading: Reading) -> Json:
        assessment = assess(knowledge, reading.history)
        body = report_assessment(knowledge, reading, assessment, Fullness.PLAIN)
        return {"answer": include(knowledge, reading, assessment, body, calibration=calibration)}

    def short(reading: Reading) -> Json:
        level, scores = brief_scores(knowledge, reading.history)
        assessed(level.word, reading.history.setting)
        return {"scores": scores}

    @routes.post("")
    @describe(BATCH)
    def create() -> Response:
        return _streamed(reception, whole, MOST_ANSWERS)

    @routes.post("/scores")
    @describe(SCORES)
    def create_scores() -> Response:
        # A line of scores has no room for what an answer says of itself.
        return _streamed(reception, short, MOST_SCORES, {"intended_use": use_stamp(knowledge)})

    return routes


def _streamed(reception: Reception, tell: Tell, most: int, closing: Json | None = None) -> Response:
    check_label(request, NDJSON, f"Send one JSON object a line, as Content-Type: {NDJSON[0]}.")
    longest = request.max_content_length or MOST_BYTES
    request.max_content_length = MOST_BYTES
    # Without a buffer each byte would be asked for by itself. gunicorn gives no less at a time, so nobody waits longer.
    sent = _lines(BufferedReader(cast("RawIOBase", request.stream), _AT_A_TIME), longest)
    response = Response(stream_with_context(_answers(reception, sent, tell, most, closing)), mimetype=NDJSON[0])
    response.headers["Cache-Control"] = "no-store"
    return response


def _lines(body: IO[bytes], longest: int) -> Iterator[bytes | None]:
    """Each line sent, without its end; None for one over `longest` bytes, which is passed over piece by piece."""
    while line := body.readline(longest + 2):
        if len(line.rstrip(b"\r\n")) <= longest:
            yield line.rstrip(b"\r\n")
            continue
        while line and not line.endswith(b"\n"):
            line = body.readline(_PIECE)
        yield None


def _answers(
    reception: Reception, sent: Iterator[bytes | None], tell: Tell, most: int, closing: Json | None = None
) -> Iterator[bytes]:
    counts = {200: 0}
    complete = True
    try:
        for number, line in enumerate(sent, 1):
            if number > most:
                complete = False
                break
            if line is None or line.strip():
                told = _answer(reception, line, tell)
                counts[told["status"]] = counts.get(told["status"], 0) + 1
                yield orjson.dumps({"line": number, **told}) + b"\n"
    except (ClientDisconnected, RequestEntityTooLarge):
        complete = False  # cut off on its way here, or in chunks beyond the limit
    refused = sum(counts.values()) - counts[200]
    end = {"answered": counts[200], "refused": refused, "complete": complete}
    yield orjson.dumps({"end": end, **(closing or {})}) + b"\n"


def _answer(reception: Reception, line: bytes | None, tell: Tell) -> Json:
    """What one line gets. Whatever goes wrong in it stays in it."""
    if line is None:
        return _refusal(413)
    try:
        reading = read_history(reception, parse_json(line))
        try:
            return {"status": 200, **tell(reading)}
        except ContradictionError as error:
            raise contradiction_faults(reception.knowledge, reading.history, error) from None
    except BadBodyError as error:
        return _refusal(400, faults=[error.fault])
    except InvalidHistoryError as error:
        return _refusal(422, invalid_detail(error.faults), error.faults)
    except Exception as error:  # our own fault, in this line alone: logged as any other, by kind and place
        internal(error)
        return _refusal(500)


def _refusal(status: int, detail: str = "", faults: list[Fault] | None = None) -> Json:
    text = problem_text(status, detail, faults, g.get("request_id", ""))
    return {"status": status, "problem": orjson.Fragment(text)}
