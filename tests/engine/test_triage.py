"""The referral level and every rule that set it."""

from collections.abc import Sequence

import pytest

from service.engine.rank import score
from service.engine.terms import Level, Status
from service.engine.triage import Triage, triage, triage_out_of_scope
from tests.support import packs
from tests.support.histories import evidence

FINDINGS = [
    packs.finding("twitch", 80, kind="movement"),
    packs.finding("weak", 10),
    packs.finding("wasted", 5, kind="sign"),
    packs.finding("choking", 2),
    packs.finding("choking-on-water", 1, parents=["choking"]),
    packs.finding("quivering-tongue", 2, kind="sign"),
    packs.finding("old", 30, kind="demographic"),
]
WASTING = packs.red_flag(
    "wasting", {"all": [{"finding": "twitch"}, {"finding": "wasted"}]}, "urgent", because="A dying nerve."
)
CHOKING = packs.red_flag(
    "choking", {"all": [{"finding": "choking"}, {"finding": "weak"}]}, "emergency", to="emergency-department"
)
# Almost everybody's explanation, so that it leads unless something speaks against it.
BENIGN = packs.condition(
    "benign",
    {"weak": 2, "wasted": 0.5},
    level="self_care",
    prior="very_common",
    benign=True,
    earned_when=[packs.requirement("weak"), packs.requirement("wasted")],
)
DANGER = packs.condition("danger", {"weak": 90, "wasted": 60}, level="urgent", prior="very_rare", must_not_miss=True)


def decide(
    statuses: dict[str, str],
    *,
    flags: Sequence[packs.Rule] = (WASTING,),
    conditions: Sequence[packs.Rule] = (BENIGN, DANGER),
) -> Triage:
    """The triage of some statuses."""
    made = packs.rules(findings=FINDINGS, conditions=list(conditions), red_flags=flags)
    knowledge = packs.compiled(made)
    found = evidence(knowledge, statuses)
    return triage(knowledge, found, score(knowledge, "primary_care", found))


WELL = {"weak": "absent", "wasted": "absent"}


def test_an_earned_reassurance_says_why() -> None:
    decided = decide({**WELL, "twitch": "present"})
    assert (decided.level, decided.missing) == (Level.SELF_CARE, ())
    assert [(r.kind, r.rule) for r in decided.reasons] == [("leading_benign", "benign")]


@pytest.mark.parametrize(("left_out", "status"), [("weak", "unknown"), ("wasted", "unknown")])
def test_a_reassurance_not_earned_names_what_is_missing(left_out: str, status: str) -> None:
    decided = decide({f: s for f, s in WELL.items() if f != left_out})
    assert (decided.level, decided.to) == (Level.PRIMARY_CARE, "general-practice")
    assert [r.kind for r in decided.reasons] == ["benign_not_earned"]
    assert [(m.requirement.finding, m.status.value) for m in decided.missing] == [(left_out, status)]


def test_a_requirement_known_to_be_otherwise_is_missing_too() -> None:
    decided = decide({"weak": "present", "wasted": "absent"}, conditions=[{**BENIGN, "findings": []}])
    assert [(m.requirement.finding, m.status) for m in decided.missing] == [("weak", Status.PRESENT)]
    assert decided.level is Level.PRIMARY_CARE


def test_a_fired_red_flag_sets_floor_service_and_sentence() -> None:
    decided = decide({"twitch": "present", "wasted": "present"})
    assert decided.level is Level.URGENT
    flag = next(r for r in decided.reasons if r.kind == "red_flag")
    assert (flag.rule, flag.sentence, flag.to) == ("wasting", "A dying nerve.", "neurology")
    ((fired,),) = [decided.red_flags]
    assert [leaf.finding for leaf in fired.because] == ["twitch", "wasted"]


def test_the_highest_of_several_floors_rules_and_comes_first() -> None:
    every = {"twitch": "present", "wasted": "present", "choking": "present", "weak": "present"}
    decided = decide(every, flags=[WASTING, CHOKING])
    assert (decided.level, decided.to) == (Level.EMERGENCY, "emergency-department")
    assert decided.reasons[0].rule == "choking"
    assert [r.level for r in decided.reasons] == sorted((r.level for r in decided.reasons), reverse=True)


