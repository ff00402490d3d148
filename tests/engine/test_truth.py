"""A compiled predicate says what the predicate says."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.normal import normal
from service.engine.predicates import AtLeast, Is, Not, Predicate, either, every, open_leaves
from service.engine.terms import Status
from service.engine.truth import near, surely, waits_for

NAMES = ["a", "b", "c"]
BIT = {name: 1 << nth for nth, name in enumerate(NAMES)}
LACKING = st.sampled_from(NAMES).map(lambda name: either(Is(name, Status.ABSENT), Is(name, Status.UNKNOWN)))
LEAVES = st.one_of(st.builds(Is, st.sampled_from(NAMES), st.sampled_from(Status)), LACKING)
PREDICATES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner), st.builds(AtLeast, st.integers(1, 4), st.lists(inner, min_size=1, max_size=4).map(tuple))
    ),
    max_leaves=8,
)


def known(statuses: dict[str, bool]) -> tuple[int, int]:
    """What is present and what is absent, as bits."""
    yes, no = (sum(BIT[name] for name in statuses if statuses[name] is side) for side in (True, False))
    return yes, no


@settings(max_examples=300)
@given(predicate=PREDICATES, statuses=st.dictionaries(st.sampled_from(NAMES), st.booleans()))
def test_it_holds_where_the_predicate_holds(predicate: Predicate, statuses: dict[str, bool]) -> None:
    assert surely(normal(predicate), BIT)(*known(statuses)) == (predicate.holds(statuses) is True)


@settings(max_examples=300)
@given(predicate=PREDICATES, statuses=st.dictionaries(st.sampled_from(NAMES), st.booleans()))
def test_it_waits_for_its_open_leaves_that_would_have_to_be_present(
    predicate: Predicate, statuses: dict[str, bool]
) -> None:
    leaves = {leaf.finding for leaf in open_leaves(predicate, statuses) if leaf.status is Status.PRESENT}
    assert waits_for(normal(predicate), BIT)(*known(statuses)) == sum(BIT[name] for name in leaves)


@settings(max_examples=300)
@given(predicate=PREDICATES, statuses=st.dictionaries(st.sampled_from(NAMES), st.booleans()))
def test_what_alone_makes_it_hold_is_near(predicate: Predicate, statuses: dict[str, bool]) -> None:
    found = near(normal(predicate), BIT, {"a": 0b011, "b": 0b010, "c": 0b100})(*known(statuses))
    for name, implied in {"a": ["a"], "b": ["b", "a"], "c": ["c"]}.items():
        if name not in statuses and predicate.holds({**statuses, **dict.fromkeys(implied, True)}):
            assert found & BIT[name] or any(statuses.get(one) is False for one in implied)


def test_a_name_is_never_read_as_code() -> None:
    name = "a') or True or ('"
    bit = {name: 1, "b": 2}
    assert not surely(normal(Is(name)), bit)(0, 0)
    assert surely(normal(every(Is(name), Is("b"))), bit)(3, 0)


def test_what_is_no_predicate_is_refused() -> None:
    @dataclass
    class Guess:
        """Something else."""

    with pytest.raises(TypeError, match="Guess"):
        surely(normal(Guess()), BIT)
