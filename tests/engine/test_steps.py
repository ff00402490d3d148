"""The next best step: outcomes foretold as they come, what changes most first, and effort where that is equal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.assess import assess
from service.engine.evidence import ContradictionError
from service.engine.interpret import interpret
from service.engine.pack import Knowledge
from service.engine.rank import score
from service.engine.steps import COSTS, MODES, MOST, Step, next_steps
from service.engine.terms import Level
from service.engine.triage import triage
from service.engine.whatif import Case
from tests.support import packs
from tests.support.histories import history
from tests.support.packs import Rule
from tests.support.strategies import rule_sets, statements

FINDINGS = [
    packs.finding("twitching", 80, "movement"),
    packs.finding("tingling", 20),
    packs.finding("wasting", 20, "sign"),
    packs.finding("fit", 5),
    packs.finding("low", 20, "result"),
    packs.finding("very-low", 5, "result", parents=["low"]),
    packs.finding("high", 5, "result"),
    packs.finding("fine", 10, "result"),
]
NERVE = packs.condition("nerve", {"tingling": 90, "wasting": 5, "low": 5, "very-low": 1})
MOTOR = packs.condition("motor", {"tingling": 5, "wasting": 80, "low": 60, "very-low": 20, "fine": 10})
BLOOD = packs.test_rule("blood", settles=["low", "very-low", "high"], effort=packs.effort(5, "low"))
FIT = packs.red_flag("fit", {"finding": "fit"}, "emergency")


def knowing(*tests: Rule, conditions: tuple[Rule, ...] = (NERVE, MOTOR), flags: tuple[Rule, ...] = ()) -> Knowledge:
    rules = packs.rules(findings=FINDINGS, conditions=list(conditions), workup=list(tests), red_flags=list(flags))
    return packs.compiled(rules)


def case_of(knowledge: Knowledge, said: dict[str, str]) -> Case:
    evidence, _ = interpret(knowledge, history(said))
    scores = score(knowledge, "primary_care", evidence)
    return Case(knowledge, "primary_care", evidence, scores, triage(knowledge, evidence, scores))


def steps(knowledge: Knowledge, mode: str = "split", said: dict[str, str] | None = None) -> tuple[Step, ...]:
    return next_steps(case_of(knowledge, {"twitching": "present"} if said is None else said), mode)


def named(found: tuple[Step, ...]) -> list[tuple[str, str]]:
    return [(step.kind, step.subject) for step in found]


def test_questions_signs_and_tests_stand_together_what_changes_the_referral_first() -> None:
    found = steps(knowing(BLOOD, flags=(FIT,)))
    assert named(found) == [
        ("question", "fit"),
        ("question", "tingling"),
        ("sign", "wasting"),
        ("test", "blood"),
    ]
    assert found[0].referral_change == pytest.approx(0.05 * 2)
    assert found[0].if_present.level is Level.EMERGENCY
    assert [step.effort.minutes for step in found if step.effort] == [0.5, 0.5, 1.5, 5]


def test_the_outcomes_of_a_test_are_its_results_and_that_it_shows_nothing() -> None:
    knowledge = knowing(BLOOD)
    blood = next(step for step in steps(knowledge) if step.kind == "test")
    # Two conditions of equal odds: 32.5 % low, of which 10.5 % very low, which is another result.
    assert (blood.result, blood.if_present.leader) == ("low", "motor")
    assert blood.chance == pytest.approx((0.05 - 0.01 + 0.60 - 0.20) / 2)
    none = assess(knowledge, history({"twitching": "present", "low": "absent", "high": "absent"}))
    assert (blood.if_absent.level, blood.if_absent.leader) == (none.triage.level, none.scores.leader)


def test_a_test_that_has_a_finding_for_normal_shows_nothing_by_that() -> None:
    calm = packs.condition("calm", {"fine": 95, "low": 60, "very-low": 20})
    often = {**MOTOR, "prior": {**MOTOR["prior"], "primary_care": "very_common"}}
    normal = {**BLOOD, "settles": [*BLOOD["settles"], "fine"], "normal": "fine"}
    knowledge = knowing(normal, conditions=(calm, often))
    (step,) = [one for one in steps(knowledge) if one.kind == "test"]
    said = {"twitching": "present", "low": "absent", "high": "absent", "fine": "present"}
    assert step.if_absent.leader == assess(knowledge, history(said)).scores.leader == "calm"
    assert step.result != "fine"


def test_a_test_whose_result_is_known_or_that_settles_nothing_is_no_step() -> None:
    knowledge = knowing(BLOOD, packs.test_rule("look"))
    assert ("test", "look") not in named(steps(knowledge))
    for status in ("present", "absent"):
        known = steps(knowledge, said={"twitching": "present", "high": status})
        assert ("test", "blood") not in named(known)


def test_of_equal_changes_the_cheaper_and_then_the_quicker_goes_first() -> None:
    def blood(name: str, minutes: float, cost: str) -> Rule:
        return {**BLOOD, "id": name, "effort": packs.effort(minutes, cost)}

    unknown = {key: value for key, value in BLOOD.items() if key != "effort"} | {"id": "a-unstated"}
    dear, slow, quick = blood("b-dear", 1, "high"), blood("c-slow", 30, "low"), blood("d-quick", 5, "low")
    found = named(steps(knowing(unknown, dear, slow, quick)))
    assert [name for kind, name in found if kind == "test"] == ["d-quick", "c-slow", "b-dear", "a-unstated"]
    asked = {**FINDINGS[4], "id": "asked", "kind": "symptom", "question": "Is it low, as felt?"}
    cards = [packs.condition(one, {"asked": p, "low": p}) for one, p in (("one", 10), ("other", 60))]
    rules = packs.rules(
        findings=[*FINDINGS, asked],
        conditions=cards,
        workup=[packs.test_rule("a-test", settles=["low"], effort=packs.effort(5, "low"))],
    )
    assert named(steps(packs.compiled(rules)))[:2] == [("question", "asked"), ("test", "a-test")]


def test_split_tells_the_leaders_apart_and_confirm_tests_the_first() -> None:
    leader = packs.condition("leader", {"tingling": 50, "wasting": 70}, prior="very_common")
    second = packs.condition("second", {"tingling": 1, "wasting": 40})
    third = packs.condition("third", {"tingling": 99, "wasting": 40})
    knowledge = knowing(conditions=(leader, second, third))
    split, confirm = steps(knowledge), steps(knowledge, "confirm")
    # Tingling tells the second from the third and leaves the leader where it is.
    assert named(split) == [("question", "tingling"), ("sign", "wasting")]
    assert named(confirm) == [("sign", "wasting")]


def test_split_puts_the_referral_first_and_confirm_the_leader() -> None:
    knowledge = knowing(flags=(FIT,))
    assert named(steps(knowledge))[0] == ("question", "fit")
    assert named(steps(knowledge, "confirm"))[-1] == ("question", "fit")


def test_a_self_care_answer_asks_for_no_test_that_is_spoken_against() -> None:
    earned = [packs.requirement("wasting")]
    calm = packs.condition("calm", {"low": 5}, level="self_care", benign=True, earned_when=earned)
    said = {"twitching": "present", "wasting": "absent"}
    other = packs.condition("other", {"low": 60}, level="self_care", prior="uncommon")
    avoided = {**BLOOD, "avoid_when": "A well person."}
    for test, expected in ((BLOOD, True), (avoided, False)):
        knowledge = knowing(test, conditions=(calm, other))
        assert case_of(knowledge, said).decided.level is Level.SELF_CARE
        assert (("test", "blood") in named(steps(knowledge, said=said))) is expected
    above = knowing(avoided)
    assert ("test", "blood") in named(steps(above))


def test_of_findings_in_one_line_only_the_best_is_told() -> None:
    line = [packs.finding("weak", 30), packs.finding("weak-arm", 20, parents=["weak"]), packs.finding("other", 30)]
    cards = [packs.condition(f"c{p}", {"weak": p, "weak-arm": p - 1, "other": p}) for p in (5, 70)]
    found = steps(packs.compiled(packs.rules(findings=line, conditions=cards)), said={})
    assert named(found) == [("question", "weak-arm"), ("question", "other")]


def check(knowledge: Knowledge, said: dict[str, str]) -> None:
    for mode in MODES:
        found = steps(knowledge, mode, said)
        assert len(found) <= MOST == 8
        assert found == steps(knowledge, mode, said)
        for step in found:
            assert 0 <= step.chance <= 1 + 1e-9
            assert step.referral_change >= 0
            assert step.ranking_change >= 0
            assert step.effort is None or step.effort.cost in COSTS
            told = step.result or step.subject
            after = assess(knowledge, history({**said, told: "present"}))
            if after.in_scope:
                assert (after.triage.level, after.scores.leader) == (step.if_present.level, step.if_present.leader)


@settings(max_examples=60)
@given(rules=rule_sets(), data=st.data())
def test_each_outcome_foretold_is_the_one_that_comes(rules: packs.Rules, data: st.DataObject) -> None:
    names = [rule["id"] for rule in rules["findings"]]
    settled = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
    knowledge = packs.compiled({**rules, "workup": [packs.test_rule("t", settles=settled)]})
    try:
        check(knowledge, data.draw(statements(names)))
    except ContradictionError:
        return


def test_each_outcome_foretold_is_the_one_that_comes_by_the_real_rules(knowledge: Knowledge) -> None:
    check(knowledge, {"fasciculation": "present", "cramp": "present"})
