"""Headers of every response: which knowledge answered, the caller's ids echoed, nothing sniffed, nothing stored."""

import re
import uuid

from flask import Flask, Response, g, request

# Ids are echoed, so they are held to what cannot break a header or a log line.
_SAFE_ID = re.compile(r"^[A-Za-z0-9._:/+=-]{1,128}$")
_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


def register(app: Flask, knowledge_version: str) -> None:
    """Set ids before, and headers after, every request."""

    @app.before_request
    def _name() -> None:
        g.request_id = _safe(request.headers.get("X-Request-ID")) or str(uuid.uuid4())
        g.correlation_id = _safe(request.headers.get("X-Correlation-ID"))

    @app.after_request
    def _finish(response: Response) -> Response:
        response.headers["Knowledge-Version"] = knowledge_version
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if g.get("correlation_id"):
            response.headers["X-Correlation-ID"] = g.correlation_id
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _safe(given: str | None) -> str | None:
    return given if given and _SAFE_ID.match(given) else None
