"""The form with its script: each section by mouse and by keys alone; an answer that is out of date says so."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journeys import Hand, example, level, open_form, red_flag_case, settled, tick
from tests.browser.watch import Watch

OPTION = ".suggestions [role=option]"


def test_by_mouse_each_section_reaches_the_answer(page: Page) -> None:
    open_form(page)
    hand = Hand(page)
    hand.click("#patient-age_years")
    hand.type("62")
    hand.click(tick("patient.sex", "male"))
    hand.click(tick("movement.types", "fasciculation"))
    page.locator('#bodymap svg:nth-of-type(2) [data-site="hand"][data-side="right"]').click()
    hand.click("#onset-value")
    hand.type("210")
    hand.click(tick("onset.mode", "gradual"))
    hand.click(tick("course", "progressive"))
    hand.click(tick("triggers", "exercise"))
    name_by_mouse(hand)
    last_settled(page)
    assert level(page) == "urgent"
    assert page.locator("#sites-hand-side").input_value() == "right"
    assert re.match("atorvastatin", page.locator("#medications-0-name").input_value(), re.IGNORECASE)


def name_by_mouse(hand: Hand) -> None:
    """A medicine and a finding, each misspelt and chosen from the list."""
    page = hand.page
    hand.click("#medications-0-name")
    hand.type("atorvstatin")
    page.locator(OPTION).filter(has_text="torvastatin").first.click()
    hand.click("#search")
    hand.type("hand weaknes")
    page.locator(OPTION).first.click()
    focused = page.evaluate("document.activeElement.dataset.finding")
    hand.click(tick(f"finding.{focused}", "present"))


def test_by_keyboard_alone_each_section_reaches_the_answer(page: Page) -> None:
    open_form(page)
    press_at(page, "#patient-age_years", "6", "2")
    press_at(page, "[name='patient.sex']", "ArrowRight")
    press_at(page, "[name='movement.types']", "Space")
    press_at(page, "#sites-eyelid-site", "Space")
    press_at(page, "#sites-eyelid-side", "ArrowDown")
    press_at(page, "#onset-value", "7")
    press_at(page, "[name='onset.mode']", "ArrowLeft")
    press_at(page, "[name='triggers']", "Space")
    press_at(page, "#medications-0-name", *"sertralin")
    expect(page.locator(OPTION).first).to_be_visible()
    press_at(page, "#medications-0-name", "ArrowDown", "Enter")
    press_at(page, "[name='screens']", "Space")
    press_at(page, "#search", *"tired")
    expect(page.locator(OPTION).first).to_be_visible()
    press_at(page, "#search", "Enter")
    press_at(page, ".row", "y")
    last_settled(page)
    given = entered(page)
    told = {"patient.age_years": "62", "sites.eyelid.site": "eyelid", "sites.eyelid.side": "left", "onset.value": "7"}
    assert told.items() <= given.items()
    assert {"patient.sex", "movement.types", "triggers", "screens", "onset.mode"} <= given.keys()
    assert given["medications.0.name"].lower().startswith("sertraline")
    assert [value for name, value in given.items() if name.startswith("finding.")] == ["present"]


def last_settled(page: Page) -> None:
    """Settled after a typed word's pause too."""
    page.wait_for_timeout(200)
    settled(page)


def entered(page: Page) -> dict[str, str]:
    """What the form would send, without what is empty or not asked."""
    pairs = page.evaluate("[...new FormData(document.getElementById('intake'))]")
    return {name: value for name, value in pairs if value not in ("", "unknown")}


def press_at(page: Page, control: str, *keys: str) -> None:
    """Tab until a control has the focus, then press keys."""
    for _ in range(150):
        if page.evaluate("control => document.activeElement.matches(control)", control):
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"no way by Tab to {control}")
    for key in keys:
        page.keyboard.press(key)


def test_keys_answer_the_row_in_focus_and_nothing_else(page: Page) -> None:
    open_form(page)
    rows = page.locator("#rows .row")
    first, second = (rows.nth(place).get_attribute("data-finding") for place in (0, 1))
    page.keyboard.press("y")
    assert page.locator('#rows input[value="present"]:checked').count() == 0
    rows.nth(0).focus()
    page.keyboard.press("n")
    assert status(page, first) == "absent"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Y")
    assert (status(page, first), status(page, second)) == ("absent", "present")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("u")
    assert status(page, first) == "unknown"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    assert page.locator("#search").input_value() == ""


def test_single_keys_can_be_turned_off(page: Page) -> None:
    open_form(page)
    page.locator("#keys summary").click()
    page.locator("#keys-on").uncheck()
    row = page.locator("#rows .row").first
    row.focus()
    page.keyboard.press("y")
    page.keyboard.press("/")
    assert status(page, row.get_attribute("data-finding")) == "unknown"
    assert page.evaluate("document.activeElement.matches('.row')")


