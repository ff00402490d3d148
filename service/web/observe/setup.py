"""register: everything by which an app tells of itself, as its settings ask."""

from flask import Blueprint, Flask, Response

from service.config import Config
from service.engine.pack import Knowledge
from service.web.observe import audit, requests
from service.web.observe.metrics import CONTENT_TYPE, digest_of, exposition
from service.web.operations import Operation, describe

METRICS = Operation(
    summary="Metrics",
    description="What is counted, of all worker processes, in Prometheus's text format.",
    tag="service",
    media_type="text/plain",
    errors=(),
)


def register(app: Flask, config: Config, knowledge: Knowledge) -> None:
    """Watch an app: call this before all other hooks are registered. Raises ConfigError for what cannot be used."""
    requests.register(app, knowledge.version)
    if config.audit and config.audit_key_file:
        audit.register(app, audit.read_key(config.audit_key_file), digest_of(knowledge))
    if config.traces:
        # Some megabytes and a tenth of a second, which only those pay who want traces.
        from service.web.observe import tracing  # noqa: PLC0415

        tracing.register(app, tracing.exporting(knowledge))
    app.register_blueprint(blueprint(knowledge))


def blueprint(knowledge: Knowledge) -> Blueprint:
    """The route that tells the metrics."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    @describe(METRICS)
    def metrics() -> Response:
        return Response(exposition(knowledge), content_type=CONTENT_TYPE)

    return routes