@pytest.mark.parametrize("level", ["emergency", "urgent"])
def test_an_emergency_goes_to_the_first_service_of_the_pack_if_one_rule_asks_for_it(level: str) -> None:
    every = {"twitch": "present", "choking": "present", "weak": "present"}
    clinic = packs.red_flag("a-clinic-can-see", {"all": [{"finding": "weak"}]}, level, to="neurology")
    decided = decide(every, flags=[clinic, {**CHOKING, "level": level}])
    assert [reason.to for reason in decided.reasons[:2]] == ["neurology", "emergency-department"]
    assert decided.to == ("emergency-department" if level == "emergency" else "neurology")


def held_back(flag: packs.Rule, **statuses: str) -> list[str]:
    """What an otherwise earned reassurance still misses beside one red flag."""
    decided = decide({**WELL, **statuses}, flags=[flag], conditions=[BENIGN])
    assert decided.level is (Level.PRIMARY_CARE if decided.missing else Level.SELF_CARE)
    return [missing.requirement.finding for missing in decided.missing]


def both(first: str, second: str, level: str = "urgent") -> packs.Rule:
    """A red flag of two findings."""
    return packs.red_flag("both", {"all": [{"finding": first}, {"finding": second}]}, level)


def test_an_urgent_red_flag_begun_holds_self_care_back_until_its_symptom_is_known() -> None:
    assert held_back(both("twitch", "choking"), twitch="present") == ["choking"]
    assert held_back(both("twitch", "choking"), twitch="present", choking="absent") == []


def test_a_red_flag_not_begun_holds_nothing_back() -> None:
    assert held_back(both("twitch", "choking")) == []


def test_age_alone_does_not_begin_a_red_flag() -> None:
    assert held_back(both("old", "choking"), old="present") == []


def test_only_what_a_history_can_tell_is_missing() -> None:
    assert held_back(both("twitch", "quivering-tongue"), twitch="present") == []


def test_a_red_flag_below_urgent_holds_nothing_back() -> None:
    assert held_back(both("twitch", "choking", "routine"), twitch="present") == []


def test_a_red_flag_that_needs_two_more_facts_holds_nothing_back() -> None:
    when = {"all": [{"finding": name} for name in ("twitch", "choking", "old")]}
    assert held_back(packs.red_flag("three", when), twitch="present") == []


def test_of_a_symptom_and_a_broader_one_the_broader_is_asked() -> None:
    either = {"any": [{"finding": "choking-on-water"}, {"finding": "choking"}]}
    flag = packs.red_flag("choking", {"all": [{"finding": "twitch"}, either]})
    assert held_back(flag, twitch="present") == ["choking"]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (["self_care"] * 3 + ["emergency"], Level.URGENT),
        (["self_care"] * 2 + ["emergency"], Level.EMERGENCY),
        (["self_care"] * 4 + ["urgent"], Level.PRIMARY_CARE),
        (["self_care"] * 3 + ["urgent"], Level.URGENT),
        (["self_care"] * 2 + ["routine"], Level.PRIMARY_CARE),
        (["self_care"] * 3 + ["routine"] * 2, Level.ROUTINE),
        (["self_care", "primary_care"], Level.PRIMARY_CARE),
        (["self_care"] * 3 + ["routine", "urgent"], Level.ROUTINE),
    ],
)
def test_conditions_likely_enough_together_ask_for_their_level(levels: list[str], expected: Level) -> None:
    """Equal priors: thresholds are 30 % for emergency, 25 % urgent, 40 % routine, 50 % primary care."""
    cards = [packs.condition(f"c{place}", {}, level=level) for place, level in enumerate(levels)]
    decided = decide({}, conditions=cards)
    assert decided.level is expected


def test_the_likely_conditions_are_named_with_their_service() -> None:
    decided = decide({}, conditions=[packs.condition("danger", {}, level="urgent")])
    reasons = [r for r in decided.reasons if r.kind == "likely_conditions"]
    assert {r.level for r in reasons} == {Level.PRIMARY_CARE, Level.ROUTINE, Level.URGENT}
    assert all("The danger" in r.sentence and r.to == "neurology" for r in reasons)


def test_out_of_scope_keeps_the_floors_and_general_practice() -> None:
    knowledge = packs.compiled(packs.rules(findings=FINDINGS, conditions=[BENIGN], red_flags=[WASTING]))
    calm = triage_out_of_scope(knowledge, evidence(knowledge, WELL))
    assert (calm.level, calm.to, [r.kind for r in calm.reasons]) == (
        Level.PRIMARY_CARE,
        "general-practice",
        ["out_of_scope"],
    )
    flagged = triage_out_of_scope(knowledge, evidence(knowledge, ["twitch", "wasted"]))
    assert (flagged.level, flagged.to) == (Level.URGENT, "neurology")
