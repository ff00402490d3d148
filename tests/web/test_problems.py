"""Every error is one problem document (RFC 9457) that tells what to do and nothing that it should not."""

from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from tests.web.conftest import Post
from tests.web.shapes import problem_of

SECRET = "Ottilie Xq7Zkwv"


def test_an_unknown_address_is_told_where_addresses_are(client: FlaskClient) -> None:
    body = problem_of(client.get("/v2/assessments"), 404)
    assert body["type"] == "/problems/not-found"
    assert "/openapi.yaml" in body["detail"]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/v1/findings/fasiculation", "fasciculation"),
        ("/v1/conditions/eyelid-myokimia", "eyelid-myokymia"),
        ("/v1/medications/lithum", "lithium"),
        ("/v1/tests/emg", "emg-ncs"),
        ("/v1/screens/strength", "strength-normal"),
        ("/v1/red-flags/cord", "acute-cord-syndrome"),
    ],
)
def test_an_unknown_id_is_told_its_neighbours(path: str, meant: str, client: FlaskClient) -> None:
    detail = problem_of(client.get(path), 404)["detail"]
    assert "Did you mean " in detail
    assert meant in detail


def test_an_id_like_no_other_is_told_where_the_list_is(client: FlaskClient) -> None:
    detail = problem_of(client.get("/v1/sources/qqqqqqqqqqq"), 404)["detail"]
    assert detail == "There is no such source. GET /v1/sources lists them all."


def test_nobody_is_sent_to_an_address_that_they_wrote(client: FlaskClient) -> None:
    answer = client.get("/v1//about?q=Xq7Zkwv", headers={"Host": "localhost:81"})
    problem_of(answer, 404)
    assert "Location" not in answer.headers


