"""Whatever is opened from the form opens beside it: the browser's way back would lose what was entered."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.journeys import example, open_form, settled, tick
from tests.browser.watch import Watch


def filled(page: Page) -> None:
    """A calf in a person of 62, answered."""
    open_form(page)
    page.locator("#patient-age_years").fill("62")
    page.locator("#sites-calf-site").check()
    settled(page)


def test_a_document_opens_beside_the_form_and_closing_it_leads_back(page: Page) -> None:
    filled(page)
    with page.expect_popup() as opened:
        page.locator("button[name=document][value=note]").click()
    note = opened.value
    expect(note.locator("#record-text")).to_have_value(re.compile("calf"))
    assert page.locator("#patient-age_years").input_value() == "62"
    with note.expect_event("close"):
        note.get_by_role("button", name="Back to the form").click()
    assert page.locator("#sites-calf-site").is_checked()


def test_the_links_around_the_form_open_beside_it(page: Page) -> None:
    filled(page)
    for link in page.locator(".top a, footer a").all():
        assert link.get_attribute("target") == "_blank"
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Knowledge", exact=True).click()
    opened.value.wait_for_load_state()
    assert page.locator("#patient-age_years").input_value() == "62"


def test_nothing_is_taken_from_a_form_with_a_fault(page: Page) -> None:
    filled(page)
    page.locator("#patient-age_years").fill("many")
    settled(page, "faulty")
    for button in ("[name=document][value=letter]", "[name=as][value=json]"):
        page.locator(f"button{button}").click()
        assert page.evaluate("document.activeElement.id") == "faults"
    assert len(page.context.pages) == 1


def refuse(status: int) -> Callable[[Route], None]:
    """Answers a call with a status alone."""
    return lambda route: route.fulfill(status=status, body="")


def test_why_there_is_no_answer_is_said_as_it_is(page: Page, watch: Watch) -> None:
    filled(page)
    told = {413: ("progressive", "Shorten"), 429: ("stable", "Wait a minute"), 503: ("improving", "did not answer")}
    for status, (course, words) in told.items():
        watch.expected.append(f"{status} from")
        page.route("**/form/answer", refuse(status))
        page.locator(tick("course", course)).click()
        expect(page.locator("#notice")).to_contain_text(words)
        settled(page, "failed")


@pytest.mark.parametrize("look", [{"java_script_enabled": False}])
def test_without_a_script_the_document_takes_the_place_of_the_form(page: Page) -> None:
    open_form(page, script=False)
    example(page, "eyelid")
    page.locator("button[name=document][value=note]").click()
    assert len(page.context.pages) == 1
    expect(page.locator("#record-text")).not_to_be_empty()
