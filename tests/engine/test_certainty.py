"""The verdict on an answer's certainty: each reason alone, on made-up rules, and what they add up to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.assess import assess
from service.engine.certainty import Certainty
from service.engine.evidence import ContradictionError
from service.engine.pack import Knowledge
from tests.support import packs
from tests.support.histories import history
from tests.support.packs import Rule, Rules
from tests.support.strategies import rule_sets, statements

SIGNS = ("wasting", "weakness", "brisk", "cramp", "tripping")
FINDINGS = [
    packs.finding("twitching", 80),
    *(packs.finding(name, 10, "sign") for name in SIGNS),
    packs.finding("tingling", 10),
    packs.finding("hot", 10),
    packs.finding("cold", 10),
]
ALS = packs.condition("als", dict.fromkeys(SIGNS, 80) | {"tingling": 1, "hot": 40}, level="urgent")
FLU = packs.condition("flu", {"hot": 90, "cold": 0.5, "tingling": 30}, level="primary_care")
FROST = packs.condition("frost", {"cold": 90, "hot": 0.5}, level="routine")
CLEAR = dict.fromkeys(SIGNS, "present")


def judged(
    said: dict[str, str],
    constants: dict[str, float] | None = None,
    conditions: tuple[Rule, ...] = (ALS, FLU, FROST),
    **more: object,
) -> Certainty:
    rules = packs.rules(findings=FINDINGS, conditions=list(conditions), constants=constants)
    return assess(packs.compiled(rules), history(said, **more)).certainty


def kinds(found: Certainty) -> list[str]:
    return [doubt.kind for doubt in found.reasons]


def test_much_that_speaks_for_one_condition_alone_is_clear() -> None:
    found = judged(CLEAR)
    assert (found.verdict, found.reasons, found.would_help) == ("clear", (), ())


def test_too_few_telling_findings() -> None:
    found = judged({"hot": "present"})
    assert kinds(found) == ["too_little"]
    assert found.reasons[0].sentence.startswith("Only one finding speaks clearly for The flu")
    assert found.verdict == "cannot_tell"
    assert 0 < len(found.would_help) <= 3


def test_likely_enough_is_leaning_though_there_is_little() -> None:
    found = judged({"hot": "present"}, {"certainty-clear": 0.6, "certainty-leaning": 0.2})
    assert (found.verdict, kinds(found)) == ("leaning", ["too_little"])


def test_many_findings_that_say_little_are_too_little() -> None:
    found = judged(CLEAR, {"certainty-least-evidence": 60})
    assert kinds(found) == ["too_little"]
    assert "too weakly" in found.reasons[0].sentence


def test_strong_points_against_the_leader() -> None:
    said = {
        "wasting": "present",
        "weakness": "present",
        "tripping": "present",
        "brisk": "present",
        "tingling": "present",
    }
    found = judged({**said, "cramp": "absent"}, {"certainty-rarely-together": 0})
    assert kinds(found) == ["contradictory"]
    assert "The tingling present" in found.reasons[0].sentence
    assert "The cramp absent" in found.reasons[0].sentence


def test_findings_that_rarely_come_together() -> None:
    found = judged({"hot": "present", "cold": "present", "wasting": "absent"}, conditions=(FLU, FROST))
    assert any(doubt.sentence == "The cold and The hot rarely come together." for doubt in found.reasons)


def test_findings_that_come_together_more_often_than_by_chance_are_no_reason() -> None:
    assert "contradictory" not in kinds(judged({"wasting": "present", "weakness": "present"}))


def test_equals_that_go_different_ways() -> None:
    found = judged({"hot": "present", "cold": "present"}, conditions=(FLU, FROST))
    assert "close_call" in kinds(found)
    sentence = next(doubt.sentence for doubt in found.reasons if doubt.kind == "close_call")
    assert sentence == "The flu and The frost are nearly equal and go different ways: primary_care and routine."


def test_a_first_condition_that_does_not_stand_alone() -> None:
    twin = {**ALS, "id": "pma", "label": "The pma"}
    found = judged(CLEAR, conditions=(ALS, twin, FLU))
    assert (found.verdict, kinds(found)) == ("leaning", ["close_call"])
    assert found.reasons[0].sentence == "The als (50 %) is first but does not stand alone: The pma (50 %) is next."


def test_equals_that_go_one_way_are_no_reason() -> None:
    same = {**FROST, "referral": FLU["referral"]}
    found = judged({"hot": "present", "cold": "present"}, conditions=(FLU, same))
    assert not any("different ways" in doubt.sentence for doubt in found.reasons)


def test_what_no_rule_reads_keeps_it_from_being_clear() -> None:
    found = judged(CLEAR, unread=("/medications/0/name",))
    assert (found.verdict, kinds(found)) == ("leaning", ["outside_knowledge"])
    assert found.reasons[0].sentence.startswith("1 statement was not used")


def test_where_nothing_moves_nothing_can_be_told() -> None:
    rules = packs.rules(findings=FINDINGS, conditions=[ALS], scope={"finding": "twitching"})
    found = assess(packs.compiled(rules), history(CLEAR)).certainty
    assert (found.verdict, kinds(found), found.would_help) == ("cannot_tell", ["out_of_scope"], ())


@settings(max_examples=60)
@given(data=st.data(), rules=rule_sets())
def test_clear_is_never_said_with_a_doubt_or_an_unlikely_leader(data: st.DataObject, rules: Rules) -> None:
    knowledge: Knowledge = packs.compiled(rules)
    said = data.draw(statements([rule["id"] for rule in rules["findings"]]))
    try:
        answer = assess(knowledge, history(said))
    except ContradictionError:
        return
    found = answer.certainty
    likely = answer.differential[0].probability if answer.in_scope else 0.0
    bounds = knowledge.policy.verdicts
    assert (found.verdict == "clear") == (not found.reasons and likely >= bounds.clear)
    assert found.verdict == "cannot_tell" or likely >= bounds.leaning
    assert found.verdict == "clear" or found.reasons
    assert not (found.verdict == "clear" and found.would_help)
    assert set(found.would_help).isdisjoint(answer.evidence.statuses)


@pytest.mark.parametrize("bound", ["clear", "leaning"])
def test_the_bounds_of_the_rules_are_probabilities_in_order(knowledge: Knowledge, bound: str) -> None:
    verdicts = knowledge.policy.verdicts
    assert 0 < getattr(verdicts, bound) < 1
    assert verdicts.leaning < verdicts.clear
