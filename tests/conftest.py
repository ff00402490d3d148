"""What every test may ask for: the rules, read once a session, and the service around them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from service.app import create_app
from service.config import Config, config_from
from service.doors.intake import Reception, open_reception
from service.engine.pack import Knowledge
from service.loader.load import load_with_margins
from service.loader.margins import Margins
from tools import chromium

# The same examples on every machine and every day: a red build means that the code changed.
settings.register_profile("same_every_day", derandomize=True, deadline=None, max_examples=80, print_blob=True)
settings.load_profile("same_every_day")


@pytest.fixture(scope="session")
def rules_folder() -> Path:
    """The folder of rules that the service would serve."""
    return config_from(os.environ).rules


@pytest.fixture(scope="session")
def loaded(rules_folder: Path) -> tuple[Knowledge, Margins]:
    """The rules, checked and compiled, with what stands on them for readers."""
    return load_with_margins(rules_folder)


@pytest.fixture(scope="session")
def knowledge(loaded: tuple[Knowledge, Margins]) -> Knowledge:
    """The rules, checked and compiled."""
    return loaded[0]


@pytest.fixture(scope="session")
def margins(loaded: tuple[Knowledge, Margins]) -> Margins:
    """What stands on the rules for their readers alone."""
    return loaded[1]


@pytest.fixture(scope="session")
def reception(knowledge: Knowledge) -> Reception:
    """What reads histories against the rules."""
    return open_reception(knowledge)


@pytest.fixture(scope="session")
def app(knowledge: Knowledge, margins: Margins) -> Flask:
    """The whole service, as it is deployed."""
    return create_app(Config(), knowledge, margins)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A caller of the service."""
    return app.test_client()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what could not be run here: a test that did not run proves nothing."""
    reports = terminalreporter.getreports("skipped")
    if reports:
        reasons = sorted({str(report.longrepr[2]) for report in reports if isinstance(report.longrepr, tuple)})
        terminalreporter.section(f"{len(reports)} TESTS WERE NOT RUN", red=True, bold=True)
        for reason in reasons:
            terminalreporter.line(reason.removeprefix("Skipped: "), red=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for all folders: two drivers at a time do not go together.

    Where there is none the tests are passed over, and the report ends with saying so; in CI they fail.
    """
    path = chromium.find()
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(chromium.MISSING)
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield started
        started.close()
