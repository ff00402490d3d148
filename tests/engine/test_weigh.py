"""Points, worked by hand. 10*log10(4) = 6.0206 is written FOUR_TIMES: four times as frequent as in everybody."""

import math

import pytest

from service.engine.evidence import Evidence
from service.engine.pack import Knowledge
from service.engine.rank import score
from service.engine.weigh import weigh
from tests.support import packs
from tests.support.histories import evidence

FOUR_TIMES = 10 * math.log10(0.8 / 0.2)
QUARTER_WITHOUT = 10 * math.log10(0.2 / 0.8)
TWICE = 10 * math.log10(0.4 / 0.2)


def knowing(findings: list[packs.Rule], percents: dict[str, float | str], **more: object) -> Knowledge:
    """A pack with one card."""
    families = [
        packs.group("travels", "correlated"),
        packs.group("one-of", "exclusive"),
        packs.group("kind", "profile"),
    ]
    constants = more.pop("constants", {})
    card = packs.condition("c", percents, **more)
    return packs.compiled(packs.rules(findings=findings, conditions=[card], groups=families, constants=constants))


def points(knowledge: Knowledge, **statuses: str) -> float:
    """What the card gets from findings, whose ids are written with _ for -."""
    found = evidence(knowledge, {name.replace("_", "-"): status for name, status in statuses.items()})
    return total(knowledge, found)


def total(knowledge: Knowledge, found: Evidence) -> float:
    """What evidence adds to the prior of the card."""
    prior = knowledge.conditions["c"].prior.points["primary_care"]
    return score(knowledge, "primary_care", found).points["c"] - prior


def test_present_absent_and_unknown() -> None:
    knowledge = knowing([packs.finding("cramp", 20)], {"cramp": 80})
    assert points(knowledge, cramp="present") == pytest.approx(FOUR_TIMES) == pytest.approx(6.0206, abs=1e-4)
    assert points(knowledge, cramp="absent") == pytest.approx(QUARTER_WITHOUT) == pytest.approx(-6.0206, abs=1e-4)
    assert points(knowledge, cramp="unknown") == 0


def test_a_finding_that_the_card_leaves_out_is_worth_nothing() -> None:
    knowledge = knowing([packs.finding("cramp"), packs.finding("fever")], {"cramp": 80})
    assert points(knowledge, fever="present") == points(knowledge, fever="absent") == 0


@pytest.mark.parametrize(
    ("word", "percent"),
    [
        ("obligate", 99),
        ("very_frequent", 90),
        ("frequent", 55),
        ("occasional", 17),
        ("very_rare", 2),
        ("excluded", 0.5),
    ],
)
def test_a_frequency_class_stands_for_its_percent_within_floor_and_ceiling(word: str, percent: float) -> None:
    knowledge = knowing([packs.finding("cramp", 20)], {"cramp": word})
    assert points(knowledge, cramp="present") == pytest.approx(10 * math.log10(percent / 20))


@pytest.mark.parametrize("background", [0, 100])
def test_an_impossible_background_is_bounded_too(background: float) -> None:
    knowledge = knowing([packs.finding("cramp", background)], {"cramp": 50})
    assert math.isfinite(points(knowledge, cramp="present"))
    assert math.isfinite(points(knowledge, cramp="absent"))


def family(**percents: float) -> Knowledge:
    """Weakness over limb weakness over hand weakness."""
    tree = [
        packs.finding("weakness", 20),
        packs.finding("limb", 20, parents=["weakness"]),
        packs.finding("hand", 20, parents=["limb"]),
    ]
    return knowing(tree, dict(percents))


def test_the_most_specific_present_finding_speaks_alone() -> None:
    assert points(family(weakness=40, hand=80), hand="present") == pytest.approx(FOUR_TIMES)
    assert points(family(weakness=40, hand=80), limb="present") == pytest.approx(TWICE)


def test_a_child_that_the_card_leaves_out_speaks_through_its_nearest_parent() -> None:
    assert points(family(weakness=40, limb=80), hand="present") == pytest.approx(FOUR_TIMES)
    assert points(family(weakness=40), hand="present") == pytest.approx(TWICE)


def test_the_most_general_absent_finding_speaks_for_its_line() -> None:
    assert points(family(weakness=80, hand=40), weakness="absent") == pytest.approx(QUARTER_WITHOUT)
    assert points(family(weakness=80, hand=80), hand="absent") == pytest.approx(QUARTER_WITHOUT)
    assert points(family(weakness=80, hand=80), weakness="present", hand="absent") == pytest.approx(0)


def test_two_children_through_one_parent_count_once() -> None:
    tree = [packs.finding("weakness"), *(packs.finding(n, parents=["weakness"]) for n in ("hand", "foot"))]
    assert points(knowing(tree, {"weakness": 80}), hand="present", foot="present") == pytest.approx(FOUR_TIMES)


def together(*percents: float, **more: object) -> Knowledge:
    """Findings of one group with these percents on the card, all 20 % in everybody."""
    findings = [packs.finding(f"f{i}", 20, group="travels") for i in range(len(percents))]
    return knowing(findings, {f"f{i}": percent for i, percent in enumerate(percents)}, **more)


