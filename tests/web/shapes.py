"""The one shape of every error."""

from typing import Any

from werkzeug.test import TestResponse

from schemas.problem import ProblemSchema


def problem_of(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem document of a response, after checking all that every error owes its caller."""
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = response.get_json()
    assert ProblemSchema().validate(body) == {}
    assert set(body) == {"type", "title", "status", "detail", "errors", "request_id"}
    assert body["status"] == status
    assert body["type"].startswith("/problems/")
    assert body["detail"]
    assert body["request_id"] == response.headers["X-Request-ID"] != ""
    return body
