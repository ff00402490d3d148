"""What is printed of an answer fits one side of A4."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.journeys import example, open_form


def sides(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("name", ["eyelid", "weak-hand", "boy-morning-jerks"])
def test_an_answer_prints_on_one_side(page: Page, name: str) -> None:
    open_form(page)
    example(page, name)
    assert sides(page.pdf(format="A4")) == 1


def test_pages_are_counted(page: Page) -> None:
    page.goto("/docs")
    assert sides(page.pdf(format="A4")) > 2
