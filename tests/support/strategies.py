"""Random small packs and random histories of them, for the properties."""

from typing import Any

from hypothesis import strategies as st

from tests.support import packs
from tests.support.packs import Rule, Rules

SETTINGS = st.sampled_from(["primary_care", "neurology_clinic", "emergency_department"])
STATUSES = st.sampled_from(["present", "absent", "unknown"])
PERCENTS = st.sampled_from([0, 0.5, 1, 2, 5, 10, 20, 35, 50, 65, 80, 95, 99, 100])
LEVELS = st.sampled_from(["self_care", "primary_care", "routine", "urgent", "emergency"])
TIERS = st.sampled_from(["very_common", "common", "uncommon", "rare", "very_rare", "exceptional"])
KINDS = ("symptom", "symptom", "symptom", "circumstance", "sign", "history", "demographic", "course", "result")
# Two exclusive families that describe one thing, one that stands alone, and two families of the other kinds.
GROUPS = [
    packs.group("when", "exclusive", pile="timing"),
    packs.group("how-long", "exclusive", pile="timing"),
    packs.group("one-of", "exclusive"),
    packs.group("places", "profile"),
    packs.group("travels", "correlated"),
]
EXCLUSIVE = [rule["id"] for rule in GROUPS if rule["kind"] == "exclusive"]
FAMILIES = [*EXCLUSIVE, "places"]
NAMES = [f"f{number:02}" for number in range(12)]


def whens(names: list[str], depth: int = 2) -> st.SearchStrategy[Rule]:
    """Any predicate over `names`."""
    leaf: st.SearchStrategy[Rule] = st.fixed_dictionaries(
        {"finding": st.sampled_from(names)}, optional={"is": STATUSES}
    )
    if depth == 0:
        return leaf
    inner = whens(names, depth - 1)
    several = st.lists(inner, min_size=1, max_size=3)
    counted = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        leaf,
        several.map(lambda parts: {"all": parts}),
        several.map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
        st.tuples(st.integers(1, 3), counted).map(lambda pair: {"at_least": pair[0], "of": pair[1]}),
    )


@st.composite
def rule_sets(draw: Any) -> Rules:
    """A small pack: findings with parents and groups, cards, red flags and one screen."""
    findings = [_finding(draw, place) for place in range(draw(st.integers(4, len(NAMES))))]
    names = [rule["id"] for rule in findings]
    conditions = [_condition(draw, f"c{place}", findings) for place in range(draw(st.integers(1, 5)))]
    flags = [_flag(draw, f"r{place}", names) for place in range(draw(st.integers(0, 4)))]
    cleared = draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
    discount = draw(st.sampled_from([0, 0.3, 0.5, 1]))
    return packs.rules(
        findings=findings,
        groups=GROUPS,
        conditions=conditions,
        red_flags=flags,
        screens=[packs.screen("all-clear", cleared)],
        constants={"group-discount": discount},
        scope=draw(whens(names, 1)) if draw(st.integers(0, 3)) == 0 else None,
    )


def statements(names: list[str], most: int = 8) -> st.SearchStrategy[dict[str, str]]:
    """What a history states outright; contradictions included."""
    return st.dictionaries(st.sampled_from(names), STATUSES, max_size=most)


def _finding(draw: Any, place: int) -> Rule:
    parents = draw(st.lists(st.sampled_from(NAMES[:place]), max_size=2, unique=True)) if place else []
    group = draw(st.sampled_from([None, None, *FAMILIES, "travels", "travels"]))
    more: Rule = {"parents": parents} if parents else {}
    if group:
        more["group"] = group
    return packs.finding(NAMES[place], draw(PERCENTS), draw(st.sampled_from(KINDS)), **more)


def _condition(draw: Any, name: str, findings: list[Rule]) -> Rule:
    loose = [rule["id"] for rule in findings if rule.get("group") not in FAMILIES]
    percents = draw(st.dictionaries(st.sampled_from(loose), PERCENTS, max_size=6)) if loose else {}
    names = [rule["id"] for rule in findings]
    benign = draw(st.booleans())
    needs = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
    more: Rule = {"must_not_miss": draw(st.booleans()), "benign": benign, "profiles": _profiles(draw, findings)}
    if benign:
        more["earned_when"] = [packs.requirement(f, draw(st.sampled_from(["present", "absent"]))) for f in draw(needs)]
    more["combinations"] = [
        {"id": f"{name}-{place}", "when": draw(whens(names, 1)), "points": draw(st.integers(-20, 20)), **packs.WHY}
        for place in range(draw(st.integers(0, 2)))
    ]
    return packs.condition(name, percents, level=draw(LEVELS), prior=draw(TIERS), **more)


def _profiles(draw: Any, findings: list[Rule]) -> Rule:
    profiles: Rule = {}
    for family in FAMILIES:
        members = [rule["id"] for rule in findings if rule.get("group") == family]
        if members and draw(st.booleans()):
            listed = (
                members if family in EXCLUSIVE else draw(st.lists(st.sampled_from(members), min_size=1, unique=True))
            )
            more = {"otherwise": draw(PERCENTS)} if family == "places" else {}
            profiles[family] = packs.profile({member: draw(PERCENTS) for member in listed}, **more)
    return profiles


def _flag(draw: Any, name: str, names: list[str]) -> Rule:
    level = draw(st.sampled_from(["primary_care", "routine", "urgent", "emergency"]))
    return packs.red_flag(name, draw(whens(names)), level)
