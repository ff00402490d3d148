"""The form fits: a narrow phone, twice the size, chosen colours; targets are large and the focus is never hidden."""

import pytest
from playwright.sync_api import Page

from tests.browser.journeys import example, open_form, settled, tick

PAGES = ("/start", "/docs", "/evaluation", "/knowledge", "/knowledge/conditions/als", "/knowledge/review")
PHONE = {"viewport": {"width": 320, "height": 640}}
# 1280 x 900 at 200 %.
TWICE = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
WIDER = """() => document.scrollingElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
      .slice(0, 5).map(one => one.outerHTML.slice(0, 120)) : []"""
SMALL = """least => [...document.querySelectorAll("button, summary, select, input, textarea, .chip")]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.matches(".default, [aria-hidden=true] *"))
  .map(one => one.closest("label") ?? one)
  .filter(one => one.clientWidth && Math.min(one.offsetWidth, one.offsetHeight) < least)
  .map(one => one.outerHTML.slice(0, 120))"""
# Something of what has the focus, or of its label, is the topmost thing somewhere in its box.
HIDDEN = """() => {
  const one = document.activeElement, label = one.closest("label") ?? one, box = label.getBoundingClientRect();
  if (one === document.body || !box.width) return null;
  const spots = [[.5, .5], [.1, .1], [.9, .9], [.1, .9], [.9, .1]];
  const top = spots.map(([x, y]) => document.elementFromPoint(box.left + x * box.width, box.top + y * box.height));
  return top.some(found => found && label.contains(found)) ? null : one.outerHTML.slice(0, 120);
}"""


def answered(page: Page) -> None:
    open_form(page)
    example(page, "weak-hand")
    page.wait_for_selector("#answer [data-level=urgent]")


@pytest.mark.parametrize("look", [PHONE], ids=["320"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_scrolling_sideways(page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate(WIDER) == []


@pytest.mark.parametrize("look", [PHONE, TWICE], ids=["320", "200 percent"])
def test_the_form_and_its_answer_need_no_scrolling_sideways(page: Page) -> None:
    answered(page)
    for summary in page.locator("details:not([open]) > summary").all():
        if summary.is_visible():
            summary.evaluate("one => one.click()")
    assert page.evaluate(WIDER) == []


@pytest.mark.parametrize("look", [{"viewport": {"width": 820, "height": 900}}, {}], ids=["tablet", "wide"])
def test_letters_twice_as_large_fit(page: Page) -> None:
    answered(page)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(WIDER) == []


@pytest.mark.parametrize("look", [PHONE, {}], ids=["phone", "wide"])
def test_targets_are_large(page: Page) -> None:
    answered(page)
    assert page.evaluate(SMALL, 24) == []


@pytest.mark.parametrize("look", [{"viewport": {"width": 390, "height": 600}}, {}], ids=["phone", "wide"])
def test_the_focus_is_never_hidden(page: Page) -> None:
    answered(page)
    page.evaluate("document.getElementById('content').focus()")
    hidden = []
    for _ in range(120):
        page.keyboard.press("Tab")
        hidden.append(page.evaluate(HIDDEN))
    assert [one for one in hidden if one] == []
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        hidden.append(page.evaluate(HIDDEN))
    assert [one for one in hidden if one] == []


@pytest.mark.parametrize("look", [{"forced_colors": "active"}])
def test_chosen_colours_still_show_what_is_chosen(page: Page) -> None:
    open_form(page)
    page.locator(tick("patient.sex", "male")).click()
    page.locator("#sites-calf-site").check()
    settled(page)
    fills = "selector => getComputedStyle(document.querySelector(selector)).fill"
    assert page.evaluate(fills, "#bodymap [data-on]") != page.evaluate(fills, "#bodymap [data-site]:not([data-on])")
    edge = "one => ['outlineStyle', 'borderStyle', 'outlineWidth'].map(name => getComputedStyle(one)[name]).join()"
    marked, plain = (page.locator(tick("patient.sex", sex)).evaluate(edge) for sex in ("male", "female"))
    assert marked != plain
    heading = page.locator("#referral")
    assert heading.is_visible()
    assert heading.inner_text().strip()
