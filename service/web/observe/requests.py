"""Every request, told once when it is answered: a log line, and what is counted of it.

Registered before all else, so that it looks first and last: what another hook refuses is told as well.
"""

from time import perf_counter

from flask import Flask, Response, g, request
from flask.globals import app_ctx

from service.web.observe.events import emit
from service.web.observe.metrics import DURATION, IN_PROGRESS, PROBLEMS, REQUESTS
from service.web.problems import type_of

# A method may be any word that a caller likes; only these are told.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Probes and scrapes come every few seconds: counted always, logged only when they fail.
QUIET = frozenset({"/livez", "/readyz", "/metrics"})


def register(app: Flask, knowledge_version: str) -> None:
    """Watch every request of an app."""

    @app.before_request
    def _begin() -> None:
        g.started = perf_counter()
        IN_PROGRESS.inc()

    @app.after_request
    def _answered(response: Response) -> Response:
        if response.is_streamed:
            told, held = _told(response, knowledge_version), app_ctx.g
            response.call_on_close(lambda: _tell(told | {"ms": _since(held.started), "referral": held.get("referral")}))
        else:
            _tell(_told(response, knowledge_version))
        return response

    @app.teardown_request
    def _end(_: BaseException | None) -> None:
        if "started" in g:
            IN_PROGRESS.dec()


def _told(response: Response, knowledge_version: str) -> dict[str, object]:
    rule = request.url_rule
    return {
        "request_id": g.get("request_id"),
        "correlation_id": g.get("correlation_id"),
        "caller": g.get("caller"),
        "method": request.method if request.method in METHODS else "OTHER",
        "route": rule.rule if rule else "none",
        "status": response.status_code,
        "ms": _since(g.started),
        "bytes": None if response.is_streamed else response.calculate_content_length(),
        "knowledge": knowledge_version,
        "referral": g.get("referral"),
    }


def _tell(told: dict[str, object]) -> None:
    """Count a request and write its line."""
    route, status = str(told["route"]), int(str(told["status"]))
    count(route, str(told["method"]), status)
    DURATION.labels(route).observe(float(str(told["ms"])) / 1000)
    if status >= 400 or route not in QUIET:
        emit("request", "error" if status >= 500 else "info", **told)


def count(route: str, method: str, status: int) -> None:
    """Count a request that was answered, and the problem if it was answered with one."""
    REQUESTS.labels(route, method, status).inc()
    if status >= 400:
        PROBLEMS.labels(type_of(status)).inc()


def _since(started: float) -> float:
    """Milliseconds since, to the microsecond."""
    return round((perf_counter() - started) * 1000, 3)
