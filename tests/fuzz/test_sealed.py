"""No request makes the service open a connection, look up a name or write a file: an audit hook of Python watches."""

import sys
from collections.abc import Iterator

import pytest
from flask import Flask

from bench.soak.bodies import seeds, send
from bench.soak.judge import Judge
from bench.soak.watched import NETWORK, WRITING

SHARED = "/dev/shm"  # noqa: S108 - where the workers keep their metrics


class _Watch:
    on = False
    tried: list[str] = []  # noqa: RUF012 - a hook cannot be taken out again, so there is one for the session


def _hook(event: str, given: tuple[object, ...]) -> None:
    if not _Watch.on:
        return
    if event in NETWORK:
        _Watch.tried.append(event)
    elif event == "open" and isinstance(given[2], int) and given[2] & WRITING and not str(given[0]).startswith(SHARED):
        _Watch.tried.append(f"write {given[0]}")


@pytest.fixture
def tried() -> Iterator[list[str]]:
    """What was tried since the test began."""
    if not hasattr(_Watch, "hooked"):
        sys.addaudithook(_hook)
        _Watch.hooked = True
    _Watch.tried.clear()
    _Watch.on = True
    yield _Watch.tried
    _Watch.on = False


def test_no_way_out_and_nothing_written_for_any_request(app: Flask, tried: list[str]) -> None:
    _Watch.on = False
    known = seeds(app, Judge(app.extensions["fascicle_openapi"].document))
    _Watch.on = True
    client = app.test_client()
    for path, found in known.items():
        assert send(client, found[0].request).status < 500, path
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            client.get(rule.rule, buffered=True)

    assert tried == []


def test_the_watch_sees_what_is_tried(tried: list[str], tmp_path: object) -> None:
    with open(f"{tmp_path}/x", "w"):  # noqa: PTH123 - what is watched
        pass

    assert len(tried) == 1
