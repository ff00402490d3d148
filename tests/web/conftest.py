"""Short words for calling the service, and apps that can be broken without breaking the one that others share."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app import create_app
from service.config import Config
from service.engine.pack import Knowledge
from tests.support import packs

Post = Callable[..., TestResponse]


@pytest.fixture
def post(client: FlaskClient) -> Post:
    """Send a document, or raw bytes, to /v1/assessments or another path."""

    def send(body: Any, path: str = "/v1/assessments", **more: Any) -> TestResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.post(path, data=raw, **{"content_type": "application/json", **more})

    return send


@pytest.fixture(scope="session")
def made_up() -> Knowledge:
    """A small knowledge for tests that need none in particular."""
    findings = [packs.finding("twitching", 90), packs.finding("weakness", kind="sign")]
    return packs.compiled(packs.rules(findings=findings, conditions=[packs.condition("als", {"weakness": 90})]))


@pytest.fixture
def own_app(made_up: Knowledge) -> Flask:
    """A service of one's own, to add routes to or to break."""
    return create_app(Config(body_limit=2048), made_up)
