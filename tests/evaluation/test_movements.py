"""The blind test of the kinds of movement: names are hidden, and counts count."""

from pathlib import Path

import pytest

from evaluation.movements import Told, blind, summary
from service.engine.pack import Knowledge
from service.loader.load import load
from tests.support.histories import evidence


@pytest.fixture(scope="module")
def real() -> Knowledge:
    """The rules as they are served."""
    return load(Path(__file__).parents[2] / "rules")


def told(knowledge: Knowledge, *present: str) -> Told | None:
    """What the signs say of a case."""
    return blind(knowledge, evidence(knowledge, present))


def test_the_name_is_hidden_and_the_signs_are_not(real: Knowledge) -> None:
    bare, with_signs = told(real, "tic"), told(real, "tic", "suppressible", "urge-before", "stereotyped")
    assert bare is not None
    assert bare.place > 1
    assert with_signs == Told(place=1, settled=True)


def test_a_case_that_names_no_kind_or_two_is_not_counted(real: Knowledge) -> None:
    assert told(real, "twitching") is None
    assert told(real, "tic", "tremor") is None


def test_the_counts() -> None:
    every = [Told(place=1, settled=True), Told(place=2, settled=True), Told(place=4, settled=False)]
    assert summary(every).splitlines() == [
        "3 cases name one kind of movement. With every name hidden:",
        "named kind first in 1, in the first three in 2",
        "settled in 2, and right in 1 of them",
    ]
