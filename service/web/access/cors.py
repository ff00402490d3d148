"""Scripts of other origins: none, but those that the site lists, on the interfaces that are made for programs."""

from flask import Flask
from flask_cors import CORS

PATHS = r"/(v1|cds-services|fhir)(/.*)?$"


def register(app: Flask, origins: tuple[str, ...]) -> None:
    """Let scripts of these origins call and read. No cookie is known here, so none is asked for."""
    CORS(
        app,
        resources={PATHS: {"origins": list(origins)}},
        methods=["GET", "HEAD", "POST"],
        allow_headers=["Authorization", "Content-Type", "X-API-Key", "X-Correlation-ID", "X-Request-ID"],
        expose_headers=["ETag", "Knowledge-Version", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"],
        max_age=600,
        send_wildcard=False,
        vary_header=True,
    )
