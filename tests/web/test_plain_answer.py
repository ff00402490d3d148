"""The plain answer leaves out reasons that few callers read, `include: ["reasons"]` gives them; all else stays."""

from collections.abc import Iterator
from typing import Any

import pytest

from schemas.assessment import AssessmentSchema
from service.doors.intake import Reception, read_history
from service.doors.report import report_assessment
from service.engine.assess import assess
from service.web.examples import load_example
from tests.web.conftest import Post

NAMES = ("weak-hand", "boy-morning-jerks", "eyelid", "sparse", "second-visit")


def unlike(plain: Any, whole: Any, at: str = "") -> Iterator[str]:
    """Where the plain answer says what the whole one does not say at the same place."""
    if isinstance(plain, dict) and isinstance(whole, dict):
        for key, value in plain.items():
            yield from unlike(value, whole[key], f"{at}/{key}") if key in whole else [f"{at}/{key}"]
    elif isinstance(plain, list) and isinstance(whole, list):
        yield from [] if len(plain) <= len(whole) else [at]
        for place, (one, other) in enumerate(zip(plain, whole, strict=False)):
            yield from unlike(one, other, f"{at}/{place}")
    elif plain != whole and whole is not None:
        yield at


@pytest.mark.parametrize("name", NAMES)
def test_the_plain_answer_is_a_part_of_the_whole_one(name: str, post: Post) -> None:
    history = load_example(name)
    plain = post(history).get_json()
    whole = post({**history, "include": ["reasons"]}).get_json()
    assert AssessmentSchema().validate(plain) == AssessmentSchema().validate(whole) == {}
    assert [at for at in unlike(plain, whole) if not at.startswith("/citations/")] == []
    for part in ("differential", "must_not_miss", "workup", "red_flags", "evidence", "next_questions", "safety_net"):
        assert len(plain[part]) == len(whole[part])
    assert plain["referral"] == whole["referral"]


@pytest.mark.parametrize("name", NAMES)
def test_the_plain_answer_is_much_shorter(name: str, post: Post) -> None:
    history = load_example(name)
    assert len(post(history).data) < 0.8 * len(post({**history, "include": ["reasons"]}).data)


def test_the_first_places_keep_their_certificates(post: Post) -> None:
    for entry in post(load_example("weak-hand")).get_json()["differential"][:3]:
        assert entry["for"]
        assert all(one["because"] and one["grade"] for one in (*entry["for"], *entry["against"]))


def test_other_doors_get_every_reason(reception: Reception, post: Post) -> None:
    history = load_example("weak-hand")
    reading = read_history(reception, history)
    whole = report_assessment(reception.knowledge, reading, assess(reception.knowledge, reading.history))
    asked = post({**history, "include": ["reasons", "probabilities"]}).get_json()
    assert {key: value for key, value in asked.items() if key != "probability_statement"} == whole
