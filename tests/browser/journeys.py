"""Steps that several journeys share, and the rule by which actions are counted."""

from playwright.sync_api import Page, expect

ANSWER = "#answer [data-level]"


class Hand:
    """One person at the page. Every click, key press and typed word is one action; nothing else is needed."""

    def __init__(self, page: Page) -> None:
        """Begin at nought."""
        self.page = page
        self.actions = 0

    def click(self, selector: str) -> None:
        """Click what is meant: a label or a button."""
        self.actions += 1
        self.page.locator(selector).first.click()

    def type(self, word: str) -> None:
        """Type a word into what has the focus."""
        self.actions += 1
        self.page.keyboard.insert_text(word)

    def press(self, *keys: str) -> None:
        """Press keys, each an action."""
        for key in keys:
            self.actions += 1
            self.page.keyboard.press(key)


def open_form(page: Page, *, script: bool = True) -> None:
    """The blank form, with its script at work."""
    page.goto("/")
    if script:
        page.wait_for_selector("html[data-script=on]")


def example(page: Page, name: str) -> None:
    """Load a worked example, by its file's name."""
    page.locator(f"button[name=example][value={name}]").click()
    page.wait_for_selector(ANSWER)


def tick(name: str, value: str) -> str:
    """The label of a tick box or radio button."""
    return f'label:has(input[name="{name}"][value="{value}"])'


def settled(page: Page, state: str = "current") -> None:
    """Wait until the answer is the answer to what is entered, or is marked as not being it."""
    expect(page.locator("#result")).to_have_attribute("data-state", state)


def level(page: Page) -> str:
    """The referral level that is shown."""
    return page.locator(ANSWER).get_attribute("data-level") or ""


def benign_case(hand: Hand) -> None:
    """A woman of thirty whose left lower eyelid has twitched for a week; tired, much coffee; nothing else found."""
    hand.click("#patient-age_years")
    hand.type("30")
    hand.click(tick("patient.sex", "female"))
    hand.click(tick("movement.types", "twitch"))
    hand.click('#bodymap .face [data-site="eyelid"][data-side="left"]')
    hand.click("#onset-value")
    hand.type("7")
    hand.click(tick("course", "stable"))
    hand.click(tick("exposures.caffeine.substance", "caffeine"))
    hand.click(tick("screens", "strength-normal"))
    hand.click(tick("screens", "no-other-symptoms"))
    settled(hand.page)


def red_flag_case(hand: Hand) -> None:
    """Jerks and confusion: two clicks, whatever else is known."""
    hand.click(tick("movement.types", "jerk"))
    hand.click(tick("finding.confusion", "present"))
    settled(hand.page)
