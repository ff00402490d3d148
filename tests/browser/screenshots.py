"""Pictures of every page and state, at three widths, in light and dark, into build/screenshots. `make screenshots`."""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from service.app import create_app
from service.config import config_from
from service.loader.load import load_with_margins
from tests.browser import test_access as access
from tests.browser.conftest import listening
from tests.browser.journeys import open_form
from tools import chromium

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "screenshots"
WIDTHS = (390, 820, 1440)
STATES = (
    access.blank, access.emergency, access.urgent, access.calm, access.outside, access.faulty, access.failed,
    access.suggesting,
)  # fmt: skip


def main() -> None:
    """Take them all; words on the command line choose among their names."""
    path = chromium.find()
    if path is None:
        sys.exit(chromium.MISSING)
    FOLDER.mkdir(parents=True, exist_ok=True)
    config = config_from(os.environ)
    with listening(create_app(config, *load_with_margins(config.rules))) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                take(browser, address, width, scheme)
        browser.close()


def take(browser: Browser, address: str, width: int, scheme: str) -> None:
    """All pages and states at one width, in one scheme of colours."""
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for state in STATES:
        name = f"form-{state.__name__}-{width}-{scheme}"
        if wanted(name):
            page = context.new_page()
            open_form(page)
            state(page)
            keep(page, name)
    for path in access.PAGES:
        name = f"{path.strip('/').replace('/', '-')}-{width}-{scheme}"
        if wanted(name):
            page = context.new_page()
            page.goto(path)
            keep(page, name)
    context.close()


def wanted(name: str) -> bool:
    """Whether the command line asks for it, or for everything."""
    return len(sys.argv) == 1 or any(word in name for word in sys.argv[1:])


def keep(page: Page, name: str) -> None:
    """The screen as it stands, and, of the form, the whole page."""
    page.mouse.move(0, 0)
    page.screenshot(path=FOLDER / f"{name}.png")
    if name.startswith("form-"):
        page.screenshot(path=FOLDER / f"{name}-whole.png", full_page=True)
    page.close()


if __name__ == "__main__":
    main()
