"""Live responses against the description: every example, every route, every documented status."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import ValidationError
from werkzeug.test import TestResponse

from service.app import create_app
from service.config import BODY_LIMIT_BYTES, Config
from service.engine.pack import Knowledge
from service.web import assessments, attributes, batch, evaluation, feedback, record, service_info, vocabulary
from service.web.body import RECORD_TIMES
from service.web.cds import routes as cds_routes
from service.web.fhir import routes as fhir_routes
from tests.contract.test_description import takes_lines

Judge = Callable[[dict[str, Any], TestResponse], None]
Operations = dict[tuple[str, str], dict[str, Any]]

ENTRIES = {
    "findings": "cramp",
    "conditions": "als",
    "red-flags": "acute-cord-syndrome",
    "tests": "emg-ncs",
    "medications": "lithium",
    "movements": "cramp",
    "screens": "strength-normal",
    "sources": "nice-ng127-weak",
    "CodeSystem": "findings",
}


def filled(path: str) -> str:
    """A path with the id of an entry that there is."""
    path = path.replace("{kind}", "CodeSystem")
    return path.replace("{name}", ENTRIES[path.split("/{name}")[0].rsplit("/", 1)[-1]]) if "{" in path else path


def test_every_example_of_a_request_is_answered_as_described(
    operations: Operations, client: FlaskClient, judge: Judge
) -> None:
    run = 0
    for (verb, path), one in operations.items():
        for media_type, body in one.get("requestBody", {}).get("content", {}).items():
            for example in body["examples"].values():
                response = client.open(path, method=verb, json=example["value"], content_type=media_type)
                assert response.status_code == 200, path
                judge(one, response)
                run += 1
    assert run >= 5


def test_every_read_is_answered_as_described_and_again_from_the_cache(
    operations: Operations, client: FlaskClient, judge: Judge
) -> None:
    for (verb, path), one in operations.items():
        if verb == "get":
            response = client.get(filled(path))
            assert response.status_code == 200, path
            judge(one, response)
            assert ("304" in one["responses"]) == ("ETag" in response.headers), path
            if "304" in one["responses"]:
                again = client.get(filled(path), headers={"If-None-Match": response.headers["ETag"]})
                assert again.status_code == 304, path
                judge(one, again)


WRONG_BODIES: dict[str, dict[str, Any]] = {
    "400": {"data": b"{", "content_type": "application/json"},
    "413": {"data": b" " * (RECORD_TIMES * BODY_LIMIT_BYTES + 1), "content_type": "application/json"},
    "415": {"data": b"{}", "content_type": "text/plain"},
    "422": {"data": b"{}", "content_type": "application/json"},
}


@pytest.mark.parametrize("status", WRONG_BODIES)
def test_every_refusal_of_a_body_is_as_described(
    status: str, operations: Operations, client: FlaskClient, judge: Judge
) -> None:
    for (verb, path), one in operations.items():
        if verb == "post" and not takes_lines(one):
            response = client.post(path, **WRONG_BODIES[status])
            # CDS Hooks calls a body without its shape a bad request.
            expected = "400" if status == "422" and path.startswith("/cds-services/") else status
            assert response.status_code == int(expected), path
            judge(one, response)


@pytest.mark.parametrize(("size", "status"), [(1, 415), (batch.MOST_BYTES + 1, 413)])
def test_a_batch_refuses_a_body_as_described(
    size: int, status: int, operations: Operations, client: FlaskClient, judge: Judge
) -> None:
    """Its lines are refused one by one; as a whole only another media type is, and more than is read of any batch."""
    kind = "application/json" if status == 415 else batch.NDJSON[0]
    for (_, path), one in operations.items():
        if "requestBody" in one and takes_lines(one):
            response = client.post(path, content_type=kind, environ_overrides={"CONTENT_LENGTH": str(size)})
            assert response.status_code == status, path
            judge(one, response)


def test_every_refusal_of_a_read_is_as_described(operations: Operations, client: FlaskClient, judge: Judge) -> None:
    for (verb, path), one in operations.items():
        if verb == "get" and "404" in one["responses"]:
            response = client.get(path.replace("{name}", "nothing-of-the-kind").replace("{kind}", "Nothing"))
            assert response.status_code == 404, path
            judge(one, response)
        if verb == "get" and "422" in one["responses"]:
            response = client.get(f"{path}?limit=0")
            assert response.status_code == 422, path
            judge(one, response)


@pytest.fixture
def failing_app(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service with a fault of ours in every view that can have one."""

    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(assessments, "read_json", fail)
    monkeypatch.setattr(record, "read_json", fail)
    monkeypatch.setattr(feedback, "read_json", fail)
    monkeypatch.setattr(batch, "_streamed", fail)
    monkeypatch.setattr(cds_routes, "read_json", fail)
    monkeypatch.setattr(fhir_routes, "read_resource", fail)
    monkeypatch.setattr(fhir_routes, "published", fail)
    monkeypatch.setattr(vocabulary, "knowledge_stamp", fail)
    monkeypatch.setattr(vocabulary, "with_sources", fail)
    monkeypatch.setattr(service_info, "knowledge_stamp", fail)
    monkeypatch.setattr(service_info, "assess", fail)
    monkeypatch.setattr(attributes, "cached", fail)
    monkeypatch.setattr(evaluation, "cached", fail)
    return create_app(Config(), knowledge)


def test_every_fault_of_ours_is_as_described(operations: Operations, failing_app: Flask, judge: Judge) -> None:
    client = failing_app.test_client()
    met = set()
    for (verb, path), one in operations.items():
        # A post that cannot be logged (503) has a test of its own.
        for status in ({"500"} if verb == "post" else {"500", "503"}) & set(one["responses"]):
            response = client.open(filled(path), method=verb)
            assert response.status_code == int(status), path
            judge(one, response)
            met.add(status)
    assert met == {"500", "503"}


def test_the_judge_can_say_no(operations: Operations, client: FlaskClient, judge: Judge) -> None:
    about = operations["get", "/v1/about"]
    with pytest.raises(ValidationError):
        judge(operations["get", "/v1/findings"], client.get("/v1/about"))
    with pytest.raises(KeyError):
        judge(about, client.get("/v1/nowhere"))
