"""Headers that every response owes, whatever the route: found by walking the routes, so that no new one escapes."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.engine.pack import Knowledge
from tests.web.conftest import Post

# Paths that answer about one patient, and those that must tell how things are now.
NEVER_STORED = ("/v1/assessments", "/livez", "/readyz")


def calls(app: Flask, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """A method and a path for every route, with an id that there is."""
    ids = {
        "findings": knowledge.findings,
        "conditions": knowledge.conditions,
        "red-flags": knowledge.red_flags,
        "tests": knowledge.tests,
        "medications": knowledge.medications,
        "screens": knowledge.screens,
        "sources": knowledge.sources,
    }
    for rule in app.url_map.iter_rules():
        if "filename" in rule.arguments:
            yield "GET", "/static/fascicle.css"
            continue
        if "other" in rule.arguments:
            continue  # what is nowhere in the book: only ever a 404, which test_knowledge_book.py asks for
        if "kind" in rule.arguments:
            yield "GET", rule.rule.replace("<kind>", "conditions").replace("<name>", next(iter(ids["conditions"])))
            continue
        shelf = rule.rule.split("/")[2] if rule.arguments else ""
        path = re.sub(r"<\w+>", next(iter(ids.get(shelf, ["nothing"]))), rule.rule)
        yield next(method for method in ("GET", "POST") if method in (rule.methods or ())), path


def sent(path: str, body: dict[str, object]) -> dict[str, object]:
    """What a POST carries: a form's fields to the form, the words of a type-ahead to that, a history to all others."""
    if path == "/form/suggest":
        return {"json": {"kind": "finding", "text": "weak"}}
    if path == "/" or path.startswith("/form/"):
        return {"data": {"sites.calf.site": "calf", "document": "note", "as": "json"}}
    return {"json": body}


@pytest.fixture
def responses(app: Flask, client: FlaskClient, knowledge: Knowledge) -> dict[str, TestResponse]:
    """The response of every route to a plain call with ids of the caller's."""
    ids = {"X-Request-ID": "req-7", "X-Correlation-ID": "case/7"}
    body = {"sites": [{"site": "calf"}]}
    found = {}
    for method, path in calls(app, knowledge):
        more = sent(path, body) if method == "POST" else {}
        found[path] = client.open(path, method=method, headers=ids, buffered=True, **more)
    return found


def test_every_route_carries_the_knowledge_the_ids_and_the_guards(
    responses: dict[str, TestResponse], knowledge: Knowledge
) -> None:
    assert len(responses) > 20
    for path, response in responses.items():
        headers = response.headers
        assert response.status_code < 500, path
        assert headers.getlist("Knowledge-Version") == [knowledge.about.version], path
        assert headers.getlist("X-Request-ID") == ["req-7"], path
        assert headers.getlist("X-Correlation-ID") == ["case/7"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert headers["Cache-Control"], path
        assert "Set-Cookie" not in headers, path
        assert "Access-Control-Allow-Origin" not in headers, path


def test_nothing_about_a_patient_is_stored_by_anybody(responses: dict[str, TestResponse]) -> None:
    for path, response in responses.items():
        stored_nowhere = response.headers["Cache-Control"] == "no-store"
        assert stored_nowhere or (response.status_code == 200 and not path.startswith(NEVER_STORED)), path


@pytest.mark.parametrize("path", ["/nowhere", "/v1/findings/nothing", "/v1/findings?limit=x"])
def test_errors_carry_them_too(path: str, client: FlaskClient, knowledge: Knowledge) -> None:
    headers = client.get(path).headers
    assert headers["Knowledge-Version"] == knowledge.about.version
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("given", ["a", "A-9._:/+=", "0af7651916cd43dd8448eb211c80319c", "x" * 128])
def test_a_fair_id_is_echoed_as_sent(given: str, client: FlaskClient) -> None:
    headers = client.get("/livez", headers={"X-Request-ID": given, "X-Correlation-ID": given}).headers
    assert (headers["X-Request-ID"], headers["X-Correlation-ID"]) == (given, given)


@pytest.mark.parametrize(
    "given", ["", " ", "two words", "x" * 129, "<script>", "caf\xe9", 'a"b', "a;b", "a,b", "%0d%0a"]
)
def test_an_id_that_could_break_a_header_or_a_log_is_replaced_and_not_echoed(given: str, client: FlaskClient) -> None:
    headers = client.get("/livez", headers={"X-Request-ID": given, "X-Correlation-ID": given}).headers
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", headers["X-Request-ID"])
    assert "X-Correlation-ID" not in headers


def test_ids_made_here_differ_from_call_to_call(client: FlaskClient) -> None:
    assert len({client.get("/livez").headers["X-Request-ID"] for _ in range(5)}) == 5


def test_an_answer_is_utf8_json(post: Post) -> None:
    response = post({"sites": [{"site": "calf"}]})
    assert response.mimetype == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.get_data().decode("utf-8")


def test_head_and_options_need_no_view(client: FlaskClient) -> None:
    head = client.head("/v1/about")
    assert (head.status_code, head.get_data()) == (200, b"")
    assert "ETag" in head.headers
    assert set(client.options("/v1/assessments").headers["Allow"].split(", ")) == {"POST", "OPTIONS"}
