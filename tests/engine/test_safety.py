"""The safety rules of the design, each with tests that try to break it. Numbers in the names are the design's."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.assess import assess
from service.engine.interpret import interpret
from service.engine.knowledge import Condition
from service.engine.pack import Knowledge
from service.engine.rank import rank
from service.engine.terms import Level
from service.engine.triage import level_of, triage
from tests.engine.answers import answer, stripped
from tests.engine.twin import ContradictoryError, Twin
from tests.support.histories import evidence, history
from tests.support.packs import Rules, compiled
from tests.support.strategies import rule_sets, statements

ROOT = Path(__file__).resolve().parents[2]


def floor(knowledge: Knowledge, statuses: Mapping[str, bool]) -> Level:
    """The highest level of the red flags that hold."""
    fired = (flag.level for flag in knowledge.red_flags.values() if flag.when.holds(statuses))
    return max(fired, default=Level.SELF_CARE)


# 1. Benign must be earned.


@settings(max_examples=120)
@given(data=st.data(), rules=rule_sets(), screened=st.booleans())
def test_1_self_care_is_always_earned(data: st.DataObject, rules: Rules, screened: bool) -> None:
    said = data.draw(statements([rule["id"] for rule in rules["findings"]]))
    screens = ("all-clear",) if screened else ()
    given_answer = answer(compiled(rules), said, screens=screens)
    if given_answer is None or given_answer.triage.level > Level.SELF_CARE:
        return
    twin, leader = Twin(rules), given_answer.scores.leader
    assert twin.cards[leader]["benign"]
    assert twin.missing(leader, twin.evidence(said, screens)) == set()


def reassuring(knowledge: Knowledge) -> list[Condition]:
    """The real conditions that may end in self-care."""
    return [c for c in knowledge.conditions.values() if c.benign and c.referral.level is Level.SELF_CARE]


def ideal(knowledge: Knowledge, condition: Condition) -> dict[str, str]:
    """A patient with what most patients of a condition have, and with every fact that earns its label."""
    usual = (w.finding for w in condition.weights.values() if w.frequency >= 0.5)
    earned = {r.finding: r.status.value for r in condition.earned_when}
    denied = {
        f for name, word in earned.items() if word == "absent" for f in (name, *knowledge.ontology.descendants[name])
    }
    return {**{finding: "present" for finding in usual if finding not in denied}, **earned}


def earned(knowledge: Knowledge, condition: Condition) -> tuple[dict[str, str], set[str]]:
    """The ideal patient after every missing fact has been asked and answered well, and which facts those were."""
    said, needed = ideal(knowledge, condition), {r.finding for r in condition.earned_when}
    for _ in range(4):
        missing = assess(knowledge, history(said)).triage.missing
        said |= {one.requirement.finding: one.requirement.status.value for one in missing}
        needed |= {one.requirement.finding for one in missing}
    return said, needed


def test_1_no_real_reassurance_survives_the_loss_of_a_fact_that_earned_it(knowledge: Knowledge) -> None:
    calm = []
    for condition in reassuring(knowledge):
        said, needed = earned(knowledge, condition)
        made = assess(knowledge, history(said))
        if made.triage.level > Level.SELF_CARE or made.scores.leader != condition.id:
            continue
        calm.append(condition.id)
        for finding in sorted(needed):
            less = assess(knowledge, history({f: s for f, s in said.items() if f != finding}))
            implied = less.evidence.status(finding).value == said[finding]
            assert implied or less.triage.level > Level.SELF_CARE, (condition.id, finding)
    assert "eyelid-myokymia" in calm


# 2. Unknown is never absent.


@settings(max_examples=80)
@given(data=st.data(), rules=rule_sets())
def test_2_deleting_a_fact_keeps_the_floor_of_what_remains(data: st.DataObject, rules: Rules) -> None:
    said = data.draw(statements([rule["id"] for rule in rules["findings"]]))
    twin, knowledge = Twin(rules), compiled(rules)
    for deleted in said:
        left = {f: s for f, s in said.items() if f != deleted}
        less = answer(knowledge, left)
        if less is not None:
            required = [f["level"] for f in twin.red_flags if f["id"] in twin.fired(twin.evidence(left))]
            assert all(less.triage.level >= Level.of(level) for level in required)


@settings(max_examples=30)
@given(data=st.data())
def test_2_deleting_a_fact_keeps_the_floor_of_the_real_rules(knowledge: Knowledge, data: st.DataObject) -> None:
    flag = data.draw(st.sampled_from(list(knowledge.red_flags.values())))
    said = dict.fromkeys(sorted(flag.when.findings())[:6], "present") | data.draw(
        statements(list(knowledge.findings), 4)
    )
    for deleted in said:
        left = {f: s for f, s in said.items() if f != deleted}
        less = answer(knowledge, left)
        if less is not None:
            assert less.triage.level >= floor(knowledge, less.evidence.statuses)


@settings(max_examples=60)
@given(data=st.data(), rules=rule_sets())
def test_2_unknown_said_outright_is_the_same_as_not_said(data: st.DataObject, rules: Rules) -> None:
    said = data.draw(statements([rule["id"] for rule in rules["findings"]]))
    known = {f: s for f, s in said.items() if s != "unknown"}
    first, second = answer(compiled(rules), said), answer(compiled(rules), known)
    assert (first and stripped(first)) == (second and stripped(second))


@settings(max_examples=60)
@given(data=st.data())
def test_2_no_screen_denies_what_is_said_to_be_unknown(knowledge: Knowledge, data: st.DataObject) -> None:
    screen = data.draw(st.sampled_from(list(knowledge.screens.values())))
    named = data.draw(st.sampled_from(sorted(screen.absent)))
    unsure = data.draw(st.sampled_from(sorted({named, *knowledge.ontology.descendants[named]})))
    found = evidence(knowledge, {unsure: "unknown"}, screens=(screen.id,))
    assert unsure not in found.statuses
    assert named not in found.statuses


# 3. Red flags are a floor.


@settings(max_examples=60)
@given(data=st.data())
def test_3_no_weights_whatever_go_below_a_red_flag(knowledge: Knowledge, data: st.DataObject) -> None:
    flag = data.draw(st.sampled_from(list(knowledge.red_flags.values())))
    statuses = dict.fromkeys(flag.when.findings(), True)
    benign = data.draw(st.sampled_from([c.id for c in knowledge.conditions.values() if c.benign]))
    low, high = data.draw(st.floats(-90, 0)), data.draw(st.floats(0, 90))
    scores = rank(knowledge, {name: high if name == benign else low for name in knowledge.conditions})
    found = dataclasses.replace(evidence(knowledge, []), statuses=statuses, yes=knowledge.ontology.bits(statuses))
    required = floor(knowledge, statuses)
    assert triage(knowledge, found, scores).level >= required
    assert level_of(knowledge, found, scores) >= required


@settings(max_examples=80)
@given(data=st.data(), rules=rule_sets(), points=st.lists(st.floats(-200, 200), min_size=5, max_size=5))
def test_3_random_weights_never_go_below_the_floor(data: st.DataObject, rules: Rules, points: list[float]) -> None:
    knowledge, twin = compiled(rules), Twin(rules)
    said = data.draw(statements([rule["id"] for rule in rules["findings"]]))
    try:
        statuses = twin.evidence(said)
    except ContradictoryError:
        return
    found, _ = interpret(knowledge, history(said))
    scores = rank(knowledge, dict(zip(knowledge.conditions, points, strict=False)))
    for flag in rules["red_flags"]:
        if flag["id"] in twin.fired(statuses):
            assert triage(knowledge, found, scores).level >= Level.of(flag["level"])
