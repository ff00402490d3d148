"""Explanations: every change told does what it says, and no single fact would do where two are told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.asking import ASKABLE
from service.engine.assess import assess
from service.engine.evidence import ContradictionError
from service.engine.explain import Explanation, OutOfScopeError, explain
from service.engine.history import History
from service.engine.pack import Knowledge
from tests.support import packs
from tests.support.histories import history
from tests.support.packs import Rules, compiled
from tests.support.strategies import rule_sets, statements


def reaches(knowledge: Knowledge, said: dict[str, str], condition: str, goal: str) -> bool:
    """Whether an assessment of these statements meets a goal that it is asked to reach."""
    made = assess(knowledge, history(said))
    place = made.scores.order.index(condition)
    return place == 0 if goal == "first_place" else place < 3


def holds_what_it_says(knowledge: Knowledge, said: dict[str, str], condition: str, told: Explanation) -> None:
    """Each change, made in the history, gives the rank, level and leader told."""
    for change in told.changes:
        facts = {finding: "present" if present else "absent" for finding, present in change.facts}
        assert facts.keys().isdisjoint(f for f, s in said.items() if s != "unknown")
        after = assess(knowledge, history({**said, **facts}))
        assert after.scores.order.index(condition) + 1 == change.rank
        assert after.scores.leader == change.leader
        assert after.triage.level == change.level
        if change.goal == "referral":
            assert change.level != told.level
        else:
            assert reaches(knowledge, {**said, **facts}, condition, change.goal)


@settings(max_examples=60)
@given(data=st.data(), rules=rule_sets())
def test_told_changes_are_true_on_random_packs(data: st.DataObject, rules: Rules) -> None:
    knowledge = compiled({**rules, "pack": packs.rules(findings=rules["findings"], conditions=[])["pack"]})
    said = data.draw(statements([rule["id"] for rule in rules["findings"]], 4))
    condition = data.draw(st.sampled_from(list(knowledge.conditions)))
    try:
        told = explain(knowledge, history(said), condition)
    except ContradictionError:
        return
    holds_what_it_says(knowledge, said, condition, told)


REAL = [
    (["twitching"], "als"),
    (["twitching", "weakness"], "benign-fasciculation-syndrome"),
    (["jerk"], "juvenile-myoclonic-epilepsy"),
    (["cramp", "anxiety"], "hypocalcaemia"),
    (["site-eyelid", "twitching"], "hemifacial-spasm"),
    (["tremor"], "thyrotoxicosis"),
]


@pytest.mark.parametrize(("present", "condition"), REAL)
def test_told_changes_are_true_on_the_real_rules(knowledge: Knowledge, present: list[str], condition: str) -> None:
    said = dict.fromkeys(present, "present")
    told = explain(knowledge, history(said), condition)
    assert told.changes
    holds_what_it_says(knowledge, said, condition, told)


@pytest.mark.parametrize(("present", "condition"), REAL)
def test_the_entry_is_the_one_of_the_assessment(knowledge: Knowledge, present: list[str], condition: str) -> None:
    told, made = explain(knowledge, history(present), condition), assess(knowledge, history(present))
    assert told.entry.rank == made.scores.order.index(condition) + 1
    assert told.entry.probability == made.scores.probability[condition]
    assert (told.level, told.leader) == (made.triage.level, made.scores.leader)
    if told.entry.rank <= len(made.differential):
        assert told.entry == made.differential[told.entry.rank - 1]


def contest() -> Knowledge:
    """A rival ahead by 10.8 decibans; `sure` is worth 14, `hint-a` and `hint-b` 6 each."""
    findings = [packs.finding(name, 20) for name in ("twitch", "hint-a", "hint-b")] + [packs.finding("sure", 2)]
    under = packs.condition("under", {"hint-a": 80, "hint-b": 80, "sure": 50}, prior="uncommon")
    return compiled(
        packs.rules(findings=findings, conditions=[under, packs.condition("ahead", {}, prior="very_common")])
    )


def first_place(told: Explanation) -> tuple[tuple[str, bool], ...] | None:
    """The facts told for the first place."""
    return next((change.facts for change in told.changes if change.goal == "first_place"), None)


def test_one_fact_is_told_where_one_is_enough() -> None:
    assert first_place(explain(contest(), history(["twitch"]), "under")) == (("sure", True),)


def test_two_facts_are_told_only_where_no_single_one_is_enough() -> None:
    knowledge = contest()
    said = {"twitch": "present", "sure": "unknown"}
    lesser = {**said, "sure": "absent"}
    found = first_place(explain(knowledge, history(lesser), "under"))
    assert found is None or len(found) == 2
    for name in ("hint-a", "hint-b"):
        assert not reaches(knowledge, {**lesser, name: "present"}, "under", "first_place")


def test_a_goal_already_met_is_not_told() -> None:
    told = explain(contest(), history(["sure"]), "under")
    assert {change.goal for change in told.changes} <= {"referral"}


def test_no_change_is_told_where_none_helps() -> None:
    hopeless = packs.condition("under", {"hint": 21}, prior="exceptional")
    strong = packs.condition("ahead", {}, prior="very_common")
    knowledge = compiled(packs.rules(findings=[packs.finding("hint", 20)], conditions=[hopeless, strong]))
    assert first_place(explain(knowledge, history([]), "under")) is None


@settings(max_examples=30)
@given(data=st.data(), rules=rule_sets())
def test_no_single_fact_reaches_a_place_for_which_more_are_told(data: st.DataObject, rules: Rules) -> None:
    knowledge = compiled(rules)
    condition = data.draw(st.sampled_from(list(knowledge.conditions)))
    try:
        told = explain(knowledge, History(), condition)
    except OutOfScopeError:
        return
    for change in told.changes:
        if change.goal != "referral" and len(change.facts) > 1:
            weighed = {
                f for c in knowledge.conditions.values() for f in c.weights if knowledge.findings[f].kind in ASKABLE
            }
            for finding in sorted(weighed & set(knowledge.conditions[condition].weights)):
                for word in ("present", "absent"):
                    assert not reaches(knowledge, {finding: word}, condition, change.goal)
