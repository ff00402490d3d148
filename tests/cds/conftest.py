"""Calls of the CDS services, with and without a public address of the site."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.doors.cds.desk import Desk, open_desk
from service.doors.fhir.write_response import write_response
from service.doors.intake import Reception
from service.web import problems
from service.web.cds import routes
from tests.cds.ehr import Ehr, authorization, open_ehr
from tests.cds.records import EXAMPLES, Json

BASE = "https://fascicle.hospital.example"

Call = Callable[..., TestResponse]
Answered = Callable[[Json], Json]
Ask = Callable[..., TestResponse]


@pytest.fixture(scope="session")
def examples() -> dict[str, Json]:
    """The requests of `examples/cds`, by the name of their file."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in Path(EXAMPLES).glob("*.json")}


@pytest.fixture
def example(examples: dict[str, Json]) -> Callable[[str], Json]:
    """A fresh copy of one of them."""
    return lambda name: copy.deepcopy(examples[name])


@pytest.fixture
def call(client: FlaskClient) -> Call:
    """Call a service by its hook."""

    def send(hook: str, document: Any) -> TestResponse:
        return client.post(f"/cds-services/fascicle-{hook}", json=document)

    return send


@pytest.fixture(scope="session")
def desk(reception: Reception) -> Desk:
    """A site whose public address is configured, with a SMART app."""
    return open_desk(reception, base_url=BASE, launch="/launch")


@pytest.fixture(scope="session")
def public_app(reception: Reception) -> Flask:
    """The CDS services alone, of a site whose public address is configured."""
    app = Flask("service.web", static_folder=None)
    problems.register(app)
    app.register_blueprint(routes.blueprint(reception, base_url=BASE, launch="/launch"))
    return app


@pytest.fixture
def answered(desk: Desk) -> Answered:
    """A completed response to our questionnaire that says what a history says."""

    def write(history: Json) -> Json:
        return write_response(desk.reception, desk.items, history)

    return write


@pytest.fixture
def public(public_app: Flask) -> Call:
    """Call a service of that site by its hook."""

    def send(hook: str, document: Any) -> TestResponse:
        return public_app.test_client().post(f"/cds-services/fascicle-{hook}", json=document)

    return send


@pytest.fixture(scope="module")
def server() -> Iterator[Ehr]:
    """A FHIR server."""
    with open_ehr() as ehr:
        yield ehr


@pytest.fixture
def ehr(server: Ehr) -> Ehr:
    """The same, as it begins."""
    server.begin()
    return server


@pytest.fixture(scope="module")
def site(reception: Reception, server: Ehr) -> Flask:
    """The CDS services of a site that lists the server."""
    app = Flask("service.web", static_folder=None)
    problems.register(app)
    app.register_blueprint(routes.blueprint(reception, servers=("https://other.example/fhir", server.base)))
    return app


@pytest.fixture
def ask(site: Flask, ehr: Ehr) -> Ask:
    """Call a service with the server and a token, and with no more prefetch than is given."""

    def send(document: Json, prefetch: Json | None = None, **more: Any) -> TestResponse:
        named = {**document, "fhirServer": ehr.base, "fhirAuthorization": authorization(), **more}
        named["prefetch"] = prefetch or {}
        return site.test_client().post(f"/cds-services/fascicle-{document['hook']}", json=named)

    return send
