"""What is printed of an answer fits one side of A4, and so does a document of an ordinary history."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.journeys import example, open_form, settled, tick


def sides(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("name", ["eyelid", "weak-hand", "boy-morning-jerks"])
def test_an_answer_prints_on_one_side(page: Page, name: str) -> None:
    open_form(page)
    example(page, name)
    assert sides(page.pdf(format="A4")) == 1


def test_a_document_of_an_ordinary_history_prints_on_one_side(page: Page) -> None:
    open_form(page)
    example(page, "weak-hand")
    for document in ("note", "letter", "leaflet"):
        with page.expect_popup() as opened:
            page.locator(f"button[name=document][value={document}]").click()
        opened.value.wait_for_selector(".paper")
        assert sides(opened.value.pdf(format="A4")) == 1, document
        opened.value.close()


MANY = """() => {
  for (const kind of ["#sites input[type=checkbox]", "[name=triggers]", "[name^='exposures.'][name$=substance]",
    "[name='history.past']:not([value=healthy])"]) {
    for (const box of [...document.querySelectorAll(kind)].slice(0, 12)) box.checked = true;
  }
  const row = document.getElementById("medications-0-name");
  for (let place = 1; place < 25; place++) {
    const more = row.cloneNode();
    more.name = `medications.${place}.name`;
    row.after(more);
  }
  for (const one of document.querySelectorAll("[name^='medications.'][name$=name]")) one.value = "Sertraline";
}"""


def test_an_answer_to_very_much_prints_on_one_side(page: Page) -> None:
    open_form(page)
    example(page, "weak-hand")
    page.wait_for_selector("html[data-script=on]")
    page.evaluate(MANY)
    page.locator(tick("course", "progressive")).dispatch_event("input")
    page.locator(tick("onset.mode", "sudden")).click()
    settled(page)
    assert page.locator("#answer .flags li").count() > 4
    assert sides(page.pdf(format="A4")) == 1


def test_pages_are_counted(page: Page) -> None:
    page.goto("/docs")
    assert sides(page.pdf(format="A4")) > 2
