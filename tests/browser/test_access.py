"""axe-core finds nothing on any page in any state, in light and in dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import shorten, violations
from tests.browser.journeys import example, level, open_form, settled, tick
from tests.browser.watch import Watch

PAGES = (
    "/start", "/docs", "/evaluation", "/knowledge", "/knowledge/review", "/knowledge/conditions",
    "/knowledge/conditions/als", "/knowledge/findings/dysphagia", "/knowledge/red-flags/focal-jerks-of-seizure-type",
    "/knowledge/tests/eeg", "/knowledge/medications/lithium", "/knowledge/sources/nice-ng217-dx",
    "/knowledge/screens/strength-normal",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_to_read(page: Page, path: str) -> None:
    assert page.goto(path).ok
    shorten(page)
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/knowledge/conditions/nothing-of-the-kind", "/nothing"])
def test_the_page_of_what_is_not_there(page: Page, watch: Watch, path: str) -> None:
    watch.expected.append("404 from")
    page.goto(path)
    assert violations(page) == []


def blank(page: Page) -> None:
    assert page.locator("#answer [data-level]").count() == 0


def emergency(page: Page) -> None:
    page.locator(tick("movement.types", "jerk")).click()
    for finding in ("confusion", "altered-consciousness"):
        page.locator(tick(f"finding.{finding}", "present")).click()
    settled(page)
    assert level(page) == "emergency"
    page.locator("#open-all > summary").click()


def urgent(page: Page) -> None:
    example(page, "weak-hand")
    page.wait_for_selector("#answer [data-level=urgent]")
    for summary in page.locator("#answer details:not([open]) > summary").all()[:12]:
        if summary.is_visible():
            summary.click()


def calm(page: Page) -> None:
    example(page, "eyelid")
    page.wait_for_selector("#answer [data-level]")
    for summary in page.locator("#intake details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()


def outside(page: Page) -> None:
    page.locator("#search").click()
    page.keyboard.type("vomiting")
    expect(page.locator(".suggestions [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("y")
    settled(page)
    expect(page.locator("#answer .outside")).to_be_visible()


def faulty(page: Page) -> None:
    page.locator("#sites-calf-site").check()
    page.locator("#patient-age_years").fill("many")
    settled(page, "faulty")


def failed(page: Page) -> None:
    page.locator("#sites-calf-site").check()
    settled(page)
    page.route("**/form/answer", lambda route: route.abort())
    page.locator(tick("course", "progressive")).click()
    settled(page, "failed")


def suggesting(page: Page) -> None:
    page.locator("#search").click()
    page.keyboard.type("weak")
    expect(page.locator(".suggestions [role=option]").first).to_be_visible()


@pytest.mark.parametrize("state", [blank, emergency, urgent, calm, outside, faulty, failed, suggesting])
def test_the_form(page: Page, watch: Watch, state: Callable[[Page], None]) -> None:
    watch.expected.append("net::ERR_FAILED")
    open_form(page)
    state(page)
    assert violations(page) == []


@pytest.mark.parametrize("look", [{"java_script_enabled": False}])
@pytest.mark.parametrize("button", ["note", "letter", "leaflet"])
def test_a_document(page: Page, button: str) -> None:
    """axe-core needs a script of its own, so the document is fetched here and looked at there."""
    open_form(page, script=False)
    example(page, "weak-hand")
    page.locator(f"button[name=document][value={button}]").click()
    assert page.locator("#record-text").input_value()
    seen = page.context.browser.new_page()
    address, html = page.url, page.content()
    seen.route(address, lambda route: route.fulfill(status=200, content_type="text/html", body=html))
    seen.goto(address)
    found = violations(seen)
    seen.close()
    assert found == []
