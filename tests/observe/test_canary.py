"""Nothing that a caller writes, wherever and however, stands in logs, metrics, traces, errors or temporary files."""

import logging
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from werkzeug.test import TestResponse

from service.app import create_app
from service.config import Config
from service.engine.pack import Knowledge
from service.web.observe import steps, tracing
from service.web.observe.metrics import exposition
from tests.observe.canary import ID, MARK, NUMBER, Call, calls

# Requests to one address where all of them meet the same fault.
ENOUGH = 20
NUMBERS = str(NUMBER).split(".", maxsplit=1)[0]


@pytest.fixture(scope="module")
def exported() -> InMemorySpanExporter:
    """What would have been sent to a collector."""
    return InMemorySpanExporter()


@pytest.fixture(scope="module")
def watched(
    knowledge: Knowledge, exported: InMemorySpanExporter, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The whole service, telling all that it can tell."""
    key = tmp_path_factory.mktemp("canary") / "key"
    key.write_text("5d" * 32)
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tracing, "exporting", lambda _: provider)
        yield create_app(Config(audit=True, audit_key_file=key, traces=True), knowledge)
    steps.trace_with(None)


@pytest.fixture
def silent(
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    exported: InMemorySpanExporter,
    knowledge: Knowledge,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """Fails the test if anything was told of what was sent while it ran."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    exported.clear()
    with caplog.at_level(logging.DEBUG):
        yield
    out, err = capfd.readouterr()
    assert err.count('"event":"request"') > 100
    spans = [all_of(span) for span in exported.get_finished_spans()]
    assert len(spans) > 100
    records = [f"{vars(record)} {record.getMessage()}" for record in caplog.get_records("call")]
    left = [file.read_text("latin-1") for file in tmp_path.rglob("*") if file.is_file()]
    for told in (out, err, exposition(knowledge).decode(), *spans, *records, *left):
        assert spoken(told) == ""


def all_of(span: ReadableSpan) -> str:
    """Everything that a span holds, in a hundredth of the time of its `to_json`."""
    events = [(event.name, event.attributes) for event in span.events]
    state = span.context.trace_state if span.context else None
    return str((span.name, span.attributes, events, span.links, span.status.description, state))


def spoken(told: str) -> str:
    """What surrounds the mark in what was told; nothing when it is not there."""
    for mark in (MARK.casefold(), NUMBERS):
        place = told.casefold().find(mark)
        if place >= 0:
            return told[max(0, place - 200) : place + 60]
    return ""


def send(app: Flask, call: Call) -> TestResponse:
    """One request."""
    return app.test_client().open(
        call.path, method=call.method, data=call.body or None, headers=call.headers, buffered=True
    )


def _places_told(answer: TestResponse) -> list[str]:
    """Pointers to faults. A key that is not known is part of its own place."""
    told = answer.get_json(silent=True) or {}
    pointers = [fault["pointer"] for fault in told.get("errors", ())]
    return sorted(
        (*pointers, *(one for issue in told.get("issue", ()) for one in issue.get("expression", ()))),
        key=len,
        reverse=True,
    )


def repeated(answer: TestResponse) -> str:
    """What an error repeats of a request, beside the request's id and where in the body a fault is.

    The page of a form shows the form as it was filled in, also where something is wrong with it.
    """
    if answer.status_code < 400 or answer.mimetype == "text/html":
        return ""
    whole = "\n".join(f"{name}: {value}" for name, value in answer.headers) + answer.text
    for allowed in (ID, *_places_told(answer)):
        whole = whole.replace(allowed, "")
    return spoken(whole)


@pytest.mark.usefixtures("silent")
def test_no_place_of_any_request_is_told(watched: Flask) -> None:
    statuses: dict[str, set[int]] = {}
    for call in calls(watched):
        answer = send(watched, call)
        assert repeated(answer) == "", call
        assert answer.status_code < 500, call
        statuses.setdefault(call.path, set()).add(answer.status_code)
    assert statuses["/v1/assessments"] >= {200, 400, 415, 422}


@contextmanager
def breaking(_: str) -> Iterator[None]:
    """A step that fails, with all that it knows in its message."""
    raise ValueError(MARK, NUMBER)
    yield


@pytest.mark.usefixtures("silent")
def test_a_step_that_breaks_tells_nothing(watched: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps._Tracing, "span", breaking)
    statuses = Counter[int]()
    sent = Counter[tuple[str, str]]()
    for call in calls(watched):
        sent[call.method, call.path] += 1
        if sent[call.method, call.path] <= ENOUGH:
            answer = send(watched, call)
            assert repeated(answer) == "", call
            statuses[answer.status_code] += 1
    assert statuses[500] > ENOUGH


@pytest.mark.usefixtures("silent")
def test_a_view_that_breaks_tells_nothing(watched: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails below any view: engine, renderer, a disk that is full."""

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, f"No space left on device: {MARK}", MARK)

    monkeypatch.setattr(watched, "view_functions", dict.fromkeys(watched.view_functions, fail))
    seen = set()
    for call in calls(watched):
        if (call.path, call.method) not in seen:
            seen.add((call.path, call.method))
            answer = send(watched, call)
            assert repeated(answer) == "", call
            assert answer.status_code in (500, 405, 404), call
