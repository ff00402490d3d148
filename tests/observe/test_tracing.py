"""Traces: a span for a request and one for each step; of the caller's words only the ids of its own span."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.app import create_app
from service.config import Config, ConfigError
from service.engine.pack import Knowledge
from service.web.observe import steps, tracing

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
HISTORY = {"associated_symptoms": [{"finding": "twitching"}]}


@pytest.fixture
def exported() -> InMemorySpanExporter:
    """What would have been sent."""
    return InMemorySpanExporter()


@pytest.fixture
def traced(exported: InMemorySpanExporter, made_up: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A service that traces into memory."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    monkeypatch.setattr(tracing, "exporting", lambda _: provider)
    yield create_app(Config(traces=True), made_up)
    steps.trace_with(None)


def spans(exported: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    """The spans by name."""
    return {span.name: span for span in exported.get_finished_spans()}


def test_a_request_is_a_span_with_a_span_for_each_step(traced: Flask, exported: InMemorySpanExporter) -> None:
    answer = traced.test_client().post("/v1/assessments", json=HISTORY)

    made = spans(exported)
    assert set(made) == {"POST /v1/assessments", "read", "assess", "report"}
    whole = made.pop("POST /v1/assessments")
    assert whole.attributes == {
        "http.request.method": "POST",
        "http.route": "/v1/assessments",
        "http.response.status_code": 200,
        "fascicle.request_id": answer.headers["X-Request-ID"],
        "fascicle.referral": answer.get_json()["referral"]["level"],
    }
    assert {step.parent and step.parent.span_id for step in made.values()} == {whole.context and whole.context.span_id}


def test_only_the_ids_of_the_callers_span_are_taken_over(traced: Flask, exported: InMemorySpanExporter) -> None:
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "tracestate": "who=Jane-Roe", "baggage": "who=Jane-Roe"}

    traced.test_client().get("/v1/about?q=Jane-Roe", headers={**headers, "User-Agent": "Jane-Roe"})

    (span,) = exported.get_finished_spans()
    assert span.parent
    assert (f"{span.parent.trace_id:032x}", f"{span.parent.span_id:016x}") == (TRACE, PARENT)
    assert "Jane" not in span.to_json()


@pytest.mark.parametrize("given", ["", "Jane Roe", f"00-{TRACE}-{PARENT}", f"00-{'0' * 32}-{PARENT}-01"])
def test_what_is_no_trace_parent_begins_a_trace(given: str, traced: Flask, exported: InMemorySpanExporter) -> None:
    traced.test_client().get("/v1/about", headers={"traceparent": given})

    (span,) = exported.get_finished_spans()
    assert span.parent is None


def test_a_fault_of_ours_marks_the_span_and_tells_nothing(
    traced: Flask, exported: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("Jane Roe")

    monkeypatch.setattr(steps, "assess_history", fail)
    assert traced.test_client().post("/v1/assessments", json=HISTORY).status_code == 500

    made = spans(exported)
    assert not made["POST /v1/assessments"].status.is_ok
    assert "Jane" not in "".join(span.to_json() for span in made.values())
    assert all(not span.events for span in made.values())


@pytest.mark.usefixtures("traced")
def test_an_address_that_no_route_has_is_no_name(traced: Flask, exported: InMemorySpanExporter) -> None:
    traced.test_client().get("/Jane-Roe")

    assert [span.name for span in exported.get_finished_spans()] == ["GET"]


def test_traces_need_somewhere_to_go(made_up: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in tracing.ENDPOINTS:
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(ConfigError, match="OTEL_EXPORTER_OTLP_ENDPOINT"):
        create_app(Config(traces=True), made_up)
