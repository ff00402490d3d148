"""Problem documents (RFC 9457): every error that leaves the service has this one shape, or FHIR's for FHIR callers."""

import json
import traceback
from http import HTTPStatus

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from service.doors.faults import Fault, InvalidHistoryError
from service.web import problem_page
from service.web.observe.events import emit
from service.web.observe.metrics import FAULTS
from service.web.outcomes import fhir_media_type, outcome_text

_TYPES = {
    400: "bad-request",
    401: "unauthorised",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    412: "data-needed",
    413: "body-too-large",
    415: "unsupported-media-type",
    421: "misdirected-request",
    422: "invalid-history",
    429: "too-many-requests",
    500: "internal-error",
    503: "not-ready",
}
_DETAILS = {
    400: "The request could not be read.",
    401: "Show who calls: an API key or a token, as docs/security.md says.",
    403: "This caller may not do this.",
    404: "There is nothing at this address. GET /openapi.yaml lists what there is.",
    405: "This address does not take this method.",
    413: "The body is larger than this service accepts.",
    415: "The body is not of a media type that this address takes.",
    421: "This service does not answer to that host name. FASCICLE_HOSTS lists the names it answers to.",
    429: "Too many requests; wait before the next.",
    500: "The fault is ours, not the request's. Nothing was assessed. Quote the request id to support.",
    503: "Something that this service needs does not answer; try again later.",
}


class BadBodyError(ValueError):
    """The body is not the JSON that this service takes."""

    def __init__(self, code: str, detail: str) -> None:
        """A stable code and what to do about it."""
        super().__init__(code)
        self.fault = Fault("", code, detail)


class NotFoundError(LookupError):
    """No entry of the knowledge has this id. Carries what to try instead."""


def problem(
    status: int, detail: str, faults: list[Fault] | None = None, headers: dict[str, str] | None = None
) -> Response:
    """A problem document as a response; to those who speak FHIR, an OperationOutcome; to a browser, a page."""
    headers = headers or {}
    if problem_page.wanted():
        told = problem_page.page(status, g.get("request_id", ""), headers.get("Retry-After", "")), "text/html"
    else:
        told = _for_programs(status, detail, faults)
    response = Response(told[0], status, mimetype=told[1])
    response.headers.update(headers)
    response.headers["Cache-Control"] = "no-store"
    for code in {fault.code for fault in faults or ()}:
        FAULTS.labels(code).inc()
    return response


def _for_programs(status: int, detail: str, faults: list[Fault] | None) -> tuple[str, str]:
    """The document in the shape that this address speaks, and its media type."""
    fhir = fhir_media_type(request.path)
    write = outcome_text if fhir else problem_text
    text = write(status, detail or _DETAILS.get(status, ""), faults, g.get("request_id", ""))
    return text, fhir or "application/problem+json"


def problem_text(status: int, detail: str = "", faults: list[Fault] | None = None, request_id: str = "") -> str:
    """A problem document as JSON text; without a detail, the one for every error of this status."""
    body = {
        "type": f"/problems/{type_of(status)}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or _DETAILS.get(status) or HTTPStatus(status).phrase,
        "errors": [{"pointer": f.pointer, "code": f.code, "detail": f.detail} for f in faults or ()],
        "request_id": request_id,
    }
    return json.dumps(body)


def type_of(status: int) -> str:
    """The last part of a problem document's `type`."""
    return _TYPES.get(status, "http-error")


def register(app: Flask) -> None:
    """Answer every error of the app with a problem document."""
    app.register_error_handler(BadBodyError, _bad_body)
    app.register_error_handler(InvalidHistoryError, _invalid)
    app.register_error_handler(NotFoundError, _not_found)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, internal)


def _bad_body(error: BadBodyError) -> Response:
    return problem(400, _DETAILS[400], [error.fault])


def _invalid(error: InvalidHistoryError) -> Response:
    return problem(422, invalid_detail(error.faults), error.faults)


def invalid_detail(faults: list[Fault]) -> str:
    """The detail of a problem document for a history that is not valid."""
    told = "1 fault was found" if len(faults) == 1 else f"{len(faults)} faults were found"
    return f"{told}; nothing was assessed. Each is listed with its place."


def _not_found(error: NotFoundError) -> Response:
    return problem(404, str(error))


def _http(error: HTTPException) -> Response:
    """Werkzeug's own errors. Their descriptions may repeat the request, so only our words go out."""
    status = error.code or 500
    headers = {
        name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After", "WWW-Authenticate")
    }
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    ours = error.description if status == 415 else None
    return problem(status, ours or "", headers=headers)


def internal(error: Exception) -> Response:
    """Our fault. The log names the kind and the place, never the message: it may hold what the caller sent."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{place.name}:{place.lineno}"
    emit("internal_error", "error", kind=type(error).__name__, place=where, request_id=g.get("request_id"))
    return problem(500, _DETAILS[500])
