"""OpenTelemetry traces, for sites that ask for them: a span for each request, and one for each of its steps.

The spans are made here, not by OpenTelemetry's instrumentation of Flask: that notes addresses, query strings and the
caller's software, all of which a caller writes. Of what a caller sends only the ids in `traceparent` are taken over;
`tracestate` and `baggage` are free text. An exception's message is never noted.
"""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask, Response, g, has_request_context, request
from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from service import __version__
from service.config import ConfigError
from service.engine.pack import Knowledge
from service.web.observe.events import fitting
from service.web.observe.requests import METHODS
from service.web.observe.steps import trace_with

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
NOWHERE = "FASCICLE_TRACES=on needs OTEL_EXPORTER_OTLP_ENDPOINT, the address of the site's collector."
_PARENT = TraceContextTextMapPropagator()


def exporting(knowledge: Knowledge) -> TracerProvider:
    """A provider that sends spans where the OTEL_ variables say. Raises ConfigError where they say nothing."""
    if not any(os.environ.get(name) for name in ENDPOINTS):
        raise ConfigError(NOWHERE)
    about = {"service.version": __version__, "fascicle.knowledge": knowledge.version}
    if not os.environ.get("OTEL_SERVICE_NAME"):
        about["service.name"] = "fascicle"
    provider = TracerProvider(resource=Resource.create({**about}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def register(app: Flask, provider: TracerProvider) -> None:
    """Trace every request of an app, and the steps of its answers."""
    tracer = provider.get_tracer("fascicle")
    trace_with(_steps(tracer))

    @app.before_request
    def _begin() -> None:
        rule = request.url_rule
        method = request.method if request.method in METHODS else "OTHER"
        name = f"{method} {rule.rule}" if rule else method
        span = tracer.start_span(name, context=_parent(), kind=trace.SpanKind.SERVER)
        span.set_attributes({"http.request.method": method, "http.route": rule.rule if rule else "none"})
        g.span = span

    @app.after_request
    def _answered(response: Response) -> Response:
        if "span" in g:
            told = fitting({"request_id": g.get("request_id"), "referral": g.get("referral")})
            g.span.set_attributes({f"fascicle.{name}": value for name, value in told.items()})
            g.span.set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= 500:
                g.span.set_status(trace.StatusCode.ERROR)
        return response

    @app.teardown_request
    def _end(_: BaseException | None) -> None:
        if "span" in g:
            g.span.end()


def _steps(tracer: trace.Tracer) -> Callable[[str], AbstractContextManager[object]]:
    def span(name: str) -> AbstractContextManager[object]:
        # The request's span is told, not left in the context: a streamed answer ends in another than it began in.
        above = trace.set_span_in_context(g.span) if has_request_context() and "span" in g else None
        return tracer.start_as_current_span(name, above, record_exception=False, set_status_on_exception=False)

    return span


def _parent() -> context.Context:
    """The caller's span, by its ids alone."""
    given = request.headers.get("traceparent", "")
    return _PARENT.extract({"traceparent": given}, context=context.Context())
