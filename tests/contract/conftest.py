"""The description that the service serves, and what judges live responses by it."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from flask import Flask
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse


@pytest.fixture(scope="session")
def document(app: Flask) -> dict[str, Any]:
    """openapi.yaml as a caller's tool reads it."""
    served: dict[str, Any] = yaml.safe_load(app.test_client().get("/openapi.yaml").get_data())
    return served


@pytest.fixture(scope="session")
def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """(verb, path) -> what the description says of it."""
    return {(verb, path): one for path, verbs in document["paths"].items() for verb, one in verbs.items()}


@pytest.fixture(scope="session")
def judge(document: dict[str, Any]) -> Callable[[dict[str, Any], TestResponse], None]:
    """Hold a live response to what its operation promises: status, media type, headers, body."""
    registry = Registry().with_resource("urn:openapi", Resource(document, DRAFT202012))

    def hold(operation: dict[str, Any], response: TestResponse) -> None:
        promised = operation["responses"][str(response.status_code)]
        for name in promised.get("headers", {}):
            assert response.headers[name]
        content = promised.get("content")
        if content is None:
            assert response.get_data() == b""
            return
        assert response.mimetype in content
        if response.mimetype.endswith("json") and response.mimetype != "application/x-ndjson":
            schema = absolute(content[response.mimetype]["schema"])
            Draft202012Validator(schema, registry=registry).validate(response.get_json())

    return hold


def absolute(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema whose reference names the document that it is in."""
    return {"$ref": "urn:openapi" + schema["$ref"]} if "$ref" in schema else schema