def status(page: Page, finding: str | None) -> str:
    return page.locator(f'input[name="finding.{finding}"]:checked').input_value()


def test_the_body_map_and_the_list_say_the_same(page: Page) -> None:
    open_form(page)
    front = page.locator("#bodymap svg").nth(1)
    left, right = (front.locator(f'[data-site="calf"][data-side="{side}"]') for side in ("left", "right"))
    box, side = page.locator("#sites-calf-site"), page.locator("#sites-calf-side")
    # Seen from the front, the patient's left is on the reader's right.
    assert left.bounding_box()["x"] > right.bounding_box()["x"]
    left.click()
    assert (box.is_checked(), side.input_value()) == (True, "left")
    right.click()
    assert side.input_value() == "both"
    left.click()
    assert side.input_value() == "right"
    right.click()
    assert not box.is_checked()
    box.check()
    assert page.locator('#bodymap [data-site="calf"][data-on]').count() == 4
    side.select_option("left")
    assert page.locator('#bodymap [data-site="calf"][data-on]').count() == 2


def test_every_part_of_the_map_is_in_the_list(page: Page) -> None:
    open_form(page)
    drawn, listed = (
        set(page.locator(f"{root} [data-site]").evaluate_all("all => all.map(one => one.dataset.site)"))
        for root in ("#bodymap", "#sites")
    )
    assert drawn <= listed
    assert len(drawn) >= 20


def test_a_question_is_answered_in_place_and_the_focus_stays_in_the_answer(page: Page) -> None:
    open_form(page)
    page.locator("#sites-calf-site").check()
    settled(page)
    button = page.locator("#answer .asks .set button").first
    finding = (button.get_attribute("value") or "").removeprefix("finding.").partition("=")[0]
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#set-{finding}-present")).to_have_count(0)
    assert status(page, finding) == "present"
    assert page.evaluate("document.getElementById('answer').contains(document.activeElement)")


def test_a_question_without_a_row_yet_gets_one_with_its_name(page: Page) -> None:
    """The list of rows is shorter than what an answer may ask."""
    open_form(page)
    page.locator("#sites-hand-site").check()
    page.locator(tick("movement.types", "cramp")).click()
    settled(page)
    asked = page.locator("#answer .asks > li").evaluate_all("all => all.map(one => one.id.replace('ask-', ''))")
    rowless = [one for one in asked if not page.locator(f"#finding-{one}").count()]
    assert rowless
    page.locator(f"#set-{rowless[-1]}-absent").click()
    settled(page)
    assert status(page, rowless[-1]) == "absent"
    assert "__" not in page.locator("#rows").inner_text()
    expect(page.get_by_role("group", name=page.locator(f"#finding-{rowless[-1]} legend").inner_text())).to_be_visible()


def test_what_is_open_or_in_focus_in_the_answer_stays_so(page: Page) -> None:
    open_form(page)
    page.locator("#sites-eyelid-site").check()
    settled(page)
    cause = page.locator("#answer details[id^=cause-]").first
    name = cause.get_attribute("id")
    cause.locator("summary").click()
    page.locator(tick("patient.sex", "female")).click()
    settled(page)
    assert page.locator(f"#{name}").get_attribute("open") is not None


def test_rows_do_not_move_under_the_hand(page: Page) -> None:
    open_form(page)
    order = "[...document.querySelectorAll('#rows .row')].map(row => row.id)"
    first = page.evaluate(order)
    page.locator("#rows .row").nth(2).locator("label").nth(1).click()
    settled(page)
    assert page.evaluate(order)[: len(first)] == first
    page.mouse.move(5, 5)
    page.locator("#patient-age_years").focus()
    page.locator("#sites-tongue-site").check()
    settled(page)
    after = page.evaluate(order)
    assert after[0] == first[2]
    assert after != first


def test_no_answer_is_said_kindly_and_the_old_one_is_not_shown_as_current(page: Page, watch: Watch) -> None:
    watch.expected += ["503 from"]
    open_form(page)
    page.locator("#sites-calf-site").check()
    settled(page)
    page.route("**/form/answer", lambda route: route.fulfill(status=503, body=""))
    page.locator(tick("course", "progressive")).click()
    settled(page, "failed")
    expect(page.locator("#notice")).to_contain_text("not up to date")
    assert page.locator("#sites-calf-site").is_checked()
    assert page.locator("#answer").evaluate("one => getComputedStyle(one).filter") == "grayscale(1)"
    page.unroute("**/form/answer")
    page.get_by_role("button", name="Try again").click()
    settled(page)
    expect(page.locator("#notice")).to_be_empty()


