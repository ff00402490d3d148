"""Order and probabilities from points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engine.pack import Knowledge
from service.engine.rank import Scores, rank, score
from tests.support import packs
from tests.support.histories import evidence

CRAMP = [packs.finding("cramp", 20)]


def pack(*conditions: packs.Rule) -> packs.Knowledge:
    """A pack whose only finding is cramp."""
    return packs.compiled(packs.rules(findings=CRAMP, conditions=list(conditions)))


def test_the_prior_is_that_of_the_setting() -> None:
    knowledge = pack(packs.condition("c", {}, prior="common"))
    nothing = evidence(knowledge, [])
    # common 4 %, rare 0.2 %, uncommon 1 %: 10*log10 of each.
    found = {
        s: score(knowledge, s, nothing).points["c"]
        for s in ("primary_care", "neurology_clinic", "emergency_department")
    }
    expected = {"primary_care": -13.9794, "neurology_clinic": -26.9897, "emergency_department": -20.0}
    assert found == pytest.approx(expected, abs=1e-4)


def test_ten_points_more_is_ten_times_the_odds() -> None:
    knowledge = pack(packs.condition("a", {}), packs.condition("b", {}))
    scores = rank(knowledge, {"a": 3.0, "b": 13.0})
    assert scores.order == ("b", "a")
    assert scores.probability == pytest.approx({"a": 1 / 11, "b": 10 / 11})


def test_ties_break_by_danger_then_id() -> None:
    names = {"a": False, "b": True, "c": False, "d": True}
    knowledge = pack(*(packs.condition(name, {}, must_not_miss=danger) for name, danger in names.items()))
    assert rank(knowledge, {"d": 1.0, "c": 1.0, "b": 1.0, "a": 1.0}).order == ("b", "d", "a", "c")


def test_a_difference_below_what_arithmetic_can_tell_is_a_tie() -> None:
    knowledge = pack(packs.condition("a", {}), packs.condition("b", {}))
    assert rank(knowledge, {"a": 0.1 + 0.2, "b": 0.3 + 1e-12}).order == ("a", "b")


def test_probabilities_survive_extreme_points() -> None:
    knowledge = pack(packs.condition("a", {}), packs.condition("b", {}))
    assert rank(knowledge, {"a": 4000.0, "b": -4000.0}).probability == {"a": 1.0, "b": 0.0}


@given(count=st.integers(1, 200), points=st.lists(st.sampled_from([-3.0, 0.0, 1e-12, 2.5]), min_size=300, max_size=300))
def test_the_first_are_the_first_of_the_order(knowledge: Knowledge, count: int, points: list[float]) -> None:
    names = knowledge.matrix.names
    scores = Scores(knowledge, np.array(points[: len(names)]))
    first = scores.first(count)
    assert tuple(name for name, _, _ in first) == scores.order[:count]
    assert all((scores.points[name], scores.probability[name]) == (p, chance) for name, p, chance in first)
