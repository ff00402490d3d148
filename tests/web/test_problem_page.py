"""Somebody who reads gets a page where a program gets a problem document; both with the same status and headers."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests

from service.web.problems import internal
from tests.support.html import Page

# What Chromium sends when somebody opens an address.
READER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"}
LONG = {"triggers.other": "canary " * 50_000}


def words(text: str) -> str:
    """What the page says. It must be sound."""
    page = Page(text)
    assert page.faults == []
    return page.text


@pytest.mark.parametrize(
    ("method", "path", "status", "told"),
    [
        ("GET", "/nothing", 404, "There is no such page"),
        ("GET", "/form/why", 405, "This page is reached by a button"),
        ("POST", "/", 413, "Too much was entered at once"),
    ],
)
def test_a_reader_gets_a_page(method: str, path: str, status: int, told: str, client: FlaskClient) -> None:
    response = client.open(path, method=method, headers=READER, data=LONG if method == "POST" else None)
    text = words(response.get_data(as_text=True))
    assert (response.status_code, response.mimetype) == (status, "text/html")
    assert told in text
    assert response.headers["X-Request-ID"] in text
    assert response.headers["Cache-Control"] == "no-store"
    assert "canary" not in text


@pytest.mark.parametrize("path", ["/v1/findings/nothing", "/v1/nothing", "/fhir/Nothing/x", "/cds-services/nothing"])
def test_what_programs_call_speaks_their_language(path: str, client: FlaskClient) -> None:
    assert client.get(path, headers=READER).is_json


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/problem+json, text/html;q=0.5"])
def test_a_program_gets_a_document(accept: str, client: FlaskClient) -> None:
    response = client.get("/nothing", headers={"Accept": accept})
    assert response.mimetype == "application/problem+json"


def test_too_many_requests_says_how_long_to_wait(app: Flask) -> None:
    with app.test_request_context("/", headers=READER):
        response = app.make_response(app.handle_user_exception(TooManyRequests(retry_after=17)))
    assert response.headers["Retry-After"] == "17"
    assert "Wait 17 seconds" in words(response.get_data(as_text=True))


def test_a_failure_says_nothing_of_itself(app: Flask) -> None:
    with pytest.raises(ValueError, match="canary") as raised:
        int("canary")
    with app.test_request_context("/", headers=READER):
        response = internal(raised.value)
    text = words(response.get_data(as_text=True))
    assert response.status_code == 500
    assert "nothing was assessed" in text
    assert "canary" not in text
