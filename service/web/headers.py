"""Headers of every response: which knowledge answered, the caller's ids echoed, what a browser may do with it."""

import re
import uuid
from collections.abc import Iterable

from flask import Flask, Response, g, request

from service.config import Config

# Ids are echoed, so they are held to what cannot break a header or a log line.
_SAFE_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")
# Everything comes from here, nothing stands in the page itself. No `data:`: no page needs it.
_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src {connect}; style-src 'self'; img-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
)
_POWERS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
_YEAR = 31536000


def register(app: Flask, knowledge_version: str, config: Config) -> None:
    """Set ids before, and headers after, every request."""
    standing = [("Knowledge-Version", knowledge_version), *guards(config)]

    @app.before_request
    def _name() -> None:
        g.request_id = _safe(request.headers.get("X-Request-ID")) or str(uuid.uuid4())
        g.correlation_id = _safe(request.headers.get("X-Correlation-ID"))

    @app.after_request
    def _finish(response: Response) -> Response:
        for name, value in standing:
            response.headers.setdefault(name, value)
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if g.get("correlation_id"):
            response.headers["X-Correlation-ID"] = g.correlation_id
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def content_policy(config: Config, connect: Iterable[str] = ()) -> str:
    """What a page may load and who may frame it. `connect`: other origins that its scripts may call."""
    ancestors = " ".join(config.frame_ancestors) or "'none'"
    return _POLICY.format(connect=" ".join(("'self'", *connect)), ancestors=ancestors)


def guards(config: Config) -> list[tuple[str, str]]:
    """The headers that tell a browser what it must not do: the same for every response of a process."""
    told = [
        ("Content-Security-Policy", content_policy(config)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", _POWERS),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    # The old header knows no list of origins: it would shut out the EHR that the site lets in.
    told += [] if config.frame_ancestors else [("X-Frame-Options", "DENY")]
    return told + ([("Strict-Transport-Security", f"max-age={_YEAR}; includeSubDomains")] if config.hsts else [])


def _safe(given: str | None) -> str | None:
    return given if given and _SAFE_ID.fullmatch(given) else None
