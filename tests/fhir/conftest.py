"""What the tests of FHIR share: the items, a caller, the published cases."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evaluation.vignettes import Vignette, load_vignettes
from service.doors.fhir.chart import Chart, read_chart
from service.doors.fhir.items import Item, build_items
from service.doors.intake import Reception
from service.engine.pack import Knowledge

TODAY = date(2026, 11, 22)
ASSESS = "/fhir/QuestionnaireResponse/$assess"
POPULATE = "/fhir/Questionnaire/$populate"

Post = Callable[..., TestResponse]


@pytest.fixture(scope="session")
def tree(knowledge: Knowledge) -> tuple[Item, ...]:
    """The items of the Questionnaire."""
    return build_items(knowledge)


@pytest.fixture(scope="session")
def vignettes() -> list[Vignette]:
    """The published cases."""
    return load_vignettes()


@pytest.fixture(scope="session")
def chart(reception: Reception) -> Callable[..., Chart]:
    """Read resources as of one day."""
    return lambda *resources: read_chart(reception, resources, TODAY)


@pytest.fixture
def post(client: FlaskClient) -> Post:
    """Send a resource as FHIR does."""

    def send(path: str, body: Any, **headers: str) -> TestResponse:
        return client.post(path, json=body, headers={"Content-Type": "application/fhir+json", **headers})

    return send
