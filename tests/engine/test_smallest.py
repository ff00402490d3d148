"""The smallest change is the smallest: against trying everything, on random packs and in worked cases."""

from collections.abc import Iterator
from itertools import combinations
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine import trial
from service.engine.asking import ASKABLE
from service.engine.assess import Assessment, assess
from service.engine.evidence import ContradictionError
from service.engine.explain import PLACES, Explanation, OutOfScopeError, explain
from service.engine.pack import Knowledge
from tests.support import packs
from tests.support.histories import history
from tests.support.packs import Rules, compiled
from tests.support.strategies import rule_sets, statements

Said = dict[str, str]


def after_each(knowledge: Knowledge, said: Said, before: Assessment, size: int) -> Iterator[Assessment]:
    """The answers once any `size` unknown askable findings are known, in every way."""
    findings = knowledge.findings.values()
    unknown = [f.id for f in findings if f.kind in ASKABLE and f.id not in before.evidence.statuses]
    facts = [(name, word) for name in unknown for word in ("present", "absent")]
    for chosen in combinations(facts, size):
        if len({name for name, _ in chosen}) == size:
            try:
                yield assess(knowledge, history({**said, **dict(chosen)}))
            except ContradictionError:
                continue


def told_size(told: Explanation, goal: str) -> int | None:
    """How many facts are told for a goal; None where none are."""
    return next((len(change.facts) for change in told.changes if change.goal == goal), None)


@settings(max_examples=60)
@given(data=st.data(), rules=rule_sets())
def test_no_smaller_change_reaches_a_place(data: st.DataObject, rules: Rules) -> None:
    knowledge = compiled({**rules, "pack": packs.rules(findings=rules["findings"], conditions=[])["pack"]})
    said = data.draw(statements([rule["id"] for rule in rules["findings"]], 5))
    condition = data.draw(st.sampled_from(list(knowledge.conditions)))
    # A few rivals stand for all in the bounds, here even one alone.
    with patch.object(trial, "RIVALS", data.draw(st.sampled_from([1, trial.RIVALS]))):
        try:
            told, before = explain(knowledge, history(said), condition), assess(knowledge, history(said))
        except (ContradictionError, OutOfScopeError):
            return
    for goal, place in PLACES.items():
        size = told_size(told, goal)
        if before.scores.place(condition) <= place:
            assert size is None
            continue
        for smaller in range(1, min(size or 3, 3)):
            answers = after_each(knowledge, said, before, smaller)
            assert all(answer.scores.place(condition) > place for answer in answers)


@settings(max_examples=60)
@given(data=st.data(), rules=rule_sets())
def test_no_single_fact_changes_a_referral_for_which_more_or_none_are_told(data: st.DataObject, rules: Rules) -> None:
    knowledge = compiled({**rules, "pack": packs.rules(findings=rules["findings"], conditions=[])["pack"]})
    said = data.draw(statements([rule["id"] for rule in rules["findings"]], 5))
    try:
        told, before = explain(knowledge, history(said), "c0"), assess(knowledge, history(said))
    except (ContradictionError, OutOfScopeError):
        return
    if told_size(told, "referral") != 1:
        assert all(a.triage.level == before.triage.level for a in after_each(knowledge, said, before, 1))


def duel(points: dict[str, float], ahead: float, **more: object) -> Knowledge:
    """A card that trails by `ahead` decibans of combinations, each finding worth the points given when present."""
    extra = [
        {"id": f"worth-{name}", "when": {"finding": name}, "points": worth, **packs.WHY}
        for name, worth in points.items()
    ]
    lead = [{"id": "lead", "when": {"finding": "twitch"}, "points": ahead, **packs.WHY}]
    findings = [packs.finding(name, 20) for name in ("twitch", *points)]
    under = packs.condition("under", {}, combinations=[*extra, *more.get("together", [])])
    return compiled(packs.rules(findings=findings, conditions=[under, packs.condition("over", {}, combinations=lead)]))


def first_place(knowledge: Knowledge) -> set[str] | None:
    """The findings told for the first place of `under`."""
    told = explain(knowledge, history(["twitch"]), "under")
    return next(({name for name, _ in c.facts} for c in told.changes if c.goal == "first_place"), None)


@pytest.mark.parametrize(
    ("points", "ahead", "expected"),
    [
        ({"a": 12, "b": 6, "c": 6}, 10, {"a"}),
        ({"a": 6, "b": 6, "c": 1}, 10, {"a", "b"}),
        ({"a": 5, "b": 5, "c": 5}, 13, {"a", "b", "c"}),
        ({"a": 2, "b": 2, "c": 2}, 13, None),
    ],
)
def test_one_two_three_or_no_facts(points: dict[str, float], ahead: float, expected: set[str] | None) -> None:
    assert first_place(duel(points, ahead)) == expected


def test_two_facts_that_count_only_together_are_found() -> None:
    both = {"all": [{"finding": "a"}, {"finding": "b"}]}
    syndrome = [{"id": "syndrome", "when": both, "points": 14, **packs.WHY}]
    assert first_place(duel({"a": 0, "b": 0, "c": 4}, 10, together=syndrome)) == {"a", "b"}


def test_of_two_changes_alike_in_size_the_likelier_is_told() -> None:
    extra = [{"id": f"w-{n}", "when": {"finding": n}, "points": 12, **packs.WHY} for n in ("rare-sign", "usual-sign")]
    findings = [packs.finding("twitch"), packs.finding("rare-sign", 1), packs.finding("usual-sign", 60)]
    lead = [{"id": "lead", "when": {"finding": "twitch"}, "points": 10, **packs.WHY}]
    cards = [packs.condition("under", {}, combinations=extra), packs.condition("over", {}, combinations=lead)]
    assert first_place(compiled(packs.rules(findings=findings, conditions=cards))) == {"usual-sign"}