@pytest.mark.parametrize("path", [f"/v1/findings/{SECRET}", f"/{SECRET}", f"/v1/{SECRET}/{SECRET}"])
def test_an_address_is_not_repeated(path: str, client: FlaskClient) -> None:
    assert "Xq7Zkwv" not in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/assessments", {"POST", "OPTIONS"}),
        ("DELETE", "/v1/assessments/explain", {"POST", "OPTIONS"}),
        ("POST", "/v1/findings", {"GET", "HEAD", "OPTIONS"}),
        ("PUT", "/v1/findings/cramp", {"GET", "HEAD", "OPTIONS"}),
        ("PATCH", "/", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("TRACE", "/livez", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_method_that_an_address_does_not_take_is_told_those_it_does(
    method: str, path: str, allowed: set[str], client: FlaskClient
) -> None:
    response = client.open(path, method=method)
    assert problem_of(response, 405)["type"] == "/problems/method-not-allowed"
    assert set(response.headers["Allow"].split(", ")) == allowed


def test_every_fault_of_a_history_is_listed_and_counted(post: Post) -> None:
    body = problem_of(post({"sites": [{"site": "calff"}], "course": "worse", "x": 1}), 422)
    assert body["type"] == "/problems/invalid-history"
    assert body["detail"].startswith("3 faults were found; nothing was assessed.")
    assert [error["pointer"] for error in body["errors"]] == ["/course", "/sites/0/site", "/x"]
    assert problem_of(post({}), 422)["detail"].startswith("1 fault was found;")


def test_a_contradiction_is_a_fault_of_the_history(post: Post) -> None:
    symptoms = [{"finding": "cramp"}, {"finding": "cramp", "status": "absent"}]
    (error,) = problem_of(post({"associated_symptoms": symptoms}), 422)["errors"]
    assert (error["pointer"], error["code"]) == ("/associated_symptoms/0", "contradiction")
    assert "/associated_symptoms/1" in error["detail"]


EXPLAIN: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "nothing": ({}, [("/condition", "required"), ("/history", "required")]),
    "no object": ([], [("", "wrong_type")]),
    "no condition": ({"history": {"sites": [{"site": "calf"}]}}, [("/condition", "required")]),
    "no name": ({"condition": "", "history": {"sites": [{"site": "calf"}]}}, [("/condition", "wrong_length")]),
    "a number": ({"condition": 7, "history": {"sites": [{"site": "calf"}]}}, [("/condition", "wrong_type")]),
    "no history": ({"condition": "als"}, [("/history", "required")]),
    "both wrong": (
        {"condition": "alz", "history": {"sites": [{"site": "calff"}], "course": 7}, "x": 1},
        [
            ("/history/course", "wrong_type"),
            ("/history/sites/0/site", "unknown_value"),
            ("/x", "unknown_field"),
        ],
    ),
    "a contradiction": (
        {
            "condition": "als",
            "history": {
                "sites": [{"site": "calf"}],
                "history": {"past": ["diabetes"]},
                "associated_symptoms": [{"finding": "past-diabetes", "status": "absent"}],
            },
        },
        [("/history/history/past", "contradiction")],
    ),
}


@pytest.mark.parametrize("name", EXPLAIN)
def test_every_fault_of_a_request_to_explain_is_listed(name: str, post: Post) -> None:
    document, expected = EXPLAIN[name]
    errors = problem_of(post(document, "/v1/assessments/explain"), 422)["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == expected


@pytest.mark.parametrize(("query", "place"), [("limit=0", "/query/limit"), ("offset=-1", "/query/offset")])
def test_a_query_that_cannot_be_used_is_named(query: str, place: str, client: FlaskClient) -> None:
    (error,) = problem_of(client.get(f"/v1/findings?{query}"), 422)["errors"]
    assert (error["pointer"], error["code"]) == (place, "out_of_range")


def test_too_many_requests_keep_their_retry_after(own_app: Flask) -> None:
    @own_app.get("/busy")
    def busy() -> str:
        raise TooManyRequests(SECRET, retry_after=17)

    response = own_app.test_client().get("/busy")
    body = problem_of(response, 429)
    assert response.headers["Retry-After"] == "17"
    assert SECRET not in response.get_data(as_text=True)
    assert body["detail"] == "Too many requests; wait before the next."


@pytest.mark.parametrize("status", [401, 403, 406, 409, 410, 418, 501, 503])
def test_any_other_error_has_the_same_shape(status: int, own_app: Flask) -> None:
    @own_app.get("/odd")
    def odd() -> str:
        abort(status, SECRET)

    response = own_app.test_client().get("/odd")
    problem_of(response, status)
    assert SECRET not in response.get_data(as_text=True)


def test_unavailable_keeps_its_retry_after(own_app: Flask) -> None:
    @own_app.get("/later")
    def later() -> str:
        raise ServiceUnavailable(retry_after=60)

    response = own_app.test_client().get("/later")
    assert problem_of(response, 503)["type"] == "/problems/not-ready"
    assert response.headers["Retry-After"] == "60"


@pytest.mark.parametrize(
    "error", [ValueError(SECRET), KeyError(SECRET), RecursionError(SECRET), AssertionError(SECRET)]
)
def test_our_own_fault_tells_nothing_but_the_request_id(
    error: Exception, own_app: Flask, capfd: pytest.CaptureFixture[str]
) -> None:
    @own_app.get("/faulty")
    def faulty() -> str:
        raise error

    response = own_app.test_client().get("/faulty", headers={"X-Request-ID": "req-1"})
    told = capfd.readouterr().err
    body = problem_of(response, 500)
    assert body["errors"] == []
    assert body["request_id"] == "req-1"
    assert "Nothing was assessed." in body["detail"]
    assert "Xq7Zkwv" not in response.get_data(as_text=True) + told
    assert told.count('"event":"internal_error"') == 1
    assert f'"kind":"{type(error).__name__}"' in told
    assert '"place":"faulty:' in told


def test_a_failure_while_assessing_gives_no_differential(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("service.web.assessments.assess", fail)
    response = post({"sites": [{"site": "calf"}]})
    problem_of(response, 500)
    assert "differential" not in response.get_json()
    assert "Xq7Zkwv" not in caplog.text
