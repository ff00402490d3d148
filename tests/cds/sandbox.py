"""The public CDS Hooks Sandbox's habits, in Chromium: a page of another origin that calls services by itself.

As its source has it: a token of ES256 with `jku` for exactly the address called, on discovery and feedback too;
prefetch that the page fetches from the published templates, without the keys that failed; `fhirServer` always; an order
that is called about before it names a medicine; feedback when a suggestion is taken or a card put away.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Page

from tests.cds.records import Json

SCRIPT = Path(__file__).with_name("sandbox.js").read_text("utf-8")
ISSUER = "https://sandbox.cds-hooks.org"


def page_app() -> Flask:
    """The Sandbox's own server: an empty page with its script."""
    app = Flask("sandbox", static_folder=None)
    app.add_url_rule("/", "page", lambda: f"<!doctype html><title>Sandbox</title><script>{SCRIPT}</script><body>")
    return app


@dataclass(frozen=True)
class Sandbox:
    """The page, open for a patient."""

    page: Page

    def discover(self) -> Json:
        """Read the discovery: its status, and the hooks that it names."""
        found: Json = self.page.evaluate("discover()")
        return found

    def call(self, hook: str, context: str = "{}", failing: tuple[str, ...] = ()) -> Json:
        """Call the service of a hook and show its cards: status and body. `context`: JavaScript for more of it."""
        self.page.evaluate("(keys) => { failing = keys; }", list(failing))
        told: Json = self.page.evaluate(f"call('{hook}', {context})")
        return told

    def press(self, words: str) -> Json:
        """Press a button of a card, and what came back of the feedback on it."""
        before = self.page.evaluate("exchanges.length")
        self.page.get_by_role("button", name=words, exact=True).click()
        self.page.wait_for_function("(count) => exchanges.length > count", arg=before)
        told: Json = self.page.evaluate("exchanges.at(-1)")
        return told

    @property
    def cards(self) -> list[tuple[str, str]]:
        """Indicator and summary of each card shown, in their order."""
        shown = self.page.locator("article").all()
        return [(one.get_attribute("data-indicator") or "", one.locator("h2").inner_text()) for one in shown]


def open_sandbox(page: Page, origin: str, setup: dict[str, Any]) -> Sandbox:
    """Open the page of an origin with its settings: the service, the FHIR server, the patient, and its key."""
    page.goto(origin)
    page.evaluate("(given) => { setup = given; }", setup)
    return Sandbox(page)
