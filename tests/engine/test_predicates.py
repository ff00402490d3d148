"""Three-valued logic: the whole truth tables, and which leaves made a rule hold or keep it open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engine.predicates import AtLeast, Is, Not, Predicate, either, every, open_leaves, true_leaves
from service.engine.terms import Status
from service.loader.predicate import compile_predicate, named_findings
from tests.support.strategies import whens

A, B, C = Is("a"), Is("b"), Is("c")
YES, NO, OPEN = True, False, None


def known(**statuses: bool | None) -> dict[str, bool]:
    """Statuses without those that are not known."""
    return {name: status for name, status in statuses.items() if status is not None}


@pytest.mark.parametrize(
    ("wanted", "present", "absent", "unknown"),
    [
        (Status.PRESENT, YES, NO, OPEN),
        (Status.ABSENT, NO, YES, OPEN),
        (Status.UNKNOWN, NO, NO, YES),
    ],
)
def test_one_finding(wanted: Status, present: bool | None, absent: bool | None, unknown: bool | None) -> None:
    asked = Is("a", wanted)
    assert (asked.holds({"a": True}), asked.holds({"a": False}), asked.holds({})) == (present, absent, unknown)


@pytest.mark.parametrize(
    ("a", "b", "both", "one"),
    [
        (YES, YES, YES, YES),
        (YES, NO, NO, YES),
        (YES, OPEN, OPEN, YES),
        (NO, YES, NO, YES),
        (NO, NO, NO, NO),
        (NO, OPEN, NO, OPEN),
        (OPEN, YES, OPEN, YES),
        (OPEN, NO, NO, OPEN),
        (OPEN, OPEN, OPEN, OPEN),
    ],
)
def test_all_and_any(a: bool | None, b: bool | None, both: bool | None, one: bool | None) -> None:
    statuses = known(a=a, b=b)
    assert every(A, B).holds(statuses) is both
    assert either(A, B).holds(statuses) is one


@pytest.mark.parametrize(("a", "opposite"), [(YES, NO), (NO, YES), (OPEN, OPEN)])
def test_not(a: bool | None, opposite: bool | None) -> None:
    assert Not(A).holds(known(a=a)) is opposite


@pytest.mark.parametrize(
    ("a", "b", "c", "two"),
    [
        (YES, YES, OPEN, YES),
        (YES, YES, NO, YES),
        (YES, NO, NO, NO),
        (YES, NO, OPEN, OPEN),
        (OPEN, OPEN, NO, OPEN),
        (OPEN, NO, NO, NO),
        (OPEN, OPEN, OPEN, OPEN),
    ],
)
def test_two_of_three(a: bool | None, b: bool | None, c: bool | None, two: bool | None) -> None:
    assert AtLeast(2, (A, B, C)).holds(known(a=a, b=b, c=c)) is two


def test_more_than_there_are_never_holds() -> None:
    assert AtLeast(3, (A, B)).holds({"a": True, "b": True}) is False


def test_what_made_a_rule_hold_names_only_what_is_so() -> None:
    rule = every(A, either(B, C), Not(Is("d")))
    assert true_leaves(rule, {"a": True, "b": False, "c": True, "d": False}) == (A, C, Is("d", Status.ABSENT))


def test_a_known_finding_that_was_asked_not_to_be_unknown_is_named_as_it_is() -> None:
    rule = Not(Is("a", Status.UNKNOWN))
    assert true_leaves(rule, {"a": False}) == (Is("a", Status.ABSENT),)
    assert true_leaves(rule, {"a": True}) == (A,)


def test_what_keeps_a_rule_open_leaves_out_settled_parts() -> None:
    rule = every(A, either(B, C), either(Is("d"), Is("e")))
    assert open_leaves(rule, {"a": True, "b": False, "d": True}) == (C,)
    assert open_leaves(rule, {"a": False}) == ()


def test_under_a_not_the_opposite_is_waited_for() -> None:
    absent = (Is("b", Status.ABSENT), Is("c", Status.ABSENT))
    assert open_leaves(every(A, Not(either(B, C))), {"a": True}) == absent
    assert open_leaves(Not(Not(A)), {}) == (A,)
    assert open_leaves(Not(Is("a", Status.ABSENT)), {}) == (A,)


STATUSES = st.dictionaries(st.sampled_from("abcd"), st.booleans())
RULES = whens(list("abcd")).map(compile_predicate)


@given(rule=RULES, statuses=STATUSES)
def test_a_settled_rule_without_unknowns_asked_for_stays_settled(rule: Predicate, statuses: dict[str, bool]) -> None:
    """More knowledge never changes an answer, unless a rule asks for ignorance itself."""
    answer = rule.holds(statuses)
    if answer is None or _asks_for_unknown(rule):
        return
    for more in (True, False):
        assert rule.holds({**dict.fromkeys("abcd", more), **statuses}) is answer


@given(rule=RULES, statuses=STATUSES)
def test_an_open_rule_says_what_it_waits_for(rule: Predicate, statuses: dict[str, bool]) -> None:
    leaves = open_leaves(rule, statuses)
    assert bool(leaves) is (rule.holds(statuses) is None)
    assert all(leaf.finding not in statuses and leaf.finding in rule.findings() for leaf in leaves)


@given(when=whens(list("abcd")))
def test_every_finding_of_a_rule_is_named_with_its_place(when: dict[str, object]) -> None:
    named = list(named_findings(when, ("when",)))
    assert {name for name, _ in named} == compile_predicate(when).findings()
    for name, path in named:
        found: object = {"when": when}
        for step in path:
            found = found[step]
        assert found == name


def _asks_for_unknown(rule: Predicate) -> bool:
    return "UNKNOWN" in repr(rule)
