"""create_app: the one place that assembles the service from its parts."""

from collections.abc import Iterator

from flask import Blueprint, Flask

from service.config import Config
from service.doors.book.shelf import Book, Margins
from service.doors.intake import Reception, open_reception
from service.engine.pack import Knowledge
from service.web import (
    assessments,
    attributes,
    batch,
    body,
    compression,
    evaluation,
    feedback,
    headers,
    pages,
    problems,
    record,
    service_info,
    vocabulary,
)
from service.web.access import setup as access
from service.web.book import routes as book_routes
from service.web.cds import routes as cds_routes
from service.web.description import Description
from service.web.fhir import routes as fhir_routes
from service.web.form import answer as form_answer
from service.web.form import page as form_page
from service.web.form import words
from service.web.observe import setup as observe
from service.web.smart import routes as smart_routes


def create_app(config: Config, knowledge: Knowledge, margins: Margins | None = None) -> Flask:
    """The service for one knowledge. Nothing is read from disk or environment here but the templates and examples.

    `margins` is what the loader keeps for readers of the knowledge book; without it the pages say less.
    """
    app = Flask("service.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = config.body_limit
    # Werkzeug would answer // with a redirect to a name that the caller chose, and with the query in it.
    app.url_map.merge_slashes = False
    reception = open_reception(knowledge)
    body.register(app)
    observe.register(app, config, knowledge)
    problems.register(app)
    headers.register(app, knowledge.version, config)
    access.register(app, config)
    words.register(app)
    compression.register(app)
    book = Book(knowledge, margins)
    for blueprint in _blueprints(reception, config, book):
        app.register_blueprint(blueprint)
    feedback.give_digests(app)
    app.extensions["fascicle_book"] = book
    app.extensions["fascicle_openapi"] = Description(app, knowledge)
    return app


def _blueprints(reception: Reception, config: Config, book: Book) -> Iterator[Blueprint]:
    """The routes, part by part."""
    knowledge = reception.knowledge
    yield assessments.blueprint(reception, calibration=config.calibration)
    yield batch.blueprint(reception, calibration=config.calibration)
    yield record.blueprint(reception)
    yield feedback.blueprint(knowledge)
    yield vocabulary.blueprint(knowledge)
    yield service_info.blueprint(reception)
    yield attributes.blueprint(knowledge, calibration=config.calibration)
    yield compression.compressed(evaluation.blueprint(knowledge))
    yield compression.compressed(pages.blueprint(knowledge))
    servers = config.fhir_servers
    yield cds_routes.blueprint(
        reception, base_url=config.base_url, launch="/launch" if servers else "", servers=servers
    )
    yield fhir_routes.blueprint(reception, base_url=config.base_url)
    yield compression.compressed(form_page.blueprint(reception))
    yield compression.compressed(form_answer.blueprint(reception))
    yield compression.compressed(smart_routes.blueprint(reception, config))
    yield compression.compressed(book_routes.blueprint(book))
