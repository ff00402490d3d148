"""The form with JavaScript off: each section, nothing lost on the way, faults told with links."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journeys import Hand, example, level, open_form, tick

pytestmark = pytest.mark.parametrize("look", [{"java_script_enabled": False}])


def assess(page: Page) -> None:
    page.locator("button.primary[value=assess]").click()


def test_each_section_reaches_the_answer_and_comes_back(page: Page) -> None:
    open_form(page, script=False)
    hand = Hand(page)
    hand.click("#patient-age_years")
    hand.type("62")
    hand.click(tick("patient.sex", "male"))
    hand.click(tick("movement.types", "fasciculation"))
    hand.click("label:has(#sites-hand-site)")
    page.locator("#sites-hand-side").select_option("right")
    page.locator("#onset-value").fill("7")
    page.locator("#onset-value + select, select[name='onset.unit']").first.select_option("months")
    hand.click(tick("course", "progressive"))
    hand.click(tick("triggers", "exercise"))
    page.locator("#medications-0-name").fill("atorvstatin")
    page.locator("#search").fill("hand weaknes")
    page.locator("button[value=search]").click()
    found = page.locator("#rows .row").first
    found.locator("label:has(input[value=present])").click()
    assess(page)
    assert level(page) == "urgent"
    assert page.locator("#patient-age_years").input_value() == "62"
    assert page.locator("#sites-hand-side").input_value() == "right"
    assert page.locator("select[name='onset.unit']").input_value() == "months"
    assert page.locator("#medications-0-name").input_value() == "atorvstatin"
    assert page.locator("#rows input[value=present]:checked").count() == 1
    expect(page.get_by_text("Atorvastatin").first).to_be_attached()


def test_what_only_a_script_can_do_is_not_shown(page: Page) -> None:
    open_form(page, script=False)
    example(page, "eyelid")
    for selector in ("#bodymap", "#keys", "[data-copy]", "[data-print]"):
        assert page.locator(f"{selector} >> visible=true").count() == 0, selector


def test_a_question_is_answered_in_place(page: Page) -> None:
    open_form(page, script=False)
    page.locator("label:has(#sites-calf-site)").click()
    assess(page)
    button = page.locator("#answer .asks .set button").first
    finding = (button.get_attribute("value") or "").removeprefix("finding.").partition("=")[0]
    button.click()
    assert page.locator(f"input[name='finding.{finding}']:checked").input_value() == "present"
    assert page.locator("#sites-calf-site").is_checked()


def test_faults_stand_at_the_top_and_lead_to_their_fields(page: Page) -> None:
    open_form(page, script=False)
    page.locator("#patient-age_years").fill("many")
    page.locator("label:has(#sites-calf-site)").click()
    assess(page)
    page.locator("#faults a").first.click()
    assert page.url.endswith("#patient-age_years")
    expect(page.locator("#patient-age_years-error")).to_be_visible()
    assert page.locator("#patient-age_years").input_value() == "many"
    assert page.locator("#sites-calf-site").is_checked()


def test_rows_are_added_and_nothing_is_lost(page: Page) -> None:
    open_form(page, script=False)
    page.locator("#medications-0-name").fill("lithium")
    page.locator("button[value='more.medications']").click()
    assert page.locator("#medications-0-name").input_value() == "lithium"
    expect(page.locator("#medications-1-name")).to_be_visible()


def test_clear_gives_a_blank_form(page: Page) -> None:
    open_form(page, script=False)
    example(page, "weak-hand")
    page.locator("#clear").click()
    assert page.locator("#patient-age_years").input_value() == ""
    assert page.locator("#answer [data-level]").count() == 0


def test_why_and_the_way_back_lose_nothing(page: Page) -> None:
    open_form(page, script=False)
    example(page, "weak-hand")
    page.locator("#why-condition").fill("Amyotrophic lateral sclerosis")
    page.locator(".why-not button").click(timeout=20_000)
    expect(page.locator("h1")).to_contain_text("Why")
    page.get_by_role("button", name="Back to the form").click()
    assert page.locator("#patient-age_years").input_value() == "62"
    assert level(page) == "urgent"
