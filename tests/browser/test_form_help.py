"""Where the script spares typing: names to choose from, a list that is pasted."""

from playwright.sync_api import Page, expect

from tests.browser.journeys import open_form, settled

PASTE = """(field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_a_list_of_medicines_is_pasted_into_rows(page: Page) -> None:
    open_form(page)
    page.locator("#sites-calf-site").check()
    page.locator("#medications-0-name").evaluate(PASTE, "Amlodipine 5 mg, 1 OD\r\n\n GTN spray \nSertralin 50mg")
    settled(page)
    names = page.locator('[data-rows="medications"] input[name$=".name"]')
    assert [one.input_value() for one in names.all()] == ["Amlodipine 5 mg, 1 OD", "GTN spray", "Sertralin 50mg"]
    for read in ("Amlodipine", "Glyceryl trinitrate", "Sertraline"):
        expect(page.locator("#open-notes")).to_contain_text(read)


def test_why_not_is_asked_by_keys_with_names_to_choose_from(page: Page) -> None:
    open_form(page)
    page.locator("#sites-calf-site").check()
    settled(page)
    page.locator("#why-condition").click()
    page.keyboard.type("amyotr")
    expect(page.locator("#why-condition-options [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#why-answer .of")).to_have_text("Amyotrophic lateral sclerosis")
    page.locator("#why-condition").fill("tetanus")
    page.keyboard.press("Enter")
    expect(page.locator("#why-answer .of")).to_have_text("Tetanus")
    expect(page.locator("#why-condition-options")).to_be_hidden()
    assert page.url.endswith("/")


def test_that_nothing_is_found_is_seen_and_escape_closes_it(page: Page) -> None:
    open_form(page)
    page.locator("#search").click()
    page.keyboard.type("qqzzxx")
    expect(page.locator("#search-options")).to_have_text("No suggestion")
    page.keyboard.press("Enter")
    assert page.locator("#rows [data-added]").count() == 0
    page.keyboard.press("Escape")
    expect(page.locator("#search-options")).to_be_hidden()
