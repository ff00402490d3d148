"""How often one caller may call: counted by Flask-Limiter, here or in the Redis that the replicas share."""

import time

from flask import Flask, Response, g, request
from flask_limiter import Limiter

from service.config import Config
from service.web.access.callers import digest_of
from service.web.access.table import PROBES

USUAL = "1200 per minute"


def limit_of(config: Config) -> str:
    """The limit that is in force; empty for none."""
    if config.rate_limit:
        return "" if config.rate_limit == "off" else config.rate_limit
    return "" if config.auth == "open" else USUAL


def register(app: Flask, config: Config) -> None:
    """Count calls, answer 429 to those above the limit, and tell everybody what is left."""
    limiter = Limiter(
        _whose,
        app=app,
        application_limits=[limit_of(config)],
        storage_uri=config.rate_store,
        # Without its Redis each worker counts for itself: a shared limit is not worth an outage.
        in_memory_fallback_enabled=not config.rate_store.startswith("memory"),
        key_prefix="fascicle",
    )
    limiter.request_filter(lambda: request.endpoint in PROBES or request.method == "OPTIONS")

    @app.after_request
    def _tell(response: Response) -> Response:
        current = limiter.current_limit
        if current is not None:
            window = current.limit.get_expiry()
            seconds = min(window, max(0, round(current.reset_at - time.time())))
            # draft-ietf-httpapi-ratelimit-headers-10
            response.headers["RateLimit-Policy"] = f'"caller";q={current.limit.amount};w={window}'
            response.headers["RateLimit"] = f'"caller";r={max(0, current.remaining)};t={seconds}'
            if response.status_code == 429:
                response.headers["Retry-After"] = str(max(1, seconds))
        return response


def _whose() -> str:
    """Under which name a call counts: the caller where one is known, else a digest of the address."""
    return g.get("caller") or f"address-{digest_of(request.remote_addr or '')}"
