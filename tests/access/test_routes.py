"""Every route of the service, found by walking its map: who gets in, how much may be sent, what errors look like."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from service.app import create_app
from service.config import Config
from service.engine.pack import Knowledge
from service.web.access.callers import SCOPES
from service.web.access.keys import line_of, new_key
from service.web.access.table import PROBES, PUBLIC, SCRAPE, forgotten, need_of
from service.web.body import RECORD_TIMES
from service.web.outcomes import fhir_media_type

LIMIT = 2048
# What bodies there are: of programs, and of the form.
KINDS = ("application/json", "application/x-www-form-urlencoded", "application/fhir+json")
# A batch is read line by line: it has a limit for the whole, which a length that is only announced exceeds too.
STREAMED = "application/x-ndjson"
# Open to anybody: what the rules say, how to call, whether it lives, the blank form, where an EHR sends browsers.
OPEN_TO_ALL = re.compile(
    r"/|/(livez|readyz|docs|start|evaluation|openapi\.yaml|launch|launch/chart)|/(static|knowledge|v1|fhir)(/.*)?"
)
NEVER_OPEN = re.compile(r"/metrics|/cds-services.*|/v1/(assessments|feedback).*|/form/.*")


@pytest.fixture(scope="module")
def keys() -> dict[str, str]:
    """A key for each scope alone."""
    return {scope: new_key(scope) for scope in SCOPES}


@pytest.fixture(scope="module")
def guarded(knowledge: Knowledge, keys: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The whole service, for holders of keys."""
    file: Path = tmp_path_factory.mktemp("keys") / "keys"
    file.write_text("\n".join(line_of(key, frozenset({scope}), None) for scope, key in keys.items()))
    return create_app(Config(auth="keys", keys_file=file, rate_limit="off", body_limit=LIMIT), knowledge)


@pytest.fixture(scope="module")
def calls(guarded: Flask) -> list[tuple[Rule, str, str]]:
    """Each route with each of its methods, and a path that leads to it."""
    rules = list(guarded.url_map.iter_rules())
    return [
        (rule, method, re.sub(r"<[^>]+>", "x", rule.rule))
        for rule in rules
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
    ]


def ask(
    client: FlaskClient,
    method: str,
    path: str,
    key: str | None = None,
    body: bytes = b"{}",
    kind: str = KINDS[0],
    **more: Any,
) -> TestResponse:
    """One call."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    more |= {"data": body, "content_type": kind} if method != "GET" else {}
    return client.open(path, method=method, headers=headers, **more)


def is_problem(answer: TestResponse, path: str) -> bool:
    """Whether an error has the one shape that errors have, and is kept by nobody."""
    body = answer.get_json(force=True)
    shape = (
        body["resourceType"] == "OperationOutcome"
        if fhir_media_type(path)
        else answer.mimetype == "application/problem+json" and body["status"] == answer.status_code
    )
    return shape and answer.headers["Cache-Control"] == "no-store"


def test_no_route_was_forgotten(guarded: Flask) -> None:
    assert forgotten(guarded) == [], "say in service/web/access/table.py who may call these"
    assert {rule.endpoint for rule in guarded.url_map.iter_rules()} >= PROBES | {SCRAPE}


def test_what_is_open_to_all_holds_nothing_of_a_patient(calls: list[tuple[Rule, str, str]]) -> None:
    assert len(calls) > 50
    for rule, method, path in calls:
        if need_of(rule.endpoint) == PUBLIC:
            assert method == "GET", path
            assert OPEN_TO_ALL.fullmatch(path), path
            assert not NEVER_OPEN.fullmatch(path), path


def test_what_everybody_must_reach_is_open_to_all(calls: list[tuple[Rule, str, str]]) -> None:
    public = {path for rule, method, path in calls if method == "GET" and need_of(rule.endpoint) == PUBLIC}

    assert public >= {"/", "/livez", "/readyz", "/docs", "/openapi.yaml", "/static/x", "/knowledge", "/v1/about"}
    assert public >= {"/v1/findings", "/v1/findings/x", "/fhir/metadata", "/fhir/x/x", "/fhir/x"}


def test_everything_else_is_closed_to_strangers(guarded: Flask, calls: list[tuple[Rule, str, str]]) -> None:
    client = guarded.test_client()
    for rule, method, path in calls:
        answer = ask(client, method, path)
        if need_of(rule.endpoint) == PUBLIC:
            assert answer.status_code in (200, 404), path
        else:
            assert answer.status_code == 401, (method, path)
            assert answer.headers["WWW-Authenticate"] == 'Bearer realm="fascicle"', path
            assert is_problem(answer, path), path


def test_each_scope_opens_its_own_routes_and_no_others(
    guarded: Flask, keys: dict[str, str], calls: list[tuple[Rule, str, str]]
) -> None:
    client = guarded.test_client()
    for rule, method, path in calls:
        need = need_of(rule.endpoint)
        for scope, key in keys.items() if need != PUBLIC else ():
            answer = ask(client, method, path, key)
            if scope == need:
                assert answer.status_code not in (401, 403), (method, path)
                assert answer.status_code < 500, (method, path)
            else:
                assert answer.status_code == 403, (method, path, scope)
                assert is_problem(answer, path), path


def test_no_route_reads_more_than_the_limit(
    guarded: Flask, keys: dict[str, str], calls: list[tuple[Rule, str, str]]
) -> None:
    client = guarded.test_client()
    for rule, method, path in calls:
        if method == "POST":
            key = keys[need_of(rule.endpoint)]
            answers = [ask(client, method, path, key, b" " * (RECORD_TIMES * LIMIT + 1), kind) for kind in KINDS]
            answers.append(
                ask(client, method, path, key, b" ", STREAMED, environ_overrides={"CONTENT_LENGTH": "9" * 10})
            )
            assert {answer.status_code for answer in answers} == {413, 415}, path
            assert all(is_problem(answer, path) for answer in answers), path


def test_nothing_that_was_posted_is_kept_by_a_cache(
    guarded: Flask, keys: dict[str, str], calls: list[tuple[Rule, str, str]]
) -> None:
    client = guarded.test_client()
    for rule, method, path in calls:
        if method == "POST":
            bodies = [(b, KINDS[0]) for b in (b"{}", b"not json", b'{"sites": [{"site": "calf"}]}')]
            for body, kind in (*bodies, (b"sites.0.site=calf", KINDS[1])):
                answer = ask(client, method, path, keys[need_of(rule.endpoint)], body, kind)
                assert answer.headers["Cache-Control"] == "no-store", path
                assert answer.status_code < 500, path


def test_methods_that_are_not_served_are_refused_in_the_same_shape(
    guarded: Flask, calls: list[tuple[Rule, str, str]]
) -> None:
    client = guarded.test_client()
    for path in {path for *_, path in calls}:
        for method in ("PUT", "DELETE", "PATCH", "TRACE"):
            answer = client.open(path, method=method)
            assert answer.status_code == 405, (method, path)
            assert is_problem(answer, path), path
