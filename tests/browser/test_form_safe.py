"""Whatever is typed stays text; nothing is kept; a frame shows the form only where its origin is configured."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from service.app import create_app
from service.config import Config
from service.engine.pack import Knowledge
from service.loader.margins import Margins
from tests.browser.conftest import listening
from tests.browser.journeys import example, open_form, settled

BREAK = "window.broken=1"
MARKUP = f"\"'><img src=x onerror={BREAK}><svg onload={BREAK}></textarea><script>{BREAK}</script>{{{{7*7}}}}"
ODD = "\u202e\u200f\u0301\u200b\ufeff Ünïcödé 汉字 👩\u200d⚕️ \u0007 \ufffe ﷽ İı \u017f"
FILL = """text => {
  const kinds = "input:not([type=radio], [type=checkbox], [type=hidden], [type=date]), textarea";
  for (const one of document.getElementById("intake").querySelectorAll(kinds)) {
    one.value = text.slice(0, one.maxLength > 0 ? one.maxLength : 300);
  }
}"""


@pytest.mark.parametrize("text", [MARKUP, ODD], ids=["markup", "odd"])
def test_what_is_typed_into_every_field_stays_text(page: Page, text: str) -> None:
    open_form(page)
    page.locator("#sites-calf-site").check()
    for kind in ("medications", "exposures", "results", "sites"):
        page.evaluate("value => document.querySelector(`button[value='more.${value}']`).click()", kind)
    page.evaluate(FILL, text)
    page.locator("#sites-calf-site").dispatch_event("input")
    settled(page, "faulty")
    unharmed(page)
    page.evaluate("document.getElementById('intake').submit()")
    page.wait_for_selector("html[data-script=on] #faults a")
    unharmed(page)
    assert page.locator("#medications-0-name").input_value()[:20] == text[:20]
    expect(page.locator("#sites-calf-site")).to_be_checked()


def unharmed(page: Page) -> None:
    assert page.evaluate("window.broken") is None
    assert page.locator("[onerror], [onload], img[src=x], main script:not([type=module])").count() == 0


@pytest.mark.parametrize("text", [MARKUP, ODD], ids=["markup", "odd"])
def test_what_the_type_ahead_brings_stays_text(page: Page, text: str) -> None:
    open_form(page)
    answer = [{"id": text, "label": text, "hint": text}]
    page.route("**/form/suggest", lambda route: route.fulfill(json=answer))
    page.locator("#search").click()
    page.keyboard.type("we")
    page.locator(".suggestions [role=option]").first.click()
    unharmed(page)
    assert page.locator("#rows .row legend").first.inner_text().strip()[:5] == text.strip()[:5]


def test_nothing_is_kept_and_no_address_holds_what_was_entered(page: Page) -> None:
    """The watch of every test looks into storage and cookies; here, after a whole journey."""
    open_form(page)
    example(page, "weak-hand")
    page.wait_for_selector("#answer [data-level=urgent]")
    assert page.url.endswith(("/", "/#result"))
    page.locator("button[name=document][value=note]").first.click()
    page.wait_for_load_state()
    for opened in page.context.pages:
        assert "?" not in opened.url
    assert page.evaluate("async () => (await caches.keys()).length + (await indexedDB.databases()).length") == 0


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """An EHR's page on an origin of its own, which frames the address in its query."""
    ehr = Flask("ehr")
    frame = "<!doctype html><title>EHR</title><iframe src='http://127.0.0.1:{port}/' width=900 height=700></iframe>"
    ehr.add_url_rule("/<int:port>", "framed", frame.format)
    with listening(ehr) as address:
        yield address


def framed(browser: Browser, host: str, address: str) -> bool:
    """Whether a frame in the EHR's page shows the form, and it answers there."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{host}/{address.rsplit(':', 1)[1]}")
    frame = page.frame_locator("iframe")
    try:
        if not frame.locator("#intake").count():
            return False
        frame.locator("html[data-script=on] #sites-calf-site").check()
        expect(frame.locator("#answer [data-level]")).to_be_visible()
        return True
    finally:
        context.close()


def test_a_frame_is_refused_unless_its_origin_is_configured(browser: Browser, site: str, host: str) -> None:
    assert not framed(browser, host, site)


def test_a_frame_of_the_configured_origin_shows_the_form(
    browser: Browser, host: str, knowledge: Knowledge, margins: Margins
) -> None:
    with listening(create_app(Config(frame_ancestors=(host,)), knowledge, margins)) as address:
        assert framed(browser, host, address)


def test_a_frame_of_another_origin_is_refused(
    browser: Browser, host: str, knowledge: Knowledge, margins: Margins
) -> None:
    config = Config(frame_ancestors=("https://ehr.example",))
    with listening(create_app(config, knowledge, margins)) as address:
        assert not framed(browser, host, address)
