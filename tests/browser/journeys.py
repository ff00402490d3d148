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


def tick(name: str, value: str) -> str:
    """The label of a tick box or radio button."""
    return f'label:has(input[name="{name}"][value="{value}"])'


def settled(page: Page, state: str = "current") -> None:
    """Wait until the answer is the answer to what is entered, or is marked as not being it."""
    expect(page.locator("#result")).to_have_attribute("data-state", state)


def level(page: Page) -> str:
    """The referral level that is shown."""
    return page.locator(ANSWER).get_attribute("data-level") or ""
