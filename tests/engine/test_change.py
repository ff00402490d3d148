"""Two visits compared: new, resolved, spread, pace and course; and what the comparison never does."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.engine.assess import assess
from service.engine.change import Change, Spread
from service.engine.evidence import ContradictionError
from service.engine.history import Earlier, History, Site
from service.engine.interpret import understand
from service.engine.pack import Knowledge
from service.engine.terms import Level
from service.loader.load import load
from tests.support import packs
from tests.support.histories import history

LEFT_HAND = Site(site="hand", side="left")
PROGRESSIVE = {"from": [{"field": "course", "one_of": ["progressive"]}], "group": "course"}
STEADY = {"from": [{"field": "course", "one_of": ["stable"]}], "group": "course"}
BETTER = {"from": [{"field": "course", "one_of": ["improving"]}], "group": "course"}


@pytest.fixture(scope="module")
def small() -> Knowledge:
    """Twitching with weakness, whose group marks progress, and pain, whose does not."""
    findings = [
        packs.finding("twitch", 70, "movement"),
        packs.finding("weak", 10, group="motor"),
        packs.finding("weak-hand", 5, parents=["weak"]),
        packs.finding("pain", 20),
        packs.finding("worse", 30, "course", **PROGRESSIVE),
        packs.finding("steady", 40, "course", **STEADY),
        packs.finding("better", 30, "course", **BETTER),
        packs.finding("spreading", 10, **{"from": [{"field": "sites.spread", "is": True}]}),
    ]
    groups = [packs.group("motor", "correlated", progress=True), packs.group("course", "exclusive", pile="tempo")]
    flags = [
        packs.red_flag("grows", {"finding": "worse"}),
        packs.red_flag("stays", {"finding": "worse", "is": "unknown"}, "routine"),
    ]
    conditions = [packs.condition("c", {"weak": 80})]
    return packs.compiled(packs.rules(findings=findings, groups=groups, conditions=conditions, red_flags=flags[:1]))


@pytest.fixture(scope="module")
def real() -> Knowledge:
    """The rules as they are served."""
    return load(Path(__file__).parents[2] / "rules")


def visits(now: dict[str, str], then: dict[str, str], days: float = 60, **more: Any) -> History:
    """A history that states findings, with an earlier one."""
    sites = {"sites": more.pop("was", ())}
    return history(now, earlier=Earlier(days_ago=days, history=history(then, **sites)), **more)


def changed(knowledge: Knowledge, told: History) -> Change:
    """The change that a history shows."""
    found = understand(knowledge, told).change
    assert found is not None
    return found


def test_only_what_was_absent_is_new_and_only_what_is_absent_is_resolved(small: Knowledge) -> None:
    now = {"weak-hand": "present", "pain": "absent"}
    found = changed(small, visits(now, {"weak": "absent", "pain": "present", "twitch": "present"}))
    assert found.new == ("weak-hand",)
    assert found.resolved == ("pain",)
    assert found.not_mentioned == ("twitch",)
    assert found.newly_reported == ()


def test_what_was_not_mentioned_then_is_not_new_for_sure(small: Knowledge) -> None:
    found = changed(small, visits({"weak": "present"}, {"twitch": "present"}))
    assert (found.new, found.newly_reported, found.course) == ((), ("weak",), None)


def test_what_is_not_mentioned_now_is_not_resolved(small: Knowledge) -> None:
    found = changed(small, visits({"twitch": "present"}, {"twitch": "present", "weak": "present"}))
    assert (found.resolved, found.not_mentioned, found.course) == ((), ("weak",), None)


@pytest.mark.parametrize(
    ("now", "then", "course"),
    [
        ({"weak": "present"}, {"weak": "absent"}, "progressive"),
        ({"pain": "present"}, {"pain": "absent"}, None),
        ({"pain": "absent"}, {"pain": "present"}, "improving"),
        ({"pain": "absent", "weak": "present"}, {"pain": "present", "weak": "absent"}, "progressive"),
        ({"pain": "absent", "weak": "present"}, {"pain": "present"}, None),
    ],
    ids=["new weakness", "new pain", "pain gone", "mixed", "gone, and perhaps new"],
)
def test_the_course_that_a_change_shows(
    small: Knowledge, now: dict[str, str], then: dict[str, str], course: str | None
) -> None:
    told = visits(now, then)
    assert changed(small, told).course == course
    origin = understand(small, told).evidence.origins.get(
        {"progressive": "worse", "improving": "better"}.get(course or "", "worse")
    )
    assert (origin is not None) == (course is not None)
    if origin is not None:
        assert (origin.kind, origin.pointer) == ("change", "/earlier")


def test_an_inferred_course_is_evidence_like_a_stated_one(small: Knowledge) -> None:
    inferred = understand(small, visits({"weak": "present"}, {"weak": "absent"})).evidence.statuses
    stated = understand(small, history({"weak": "present"}, fields={"course": "progressive"})).evidence.statuses
    assert inferred == stated
    decided = assess(small, visits({"weak": "present"}, {"weak": "absent"})).triage
    assert "grows" in {fired.flag.id for fired in decided.red_flags}


@pytest.mark.parametrize("course", ["stable", "improving", "single_episode", "fluctuating", "progressive"])
def test_a_stated_course_stays_and_its_contradiction_is_known(small: Knowledge, course: str) -> None:
    told = visits({"weak": "present"}, {"weak": "absent"}, fields={"course": course})
    found = understand(small, told)
    assert found.evidence.statuses.get("worse") is (course == "progressive")
    assert all(origin.kind != "change" for origin in found.evidence.origins.values())
    assert changed(small, told).stated == (course if course in ("stable", "improving", "single_episode") else None)


def test_a_course_that_is_denied_as_a_finding_stays_denied(small: Knowledge) -> None:
    found = understand(small, visits({"weak": "present", "worse": "absent"}, {"weak": "absent"})).evidence
    assert found.statuses["worse"] is False


def test_a_comparison_puts_out_no_red_flag() -> None:
    findings = [
        packs.finding("weak", 10, group="motor"),
        packs.finding("worse", 50, "course", **PROGRESSIVE),
        packs.finding("steady", 50, "course", **STEADY),
    ]
    groups = [packs.group("motor", "correlated", progress=True), packs.group("course", "exclusive")]
    flag = packs.red_flag("open", {"finding": "worse", "is": "unknown"})
    made = {"findings": findings, "groups": groups, "conditions": [packs.condition("c", {})], "red_flags": [flag]}
    answer = assess(packs.compiled(packs.rules(**made)), visits({"weak": "present"}, {"weak": "absent"}))
    assert answer.triage.level >= Level.URGENT
    assert "worse" not in answer.evidence.statuses


SPREADS = {
    "a second region": ([LEFT_HAND], [LEFT_HAND, Site(site="calf", side="right")], [("leg", "right")]),
    "the other side": ([LEFT_HAND], [LEFT_HAND, Site(site="finger", side="right")], [("arm", "right")]),
    "both sides": ([LEFT_HAND], [Site(site="hand", side="both")], [("arm", "right")]),
    "the same region": ([LEFT_HAND], [Site(site="upper-arm", side="left")], []),
    "a side that was not told": ([Site(site="hand")], [Site(site="hand", side="right")], []),
    "a side that is not told": ([LEFT_HAND], [Site(site="hand")], []),
    "everywhere": ([LEFT_HAND], [Site(site="generalised")], [("whole body", None)]),
    "it was everywhere": ([Site(site="generalised")], [Site(site="calf")], []),
    "it roams": ([LEFT_HAND], [Site(site="calf", fixed=False)], []),
    "older than the first visit": ([LEFT_HAND], [LEFT_HAND, Site(site="calf", since_days=90)], []),
    "younger than the first visit": ([LEFT_HAND], [Site(site="calf", since_days=10)], [("leg", None)]),
    "some limb": ([Site(site="limb")], [Site(site="calf")], []),
    "no place then": ([], [Site(site="calf")], []),
    "a place that is left": ([LEFT_HAND, Site(site="calf")], [LEFT_HAND], []),
}


@pytest.mark.parametrize(("was", "is_now", "expected"), SPREADS.values(), ids=list(SPREADS))
def test_spread(small: Knowledge, was: list[Site], is_now: list[Site], expected: list[tuple[str, str | None]]) -> None:
    told = visits({"twitch": "present"}, {"twitch": "present"}, was=tuple(was), sites=tuple(is_now))
    assert [(one.region, one.side) for one in changed(small, told).spread] == expected
    found = understand(small, told).evidence
    assert found.statuses.get("spreading") is (True if expected else None)
    assert found.statuses.get("worse") is (True if expected else None)


@pytest.mark.parametrize(
    ("regions", "days", "pace"), [(0, 30, "none"), (1, 300, "slow"), (1, 90, "steady"), (2, 30, "fast")]
)
def test_pace(regions: int, days: float, pace: str) -> None:
    spread = tuple(Spread(region=str(nth), site="hand", side=None) for nth in range(regions))
    empty: Any = dict.fromkeys(("new", "resolved", "newly_reported", "not_mentioned"), ())
    change = Change(days=days, spread=spread, course=None, stated=None, **empty)
    assert change.pace == pace
    assert change.per_month == pytest.approx(regions * 30.4375 / days)


def test_both_histories_tell_their_contradictions_at_once(small: Knowledge) -> None:
    torn = history({"weak": "absent", "weak-hand": "present"})
    with pytest.raises(ContradictionError) as caught:
        understand(small, replace(torn, earlier=Earlier(days_ago=3, history=torn)))
    assert caught.value.contradictions == caught.value.earlier != ()


NAMES = ("twitching", "weakness", "wasting", "cramp", "dysphagia", "pain", "fasciculation", "ripples-under-skin")
SAID = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["present", "unknown"]), max_size=5)
PLACES = st.lists(
    st.builds(
        Site, site=st.sampled_from(["hand", "calf", "tongue", "eyelid"]), side=st.sampled_from([None, "left", "both"])
    ),
    max_size=3,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SAID, places=PLACES)
def test_an_identical_visit_changes_nothing(real: Knowledge, said: dict[str, str], places: list[Site]) -> None:
    once = history(said, sites=tuple(places))
    twice = replace(once, earlier=Earlier(days_ago=30, history=once))
    answer, plain = assess(real, twice), assess(real, once)
    change = answer.change
    assert change is not None
    nothing = (change.new, change.resolved, change.newly_reported, change.not_mentioned, change.spread, change.course)
    assert nothing == ((), (), (), (), (), None)
    assert replace(answer, change=None, visits=None) == plain


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(now=SAID, then=SAID, was=PLACES, places=PLACES, data=st.data())
def test_the_order_of_lists_does_not_matter(
    real: Knowledge, now: dict[str, str], then: dict[str, str], was: list[Site], places: list[Site], data: st.DataObject
) -> None:
    shuffled = {name: tuple(data.draw(st.permutations(some))) for name, some in (("was", was), ("sites", places))}
    again = dict(data.draw(st.permutations(list(now.items()))))
    one = changed(real, visits(now, then, was=tuple(was), sites=tuple(places)))
    assert changed(real, visits(again, then, **shuffled)) == one
