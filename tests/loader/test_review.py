"""A reviewer's name stands on the rule that was read, and on no other."""

from pathlib import Path
from typing import Any

import pytest

from service.loader.files import Entry, entries, read_files
from service.loader.review import check_reviews, fingerprint


@pytest.fixture(scope="module")
def card(rules_folder: Path) -> Entry:
    """A card of the real rules."""
    return next(entries(read_files(rules_folder)[0], "conditions"))


def signed(card: Entry, rule: str, **changed: Any) -> Entry:
    review = {"by": "A. Name, neurologist", "date": "2026-01-31", "rule": rule}
    return Entry(card.file, card.path, {**card.data, **changed, "reviewed": review})


def test_a_review_holds_for_the_rule_as_it_was_read(card: Entry) -> None:
    read = fingerprint(card.data)
    assert list(check_reviews([card, signed(card, read)])) == []
    for key, value in card.data.items():
        if key != "reviewed":
            (fault,) = check_reviews([signed(card, read, **{key: [value, value]})])
            assert "not as it stands" in fault.message, key


def test_the_digest_of_the_rule_as_it_stands_is_told(card: Entry) -> None:
    (fault,) = check_reviews([signed(card, "0" * 16)])
    assert f'rule: "{fingerprint(card.data)}"' in fault.remedy


def test_the_order_of_keys_and_the_review_itself_are_no_change(card: Entry) -> None:
    turned = dict(reversed(card.data.items()))
    assert fingerprint(signed(card, "0" * 16).data) == fingerprint(turned) == fingerprint(card.data)
