"""How many actions it takes: each click, key press and typed word is one; pointing and scrolling are none."""

from playwright.sync_api import Page

from tests.browser.journeys import Hand, benign_case, level, open_form, red_flag_case, settled

MOST_BENIGN = 25
MOST_TO_WARNING = 12


def test_a_typical_benign_case(page: Page) -> None:
    """An eyelid for a week, tired, much coffee, nothing else: to self-care."""
    open_form(page)
    hand = Hand(page)
    benign_case(hand)
    settled(page)
    assert level(page) == "self_care"
    assert hand.actions <= MOST_BENIGN


def test_a_red_flag_reaches_its_warning(page: Page) -> None:
    """Jerking with confusion, at first sight of the page: to the emergency."""
    open_form(page)
    hand = Hand(page)
    red_flag_case(hand)
    settled(page)
    assert level(page) == "emergency"
    assert hand.actions <= MOST_TO_WARNING
