"""axe-core over a page: WCAG 2.2 at levels A and AA, and what axe-core itself calls best practice."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# Of a long list of like things the first are looked at: the rest come from the same template.
LIKE = 3
_SHORTEN = """most => {
  for (const list of document.querySelectorAll("main, main :is(section, article, ul, ol, dl, tbody, div)")) {
    const kinds = Map.groupBy(list.children, one => one.tagName + one.className);
    for (const alike of kinds.values()) for (const one of alike.slice(most)) one.remove();
  }
}"""
_AXE = Axe()


def violations(page: Page) -> list[str]:
    """Every violation in light, and what the dark colours add: rule, element, what is wrong."""
    found = _run(page, {"type": "tag", "values": TAGS})
    page.emulate_media(color_scheme="dark")
    found += [f"in dark: {told}" for told in _run(page, {"type": "rule", "values": ["color-contrast"]})]
    page.emulate_media(color_scheme="light")
    return found


def shorten(page: Page) -> None:
    """Leave the first few of every long list of like things."""
    page.evaluate(_SHORTEN, LIKE)


def _run(page: Page, only: dict[str, object]) -> list[str]:
    found = _AXE.run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    return [
        f"{violation['id']} at {node['target']}: {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]
