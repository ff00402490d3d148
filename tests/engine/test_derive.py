"""Limits that depend on age and sex, and fields that settle a finding alone."""

from typing import Any

import pytest

from service.engine.derive import derive
from service.engine.knowledge import Finding
from service.loader.compile import finding
from tests.support import packs

YOUNG, OLD = 0.5, 40


def made_up(*rules: dict[str, Any]) -> Finding:
    """A finding that is derived from a laboratory value."""
    return finding(packs.finding("high", kind="result", **{"from": list(rules)}))


BY_SEX = made_up(
    {"field": "results.ck", "at_least": 200, "for": {"sex": "female"}},
    {"field": "results.ck", "at_least": 300, "for": {"sex": "male"}},
)
BY_AGE = made_up(
    {"field": "results.alp", "at_least": 500, "for": {"age_below": 1}},
    {"field": "results.alp", "at_least": 130, "for": {"age_at_least": 1}},
)


@pytest.mark.parametrize(
    ("value", "sex", "status"),
    [
        (250, "female", True),
        (250, "male", False),
        (250, None, None),
        (300, None, True),
        (199, None, False),
        (200, "female", True),
        (None, "female", None),
    ],
)
def test_the_limit_is_that_of_the_sex(value: float | None, sex: str | None, status: bool | None) -> None:
    assert derive(BY_SEX, {"results.ck": value, "patient.sex": sex})[0] is status


@pytest.mark.parametrize(
    ("value", "age", "status"),
    [(300, YOUNG, False), (300, OLD, True), (300, 1, True), (300, None, None), (500, None, True), (100, None, False)],
)
def test_the_limit_is_that_of_the_age(value: float, age: float | None, status: bool | None) -> None:
    assert derive(BY_AGE, {"results.alp": value, "patient.age_years": age})[0] is status


def test_the_field_that_settled_it_is_told() -> None:
    assert derive(BY_SEX, {"results.ck": 250, "patient.sex": "male"}) == (False, "results.ck")
    assert derive(BY_SEX, {"results.ck": 250}) == (None, "")


TWO_WAYS = (
    {"field": "results.creatinine", "at_least": 130, "settles": True},
    {"field": "results.urea", "at_least": 8},
)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"results.creatinine": 80}, False),
        ({"results.urea": 5}, None),
        ({"results.urea": 9}, True),
        ({"results.creatinine": 80, "results.urea": 9}, True),
        ({"results.creatinine": 80, "results.urea": 5}, False),
        ({}, None),
    ],
)
def test_a_settling_field_alone_makes_it_absent(facts: dict[str, Any], status: bool | None) -> None:
    assert derive(made_up(*TWO_WAYS), facts)[0] is status


def test_a_settling_field_is_silent_while_another_limit_might_hold() -> None:
    women = {"field": "results.ck", "at_least": 200, "for": {"sex": "female"}, "settles": True}
    both = made_up(women, {"field": "results.ck", "at_least": 300, "for": {"sex": "male"}, "settles": True})
    assert derive(both, {"results.ck": 250})[0] is None
    assert derive(both, {"results.ck": 250, "patient.sex": "male"})[0] is False


@pytest.mark.parametrize(
    ("classes", "status"),
    [({"lithium", "nsaid"}, True), ({"lithium", "thiazide"}, True), ({"lithium"}, None), ({"nsaid"}, None)],
)
def test_two_words_that_should_not_meet(classes: set[str], status: bool | None) -> None:
    rule = {"field": "medications.classes", "one_of": ["lithium"], "and_one_of": ["nsaid", "thiazide"]}
    assert derive(made_up(rule), {"medications.classes": frozenset(classes)})[0] is status
