"""create_app: the one place that assembles the service from its parts."""

from flask import Flask

from service.config import Config
from service.doors.book.shelf import Book, Margins
from service.doors.intake import open_reception
from service.engine.pack import Knowledge
from service.web import (
    assessments,
    batch,
    evaluation,
    feedback,
    headers,
    pages,
    problems,
    record,
    service_info,
    vocabulary,
)
from service.web.access import door as access
from service.web.book import routes as book_routes
from service.web.cds import routes as cds_routes
from service.web.fhir import routes as fhir_routes
from service.web.form import answer as form_answer
from service.web.form import page as form_page
from service.web.form import words
from service.web.observe import setup as observe
from service.web.openapi import build_openapi, openapi_yaml


def create_app(config: Config, knowledge: Knowledge, margins: Margins | None = None) -> Flask:
    """The service for one knowledge. Nothing is read from disk or environment here but the templates and examples.

    `margins` is what the loader keeps for readers of the knowledge book; without it the pages say less.
    """
    app = Flask("service.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = config.body_limit
    reception = open_reception(knowledge)
    observe.register(app, config, knowledge)
    problems.register(app)
    headers.register(app, knowledge.version, config)
    access.register(app, config)
    words.register(app)
    app.register_blueprint(assessments.blueprint(reception, calibration=config.calibration))
    app.register_blueprint(batch.blueprint(reception, calibration=config.calibration))
    app.register_blueprint(record.blueprint(reception))
    app.register_blueprint(feedback.blueprint(knowledge))
    feedback.give_digests(app)
    app.register_blueprint(vocabulary.blueprint(knowledge))
    app.register_blueprint(service_info.blueprint(reception))
    app.register_blueprint(evaluation.blueprint(knowledge))
    app.register_blueprint(pages.blueprint(knowledge))
    app.register_blueprint(cds_routes.blueprint(reception, base_url=config.base_url))
    app.register_blueprint(fhir_routes.blueprint(reception, base_url=config.base_url))
    app.register_blueprint(form_page.blueprint(reception))
    app.register_blueprint(form_answer.blueprint(reception))
    app.extensions["fascicle_book"] = Book(knowledge, margins)
    app.register_blueprint(book_routes.blueprint(app.extensions["fascicle_book"]))
    document = build_openapi(app, knowledge)
    app.extensions["fascicle_openapi"] = {"document": document, "text": openapi_yaml(document)}
    return app
