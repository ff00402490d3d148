"""axe-core finds nothing on any page, in light and in dark."""

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations

PAGES = ("/start", "/docs", "/knowledge", "/knowledge/review", "/knowledge/conditions", "/knowledge/conditions/als")


@pytest.mark.parametrize("path", PAGES)
def test_no_violation(page: Page, path: str) -> None:
    page.goto(path)
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    assert [*found, *violations(page)] == []