def test_later_members_of_a_group_count_half_of_the_one_before_strongest_first() -> None:
    knowledge = together(40, 80, 40)
    expected = FOUR_TIMES + TWICE / 2 + TWICE / 4
    assert points(knowledge, f0="present", f1="present", f2="present") == pytest.approx(expected)


def test_members_for_and_against_are_discounted_apart() -> None:
    knowledge = together(80, 80)
    assert points(knowledge, f0="present", f1="absent") == pytest.approx(FOUR_TIMES + QUARTER_WITHOUT)


def test_the_discount_is_the_scales() -> None:
    knowledge = together(80, 80, constants={"group-discount": 0.25})
    assert points(knowledge, f0="present", f1="present") == pytest.approx(FOUR_TIMES * 1.25)


def test_a_child_travels_with_its_parents_group() -> None:
    tree = [
        packs.finding("umn", 20, group="travels"),
        packs.finding("clonus", 20, parents=["umn"]),
        packs.finding("x", 20, group="travels"),
    ]
    knowledge = knowing(tree, {"clonus": 80, "x": 80})
    assert points(knowledge, clonus="present", x="present") == pytest.approx(FOUR_TIMES * 1.5)


def test_an_exclusive_parent_does_not_hide_the_group_of_another() -> None:
    tree = [
        packs.finding("several", 20, group="one-of"),
        packs.finding("umn", 20, group="travels"),
        packs.finding("both", 20, parents=["several", "umn"]),
        packs.finding("x", 20, group="travels"),
    ]
    knowledge = knowing(tree, {"both": 80, "x": 80})
    assert points(knowledge, both="present", x="present") == pytest.approx(FOUR_TIMES * 1.5)


def exclusive() -> Knowledge:
    """Young or old, and a card for the old."""
    ages = [packs.finding(name, percent, group="one-of") for name, percent in (("young", 80), ("old", 20))]
    return knowing(ages, {}, profiles={"one-of": packs.profile({"young": 20, "old": 80})})


def test_of_an_exclusive_family_only_the_present_member_speaks() -> None:
    assert points(exclusive(), old="present", young="absent") == pytest.approx(FOUR_TIMES)
    assert points(exclusive(), old="absent") == 0


def test_exclusive_families_of_one_pile_discount_each_other() -> None:
    families = [packs.group(name, "exclusive", pile="timing") for name in ("onset", "course")]
    findings = [packs.finding(name, 20, group=family) for name, family in (("slow", "onset"), ("worse", "course"))]
    profiles = {"onset": packs.profile({"slow": 80}), "course": packs.profile({"worse": 40})}
    card = packs.condition("c", {}, profiles=profiles)
    knowledge = packs.compiled(packs.rules(findings=findings, conditions=[card], groups=families))
    assert points(knowledge, slow="present", worse="present") == pytest.approx(FOUR_TIMES + TWICE / 2)
    assert points(knowledge, slow="absent", worse="present") == pytest.approx(TWICE)


def test_a_profile_gives_otherwise_to_members_not_listed() -> None:
    kinds = [packs.finding(name, 20, group="kind") for name in ("tic", "cramp")]
    knowledge = knowing(kinds, {}, profiles={"kind": packs.profile({"tic": 80}, otherwise=40)})
    assert points(knowledge, cramp="present") == pytest.approx(TWICE)


def test_a_profile_leaves_members_below_a_listed_one_to_it_and_lifts_those_above() -> None:
    kinds = [packs.finding("jerk", 20, group="kind"), packs.finding("myoclonus", 20, group="kind", parents=["jerk"])]
    listed_below = knowing(kinds, {}, profiles={"kind": packs.profile({"myoclonus": 80}, otherwise=1)})
    assert points(listed_below, jerk="present") == pytest.approx(FOUR_TIMES)
    listed_above = knowing(kinds, {}, profiles={"kind": packs.profile({"jerk": 80}, otherwise=1)})
    assert points(listed_above, myoclonus="present") == pytest.approx(FOUR_TIMES)


def syndrome() -> Knowledge:
    """A card with a combination."""
    both = {"all": [{"finding": "upper"}, {"finding": "lower"}]}
    extra = [{"id": "both-neurons", "when": both, "points": 7, **packs.WHY}]
    return knowing([packs.finding("upper", 20), packs.finding("lower", 20)], {"upper": 80}, combinations=extra)


def test_a_combination_adds_its_points_only_when_it_holds() -> None:
    assert points(syndrome(), upper="present", lower="present") == pytest.approx(FOUR_TIMES + 7)
    assert points(syndrome(), upper="present") == pytest.approx(FOUR_TIMES)


def test_the_shown_contributions_are_the_total_strongest_first() -> None:
    knowledge = syndrome()
    found = evidence(knowledge, ["upper", "lower"])
    shown = weigh(knowledge, knowledge.conditions["c"], found)
    assert [(c.combination or c.finding, c.frequency) for c in shown] == [("both-neurons", None), ("upper", 0.8)]
    assert sum(c.points for c in shown) == pytest.approx(total(knowledge, found))


def test_a_discounted_contribution_shows_what_it_was_before() -> None:
    knowledge = together(80, 80)
    shown = weigh(knowledge, knowledge.conditions["c"], evidence(knowledge, ["f0", "f1"]))
    assert [round(c.points, 4) for c in shown] == [6.0206, 3.0103]
    assert {round(c.undiscounted, 4) for c in shown} == {6.0206}
