"""Work-up and safety net: gathered from what fired and what is likely, soonest first."""

from service.engine.assess import assess
from service.engine.pack import Knowledge
from service.engine.terms import Level
from tests.support import packs
from tests.support.histories import history
from tests.support.packs import compiled, condition, finding, red_flag, rules, suggest, test_rule

TESTS = [test_rule("blood", settles=["low-ca"]), test_rule("scan"), test_rule("look"), test_rule("wait")]


def knowing(*conditions: packs.Rule, flags: tuple[packs.Rule, ...] = ()) -> Knowledge:
    """A pack of these conditions and flags over three findings."""
    findings = [finding("twitch"), finding("weak", 10), finding("low-ca", 5, kind="result")]
    return compiled(rules(findings=findings, conditions=list(conditions), red_flags=flags, workup=TESTS))


def asked(knowledge: Knowledge, *present: str) -> list[tuple[str, str]]:
    """The suggested tests with their priorities."""
    return [(test.test, test.priority) for test in assess(knowledge, history(present)).workup]


def test_the_tests_of_likely_conditions_come_soonest_first() -> None:
    wishes = [suggest("wait", "if_persists"), suggest("scan", "soon"), suggest("blood", "now")]
    assert asked(knowing(condition("c", {}, workup=wishes))) == [
        ("blood", "now"),
        ("scan", "soon"),
        ("wait", "if_persists"),
    ]


def test_one_test_asked_for_twice_keeps_the_sooner_priority_and_both_reasons() -> None:
    flag = red_flag("weak", {"finding": "weak"}, workup=[suggest("scan", "now")])
    knowledge = knowing(condition("c", {}, workup=[suggest("scan", "if_persists")]), flags=(flag,))
    (only,) = assess(knowledge, history(["weak"])).workup
    assert (only.test, only.priority) == ("scan", "now")
    assert [(i.kind, i.rule) for i in only.indications] == [("red_flag", "weak"), ("condition", "c")]


def test_a_red_flag_that_did_not_fire_asks_for_nothing() -> None:
    flag = red_flag("weak", {"finding": "weak"}, workup=[suggest("scan", "now")])
    assert asked(knowing(condition("c", {}), flags=(flag,)), "twitch") == []


def test_an_unlikely_condition_asks_for_nothing_unless_dangerous() -> None:
    lead = condition("lead", {}, prior="very_common")
    # 1 of 13 is 7.7 %: below what is likely, above what is likely enough for a danger.
    minor = condition("minor", {}, prior="uncommon", workup=[suggest("scan", "soon")])
    assert asked(knowing(lead, minor)) == []
    assert asked(knowing(lead, {**minor, "must_not_miss": True})) == [("scan", "soon")]


def test_a_result_already_known_is_told_as_such() -> None:
    knowledge = knowing(condition("c", {}, workup=[suggest("blood", "now")]))
    assert [t.result_known for t in assess(knowledge, history(["twitch"])).workup] == [False]
    for status in ("present", "absent"):
        assert [t.result_known for t in assess(knowledge, history({"low-ca": status})).workup] == [True]


def test_earned_self_care_tests_only_if_it_persists() -> None:
    wishes = [suggest("blood", "now"), suggest("wait", "if_persists")]
    earned = [packs.requirement("weak")]
    knowledge = knowing(condition("c", {}, level="self_care", benign=True, earned_when=earned, workup=wishes))
    made = assess(knowledge, history({"weak": "absent"}))
    assert made.triage.level is Level.SELF_CARE
    assert [t.test for t in made.workup] == ["wait"]
    assert asked(knowledge) == [("blood", "now"), ("wait", "if_persists")]


def test_no_more_than_ten_tests() -> None:
    many = [test_rule(f"t{n:02}") for n in range(14)]
    card = condition("c", {}, workup=[suggest(t["id"], "soon") for t in many])
    knowledge = compiled(rules(findings=[finding("twitch")], conditions=[card], workup=many))
    assert len(asked(knowledge)) == 10


def test_the_safety_net_is_of_the_level_and_the_likely_conditions_once_most_urgent_first() -> None:
    advice = [{"text": "Ring an ambulance when breathless.", "when": "emergency"}, *packs.ADVICE]
    made = assess(knowing(condition("c", {}, safety_net=advice)), history(["twitch"]))
    assert [(item.text, item.when) for item in made.safety_net] == [
        ("Ring an ambulance when breathless.", "emergency"),
        ("Come back when it changes.", "routine"),
    ]


def test_every_real_answer_has_a_safety_net(knowledge: Knowledge) -> None:
    for finding_id in ("twitching", "seizure", "cramp", "tremor"):
        assert assess(knowledge, history([finding_id])).safety_net
