"""One server of the session's app for the folder, and a page whose every fault fails its test."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.watch import Watch

# Milliseconds: generous, for a machine that has much else to do.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


class Silent(WSGIRequestHandler):
    """No access log: it would fill the report."""

    def log_request(self, *_: object) -> None:
        pass


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """The address of a server of an app on a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="package")
def site(app: Flask) -> Iterator[str]:
    """The address of the service."""
    with listening(app) as address:
        yield address


@pytest.fixture
def look() -> dict[str, object]:
    """How the browser is set up; a test changes it by `@pytest.mark.parametrize("look", ...)`."""
    return {}


@pytest.fixture
def context(browser: Browser, site: str, look: dict[str, object]) -> Iterator[BrowserContext]:
    """A browser window of its own, wide unless the test says otherwise."""
    wide = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", "base_url": site}
    opened = browser.new_context(**{**wide, **look})
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


@pytest.fixture
def watch(context: BrowserContext, site: str) -> Iterator[Watch]:
    """What goes wrong in the window. Whatever it noted at the end fails the test."""
    noted = Watch(context, site)
    yield noted
    assert noted.faults() == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:  # noqa: ARG001 (the watch begins before the page)
    """An empty page in a watched window."""
    return context.new_page()
