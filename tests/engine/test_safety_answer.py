"""The safety rules of the design about what an answer shows: must not miss, out of scope, certificates."""

import dataclasses
from collections.abc import Iterator, Mapping

import pytest

from service.engine.assess import assess
from service.engine.knowledge import Certificate
from service.engine.pack import Knowledge
from service.engine.terms import Level
from tests.support import packs
from tests.support.histories import history
from tests.support.packs import compiled

# 4. Must-not-miss conditions have their own list.


def rare_danger(**more: object) -> Knowledge:
    """Fifteen usual explanations and one rare danger that weakness speaks for."""
    usual = [packs.condition(f"usual-{place:02}", {}, prior="very_common") for place in range(15)]
    danger = packs.condition("danger", {"weak": 80}, prior="exceptional", must_not_miss=True, **more)
    findings = [packs.finding("weak", 20), packs.finding("infant", 5, kind="demographic")]
    return compiled(packs.rules(findings=findings, conditions=[*usual, danger]))


def listed(knowledge: Knowledge, said: dict[str, str]) -> list[str]:
    """The must-not-miss list."""
    return [entry.condition for entry in assess(knowledge, history(said)).must_not_miss]


def test_4_a_danger_that_the_evidence_speaks_for_is_listed_whatever_its_rank() -> None:
    assert listed(rare_danger(), {"weak": "present"}) == ["danger"]
    shown = [entry.condition for entry in assess(rare_danger(), history(["weak"])).differential]
    assert "danger" not in shown


def test_4_a_danger_that_nothing_speaks_for_and_that_is_too_rare_is_not_listed() -> None:
    assert listed(rare_danger(), {}) == []
    assert listed(rare_danger(), {"weak": "absent"}) == []


def test_4_a_danger_that_is_likely_enough_is_listed_without_evidence() -> None:
    dangerous = [packs.condition(name, {}, prior="very_rare", must_not_miss=True) for name in ("a", "b")]
    usual = packs.condition("usual", {}, prior="very_common")
    knowledge = compiled(packs.rules(findings=[packs.finding("weak")], conditions=[usual, *dangerous]))
    # 0.03 of 12.06 is a quarter of a percent; a pack where it stands for half lists it.
    assert listed(knowledge, {}) == []
    alone = compiled(packs.rules(findings=[packs.finding("weak")], conditions=dangerous))
    assert listed(alone, {}) == ["a", "b"]


def test_4_only_a_known_reason_strikes_a_danger_off() -> None:
    never = {"when": {"finding": "infant"}, "because": "Infants never have it."}
    knowledge = rare_danger(implausible_when=never)
    assert listed(knowledge, {"weak": "present", "infant": "present"}) == []
    assert listed(knowledge, {"weak": "present"}) == ["danger"]
    assert listed(knowledge, {"weak": "present", "infant": "absent"}) == ["danger"]


# 5. No answer is better than a wrong one: out of scope.


@pytest.mark.parametrize("said", [{}, {"fever": "present"}, {"twitching": "absent"}, {"twitching": "unknown"}])
def test_5_out_of_scope_gives_no_differential(knowledge: Knowledge, said: dict[str, str]) -> None:
    given_answer = assess(knowledge, history(said))
    assert not given_answer.in_scope
    parts = (given_answer.differential, given_answer.must_not_miss, given_answer.workup, given_answer.next_questions)
    assert parts == ((), (), (), ())
    assert given_answer.triage.level >= Level.PRIMARY_CARE
    assert given_answer.safety_net


# 6. Every number has a certificate.


def certificates(value: object) -> Iterator[Certificate]:
    """Every certificate anywhere below a value."""
    if isinstance(value, Certificate):
        yield value
    elif dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            yield from certificates(getattr(value, part.name))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from certificates(part)
    elif isinstance(value, tuple | list | frozenset):
        for part in value:
            yield from certificates(part)


def test_6_every_number_of_the_real_rules_has_a_sentence_and_sources_or_the_word_estimate(knowledge: Knowledge) -> None:
    rules = [knowledge.findings, knowledge.conditions, knowledge.red_flags, knowledge.tests, knowledge.medications]
    found = [one for part in [*rules, knowledge.analytes] for one in certificates(part)]
    weights = sum(len(c.weights) for c in knowledge.conditions.values())
    assert len(found) >= weights + len(knowledge.findings) + 2 * len(knowledge.conditions)
    for one in found:
        assert len(one.because) >= 10
        assert one.sources or one.grade == "expert_estimate"
        assert set(one.sources) <= knowledge.sources.keys()


def test_6_every_contribution_shown_has_its_certificate(knowledge: Knowledge) -> None:
    given_answer = assess(knowledge, history(["fasciculation", "weakness", "wasting", "cramp"]))
    shown = [c for entry in given_answer.differential for c in entry.contributions]
    assert shown
    assert all(c.certificate.because and (c.finding or c.combination) for c in shown)
