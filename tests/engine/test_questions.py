"""Next questions: what to ask because the answer would change most."""

import pytest

from service.engine.assess import assess
from service.engine.pack import Knowledge
from service.engine.questions import NextQuestion
from service.engine.rank import score
from service.engine.terms import Level
from service.engine.triage import triage
from service.engine.whatif import Case, chance
from tests.support import packs
from tests.support.histories import evidence, history
from tests.support.packs import compiled, condition, finding, red_flag, rules

FINDINGS = [
    finding("twitch", 80),
    finding("weak", 10),
    finding("wasted", 5),
    finding("tired", 40),
    finding("denervated", 1, kind="result"),
]
WASTING = red_flag("wasting", {"all": [{"finding": "twitch"}, {"finding": "wasted"}]}, "emergency")
CARDS = [
    condition("calm", {"weak": 5, "tired": 50}, prior="very_common", level="primary_care"),
    condition("danger", {"weak": 80, "denervated": 90, "tired": 45}, level="primary_care"),
]


@pytest.fixture(scope="module")
def small() -> Knowledge:
    """Two conditions that weakness separates, and a red flag that wasting completes."""
    return compiled(rules(findings=FINDINGS, conditions=CARDS, red_flags=[WASTING]))


def asked(knowledge: Knowledge, said: dict[str, str]) -> tuple[NextQuestion, ...]:
    """The next questions."""
    return assess(knowledge, history(said)).next_questions


def test_what_would_change_the_referral_comes_before_what_would_change_the_ranking(small: Knowledge) -> None:
    questions = asked(small, {"twitch": "present"})
    assert [q.finding for q in questions][:2] == ["wasted", "weak"]
    assert questions[0].if_present.level is Level.EMERGENCY
    assert questions[0].if_absent.level is Level.PRIMARY_CARE
    assert questions[1].if_present.leader == "danger"


def test_without_the_other_half_a_red_flag_asks_nothing(small: Knowledge) -> None:
    assert "wasted" not in [q.finding for q in asked(small, {"weak": "unknown"})]


@pytest.mark.parametrize("status", ["present", "absent"])
def test_what_is_known_is_not_asked(small: Knowledge, status: str) -> None:
    assert "weak" not in [q.finding for q in asked(small, {"twitch": "present", "weak": status})]


@pytest.mark.parametrize(("other", "may"), [("absent", False), ("present", True), ("unknown", True)])
def test_what_the_patient_cannot_have_is_neither_asked_nor_looked_for(other: str, may: bool) -> None:
    only = [finding("womanly", 50, kind="demographic"), finding("wasted", 5, only_with="womanly"), *FINDINGS[:2]]
    knowledge = compiled(rules(findings=[*only, *FINDINGS[3:]], conditions=CARDS, red_flags=[WASTING]))
    found = assess(knowledge, history({"twitch": "present", "womanly": other}))
    assert ("wasted" in [q.finding for q in found.next_questions]) is may
    assert (("wasted",) in [one.findings for one in found.raising.today]) is may


def test_nobody_asks_a_man_whether_he_has_given_birth(knowledge: Knowledge) -> None:
    for sex, may in (("male", False), ("female", True)):
        settled = evidence(knowledge, {f"sex-{sex}": "present", f"sex-{'fe' * (sex == 'male')}male": "absent"})
        assert ("recent-childbirth" not in knowledge.asking.unfit(settled.statuses)) is may


def test_what_nobody_can_answer_at_the_bedside_is_not_asked(small: Knowledge) -> None:
    assert "denervated" not in [q.finding for q in asked(small, {"twitch": "present"})]


def test_what_would_change_hardly_anything_is_not_asked(small: Knowledge) -> None:
    assert "tired" not in [q.finding for q in asked(small, {"twitch": "present", "weak": "absent"})]


def test_the_chance_is_the_average_over_the_conditions(small: Knowledge) -> None:
    known = evidence(small, [])
    scores = score(small, "primary_care", known)
    case = Case(small, "primary_care", known, scores, triage(small, known, scores))
    # Priors 12 % and 4 %: three quarters and one quarter.
    assert chance(case, ("weak", True)) == pytest.approx(0.75 * 0.05 + 0.25 * 0.8)
    assert chance(case, ("twitch", True)) == pytest.approx(0.8)


def test_each_answer_foretold_is_the_one_given_when_it_comes(knowledge: Knowledge) -> None:
    said = {"fasciculation": "present", "cramp": "present"}
    questions = asked(knowledge, said)
    assert questions
    for question in questions:
        for word, foretold in (("present", question.if_present), ("absent", question.if_absent)):
            after = assess(knowledge, history({**said, question.finding: word}))
            assert (after.triage.level, after.scores.leader) == (foretold.level, foretold.leader)


def test_questions_come_most_telling_first_and_can_be_asked(knowledge: Knowledge) -> None:
    questions = asked(knowledge, {"twitching": "present"})
    changes = [(round(q.referral_change, 6), round(q.ranking_change, 6)) for q in questions]
    assert changes == sorted(changes, reverse=True)
    assert all(knowledge.findings[q.finding].question for q in questions)
    assert len(questions) <= 6


def test_packs_without_unknowns_ask_nothing() -> None:
    knowledge = compiled(rules(findings=[finding("twitch")], conditions=[packs.condition("c", {"twitch": 50})]))
    assert asked(knowledge, {"twitch": "present"}) == ()
