"""Small words of clinical prose."""

import pytest

from service.doors.record import words


@pytest.mark.parametrize(
    ("days", "said"),
    [(0.5, "1 day"), (1, "1 day"), (13, "13 days"), (14, "2 weeks"), (59, "8 weeks"), (60, "2 months"),
     (210, "7 months"), (729, "24 months"), (1500, "4 years")],
)  # fmt: skip
def test_a_time_is_said_in_the_unit_that_people_use(days: float, said: str) -> None:
    assert words.span(days) == said


@pytest.mark.parametrize(
    ("years", "sex", "said"),
    [(62, "male", "Man of 62"), (17.9, "female", "Girl of 17"), (0.25, "male", "Baby boy of 3 months"),
     (0.02, None, "Baby of 1 week"), (8, None, "Child of 8"), (30, None, "Patient of 30")],
)  # fmt: skip
def test_who_it_is(years: float, sex: str | None, said: str) -> None:
    assert f"{words.person(sex, years)} of {words.age(years)}" == said


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Muscle weakness", "no muscle weakness"),
        ("Brought on by exercise", "not brought on by exercise"),
        ("Takes a statin", "takes a statin: no"),
        ("No memory of the attack", "memory of the attack: yes"),
        ("Chvostek sign", "no Chvostek sign"),
        ("TSH and free T4", "no TSH and free T4"),
    ],
)
def test_what_is_absent_is_denied_in_english(label: str, said: str) -> None:
    assert words.denied(label) == said


def test_a_date_is_written_for_the_record() -> None:
    assert words.written_date("2026-05-01") == "01 May 2026"
    assert words.written_date("0999-12-31") == "31 December 0999"


def test_a_text_of_the_caller_comes_on_one_line_without_what_cannot_be_printed() -> None:
    assert words.clean(" a\nb\t\u202ec\x00 d ") == "a b c d"


def test_a_list_in_prose() -> None:
    told = [words.listed(some) for some in ([], ["a"], ["a", "b"], ["a", "b", "c"])]
    assert told == ["", "a", "a and b", "a, b and c"]