def test_offline_keeps_the_form_and_coming_back_asks_again(page: Page, watch: Watch) -> None:
    watch.expected += ["ERR_INTERNET_DISCONNECTED"]
    open_form(page)
    page.locator("#sites-calf-site").check()
    settled(page)
    page.context.set_offline(True)
    page.locator(tick("course", "progressive")).click()
    settled(page, "failed")
    page.context.set_offline(False)
    settled(page)


LATE = """const ask = fetch; let first = true;
fetch = async (path, { signal, ...options }) => {
  if (!first || path !== "/form/answer") return ask(path, { signal, ...options });
  first = false;
  await new Promise(done => setTimeout(done, 400));
  return new Response("<p id=late>the answer to what was entered before</p>");
}"""


def test_an_answer_that_comes_late_is_never_shown(page: Page) -> None:
    page.add_init_script(LATE)
    open_form(page)
    page.locator("#sites-eyelid-site").check()
    page.locator(tick("patient.sex", "male")).click()
    page.wait_for_timeout(600)
    settled(page)
    assert level(page)
    assert page.locator("#late").count() == 0


def test_what_cannot_be_read_is_said_and_the_answer_marked(page: Page) -> None:
    open_form(page)
    page.locator("#sites-calf-site").check()
    settled(page)
    age = page.locator("#patient-age_years")
    age.fill("many")
    settled(page, "faulty")
    expect(page.locator("#faults a")).to_have_count(1)
    expect(age).to_have_accessible_description("Write a number, such as 7 or 0.5.")
    expect(page.locator("#patient-age_years-error")).to_be_visible()
    page.locator("#faults a").click()
    assert page.evaluate("document.activeElement.id") == "patient-age_years"
    age.fill("41")
    settled(page)
    expect(page.locator("#faults")).to_be_hidden()
    expect(page.locator("#intake .error")).to_have_count(0)
    assert age.get_attribute("aria-invalid") is None


def test_clear_leaves_nothing_even_on_the_way_back(page: Page) -> None:
    page.goto("/start")
    open_form(page)
    page.locator("#sites-calf-site").check()
    page.locator("#patient-age_years").fill("41")
    settled(page)
    page.locator("#clear").click()
    page.wait_for_selector("html[data-script=on] #answer:not(:has([data-level]))")
    assert page.locator("#patient-age_years").input_value() == ""
    page.go_back()
    page.go_forward()
    page.wait_for_selector("html[data-script=on]")
    assert page.locator("#patient-age_years").input_value() == ""
    assert page.locator("#sites input:checked").count() == 0


def test_an_example_loads_with_one_click(page: Page) -> None:
    open_form(page)
    example(page, "weak-hand")
    page.wait_for_selector("#answer [data-level=urgent]")
    assert page.locator("#patient-age_years").input_value() == "62"


def test_rows_are_added_and_ticked_words_get_their_own_fields(page: Page) -> None:
    open_form(page)
    page.locator("button[value='more.medications']").click()
    assert page.evaluate("document.activeElement.name") == "medications.1.name"
    page.locator("#sites-calf-site").check()
    expect(page.locator('[data-rows="sites"] [data-more-of="calf"]')).to_have_count(1)
    page.locator("#sites-calf-site").uncheck()
    expect(page.locator('[data-rows="sites"] [data-more-of="calf"]')).to_have_count(0)


def test_the_level_alone_is_said_aloud(page: Page) -> None:
    open_form(page)
    spoken = page.locator("body > [role=status]")
    page.locator("#sites-calf-site").check()
    settled(page)
    first = spoken.inner_text()
    assert first
    page.locator(tick("patient.sex", "male")).click()
    settled(page)
    assert spoken.inner_text() == first


@pytest.mark.parametrize("look", [{"permissions": ["clipboard-read", "clipboard-write"]}])
def test_the_note_is_copied(page: Page) -> None:
    open_form(page)
    page.locator("#sites-calf-site").check()
    settled(page)
    page.locator('[data-copy="note"]').click()
    expect(page.locator("[data-copied]")).to_have_text("Copied")
    assert "calf" in page.evaluate("navigator.clipboard.readText()").lower()


@pytest.mark.parametrize("look", [{"viewport": {"width": 390, "height": 700}}])
def test_on_a_phone_the_bar_says_the_level(page: Page) -> None:
    open_form(page)
    link = page.locator(".to-answer")
    red_flag_case(Hand(page))
    expect(link).to_have_text("Emergency")
    page.route("**/form/answer", lambda route: route.fulfill(status=422, body=""))
    page.locator(tick("course", "progressive")).click()
    settled(page, "faulty")
    expect(link).to_have_text("! Out of date")
