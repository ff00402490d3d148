"""What every test may ask for: the rules, read once a session, and the service around them."""

import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from service.app import create_app
from service.config import Config, config_from
from service.doors.intake import Reception, open_reception
from service.engine.pack import Knowledge
from service.loader.load import load

# The same examples on every machine and every day: a red build means that the code changed.
settings.register_profile("same_every_day", derandomize=True, deadline=None, max_examples=80, print_blob=True)
settings.load_profile("same_every_day")


@pytest.fixture(scope="session")
def rules_folder() -> Path:
    """The folder of rules that the service would serve."""
    return config_from(os.environ).rules


@pytest.fixture(scope="session")
def knowledge(rules_folder: Path) -> Knowledge:
    """The rules, checked and compiled."""
    return load(rules_folder)


@pytest.fixture(scope="session")
def reception(knowledge: Knowledge) -> Reception:
    """What reads histories against the rules."""
    return open_reception(knowledge)


@pytest.fixture(scope="session")
def app(knowledge: Knowledge) -> Flask:
    """The whole service, as it is deployed."""
    return create_app(Config(), knowledge)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A caller of the service."""
    return app.test_client()
