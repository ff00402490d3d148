"""A prefilter rules out only what cannot hold, or cannot change."""

from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.evidence import settle, suppose
from service.engine.normal import normal
from service.engine.ontology import build_ontology
from service.engine.predicates import AtLeast, Is, Not, Predicate, either, every
from service.engine.prefilter import begun_by, changed_by_fact, needed
from service.engine.terms import Status

# c is a kind of b, which is a kind of a; d stands alone.
ORDER = build_ontology({"a": [], "b": ["a"], "c": ["b"], "d": []})
NAMES = sorted(ORDER.ancestors)
LEAVES = st.builds(Is, st.sampled_from(NAMES), st.sampled_from(Status))
PREDICATES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner), st.builds(AtLeast, st.integers(1, 4), st.lists(inner, min_size=1, max_size=4).map(tuple))
    ),
    max_leaves=8,
)
TOLD = st.lists(st.tuples(st.sampled_from(NAMES), st.booleans()), max_size=4)


def learnt(told: list[tuple[str, bool]]) -> dict[str, bool]:
    """The statuses after each fact in turn that nothing before it had settled."""
    known = settle({}, {}, ORDER)
    for finding, present in told:
        if finding not in known.statuses:
            known = suppose(known, finding, present, ORDER)
    return dict(known.statuses)


@settings(max_examples=300)
@given(predicate=PREDICATES, told=TOLD)
def test_what_holds_has_something_that_it_needs(predicate: Predicate, told: list[tuple[str, bool]]) -> None:
    statuses = learnt(told)
    if (names := needed(normal(predicate))) and predicate.holds(statuses):
        assert any(statuses.get(name) for name in names)


@settings(max_examples=300)
@given(predicate=PREDICATES, told=TOLD, finding=st.sampled_from(NAMES))
def test_what_one_more_finding_makes_hold_has_begun(
    predicate: Predicate, told: list[tuple[str, bool]], finding: str
) -> None:
    statuses = learnt(told)
    if finding in statuses or not (names := begun_by(normal(predicate), ORDER.down)):
        return
    if not predicate.holds(statuses) and predicate.holds(learnt([*told, (finding, True)])):
        assert any(statuses.get(name) for name in names)


@settings(max_examples=300)
@given(predicate=PREDICATES, told=TOLD, finding=st.sampled_from(NAMES), present=st.booleans())
def test_a_fact_changes_only_what_it_is_said_to_change(
    predicate: Predicate, told: list[tuple[str, bool]], finding: str, *, present: bool
) -> None:
    statuses, after = learnt(told), learnt([*told, (finding, present)])
    if not changed_by_fact([normal(predicate)], ORDER)[finding, present] and finding not in statuses:
        assert (predicate.holds(statuses) is True) == (predicate.holds(after) is True)


def test_most_rules_are_ruled_out_by_little() -> None:
    flag = normal(every(either(Is("c"), Is("d")), Is("a"), Is("d", Status.ABSENT)))
    assert needed(flag) == {"a"}
    assert needed(normal(either(Is("b"), Is("d")))) == {"b", "d"}
    # One finding, c, may complete both parts: neither has to hold already.
    assert begun_by(flag, ORDER.down) == set()
    assert begun_by(normal(every(Is("b"), Is("d"))), ORDER.down) == {"b", "d"}
    assert changed_by_fact([flag], ORDER)["b", False] == ()
    assert changed_by_fact([flag], ORDER)["b", True] == changed_by_fact([flag], ORDER)["d", False] == (0,)
