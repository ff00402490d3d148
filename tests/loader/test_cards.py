"""A made-up card beside the real rules: sound as it stands, and one fault for each thing wrong with it or around it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import yaml

from tests.loader.conftest import Copy
from tests.loader.made_up import faults_with, findings, only, site
from tests.support import packs
from tests.support.packs import Rule

# All three are far commoner here than in everybody.
SPEAKING = {"weakness": 95, "wasting": 90, "hand-wasting": 60}
CARD = packs.condition("made-up", SPEAKING)


def weighed(name: str, percent: float) -> Rule:
    """One weight of a card."""
    return {"finding": name, "percent": percent, **packs.WHY}


def test_the_made_up_card_is_sound(copy: Copy) -> None:
    assert faults_with(copy, "conditions/made-up.yaml", CARD) == []


def put(*path: str | int, value: object) -> Callable[[Any], None]:
    """An edit that sets what is at a path."""

    def change(card: Any) -> None:
        for step in path[:-1]:
            card = card[step]
        card[path[-1]] = value

    return change


def more(item: Rule) -> Callable[[Rule], None]:
    """An edit that adds a weight."""
    return lambda card: card["findings"].append(item)


WHEN = {"all": [{"finding": "weakness"}, {"finding": "nonsuch"}]}
BROKEN = {
    "a finding twice": (more(weighed("weakness", 95)), "/findings/3", "weakness stands twice on this card"),
    "a family's member among the findings": (
        more(weighed("fasciculation", 50)),
        "/findings/3",
        "belongs to the profile movement",
    ),
    "a child commoner than its parent": (
        more(weighed("foot-drop", 97)),
        "/findings",
        r"foot-drop (97 %) is commoner than weakness (95 %)",
    ),
    "percent and class": (put("findings", 0, "class", value="frequent"), "/findings/0", "is valid under each of"),
    "neither percent nor class": (
        lambda card: card["findings"][0].pop("percent"),
        "/findings/0",
        "is not valid under any of|'percent' is a required|'class' is a required",
    ),
    "nothing speaks for it": (
        put("findings", value=[weighed(f, 0.5) for f in ("weakness", "wasting", "fever")]),
        "/findings",
        "Fewer than three facts speak for it",
    ),
    "two findings only": (lambda card: card["findings"].pop(), "/findings", "is too short"),
    "benign but never earned": (put("benign", value=True), "", "'earned_when' is a required property"),
    "a part of an exclusive family": (
        put("profiles", "sex", value=packs.profile({"sex-male": 100})),
        "/profiles/sex/percents",
        "Missing: sex-female",
    ),
    "a whole that is too much": (
        put("profiles", "sex", value=packs.profile({"sex-male": 70, "sex-female": 40})),
        "/profiles/sex/percents",
        "The percents sum to 110",
    ),
    "a stranger in a profile": (
        put("profiles", "movement", value=packs.profile({"fever": 9}, otherwise=1)),
        "/profiles/movement/percents",
        "Not members of movement: fever",
    ),
    "a profile without otherwise": (
        put("profiles", "movement", value=packs.profile({"tic": 9})),
        "/profiles/movement",
        "A profile needs `otherwise`",
    ),
    "a family that is no profile": (
        put("profiles", "bulbar", value=packs.profile({"dysarthria": 9})),
        "/profiles/bulbar",
        "bulbar is not a profile",
    ),
    "an unknown finding in a combination": (
        put("combinations", value=[{"id": "both", "when": WHEN, "points": 3, **packs.WHY}]),
        "/combinations/0/when/all/1/finding",
        "no finding with the id nonsuch",
    ),
    "too many points": (
        put("combinations", value=[{"id": "both", "when": {"finding": "weakness"}, "points": 21, **packs.WHY}]),
        "/combinations/0/points",
        "21 is greater than the maximum",
    ),
    "an unknown finding to be earned by": (
        put("earned_when", value=[packs.requirement("nonsuch")]),
        "/earned_when/0/finding",
        "no finding with the id nonsuch",
    ),
    "an unknown finding that rules it out": (
        put("implausible_when", value={"when": {"not": {"finding": "nonsuch"}}, "because": "It cannot be then."}),
        "/implausible_when/when/not/finding",
        "no finding with the id nonsuch",
    ),
    "an empty any": (
        put("implausible_when", value={"when": {"any": []}, "because": "It cannot be then."}),
        "/implausible_when/when/any",
        "[] should be non-empty|[] is too short",
    ),
    "an unknown test": (
        put("workup", value=[packs.suggest("nonsuch", "now")]),
        "/workup/0/test",
        "no workup with the id nonsuch",
    ),
    "an unknown tier": (
        put("prior", "primary_care", value="sometimes"),
        "/prior/primary_care",
        "'sometimes' is not one of",
    ),
    "a date that is none": (
        put("reviewed", value={"by": "A. Clinician", "date": "last week"}),
        "/reviewed/date",
        "does not match",
    ),
    "no advice": (put("safety_net", value=[]), "/safety_net", "non-empty|too short"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_card(copy: Copy, name: str) -> None:
    change, pointer, message = BROKEN[name]
    card = deepcopy(CARD)
    change(card)
    fault = only(faults_with(copy, "conditions/made-up.yaml", card), "conditions/made-up.yaml")
    assert any(part in fault.message for part in message.split("|")), fault
    assert fault.pointer == pointer, fault


def source(name: str, quality: str = "review") -> Rule:
    """A work that rules may cite."""
    return {"id": name, "title": "A made-up work", "kind": "review", "quality": quality, "seen": "abstract"}


def test_a_source_that_nothing_cites(copy: Copy) -> None:
    document = {"sources": [source("made-up")]}
    fault = only(faults_with(copy, "sources/made-up.yaml", document), "sources/made-up.yaml")
    assert (fault.pointer, fault.message) == ("/sources/0/id", "Nothing refers to made-up.")


def test_a_test_and_a_group_that_nothing_names(copy: Copy) -> None:
    tests = {"tests": [packs.test_rule("made-up")]}
    groups = {"groups": [packs.group("made-up", "correlated")]}
    for name, document in (("workup/made-up.yaml", tests), ("groups/made-up.yaml", groups)):
        assert only(faults_with(copy, name, document), name).message == "Nothing refers to made-up."


def cited(source_id: str, grade: str) -> Rule:
    """A card whose referral stands on one source."""
    card = deepcopy(CARD)
    card["referral"] |= {"sources": [source_id], "grade": grade}
    return card


def test_a_source_of_low_quality_may_not_stand_alone(copy: Copy) -> None:
    poor = yaml.safe_dump({"sources": [source("made-up", "low")]}).encode()
    with copy.added("sources/made-up.yaml", poor):
        faults = faults_with(copy, "conditions/made-up.yaml", cited("made-up", "review"))
        fault = only(faults, "conditions/made-up.yaml")
        assert (fault.pointer, fault.message) == ("/referral/sources", "Only low-quality sources are cited.")
        assert faults_with(copy, "conditions/made-up.yaml", cited("made-up", "expert_estimate")) == []


@pytest.mark.parametrize(
    ("kind", "name", "where"),
    [
        ("condition", "made-up", "conditions/made-up.yaml"),
        ("finding", "made-up", "findings/zz-made-up.yaml"),
        ("test", "made-up", "workup/made-up.yaml"),
    ],
)
def test_a_retired_id_is_never_used_again(copy: Copy, kind: str, name: str, where: str) -> None:
    retired = [{"id": name, "kind": kind, "because": "It was two things.", "date": "2026-01-31"}]
    made: dict[str, Rule] = {
        "condition": CARD,
        "finding": findings(site("made-up")),
        "test": {"tests": [packs.test_rule("made-up")]},
    }
    using = deepcopy(CARD) | {"workup": [packs.suggest("made-up", "now")]}
    with copy.added("retired.yaml", yaml.safe_dump({"retired": retired}).encode()):
        if kind == "test":
            text = yaml.dump(using, Dumper=packs.Plain).encode()
            with copy.added("conditions/made-up.yaml", text):
                fault = only(faults_with(copy, where, made[kind]), where)
        else:
            fault = only(faults_with(copy, where, made[kind]), where)
    assert fault.message == "The id made-up is retired."
    assert fault.remedy == "Choose a new id; retired ids stay reserved."


def test_a_retired_id_of_another_kind_is_free(copy: Copy) -> None:
    retired = [{"id": "made-up", "kind": "screen", "because": "It was two things.", "date": "2026-01-31"}]
    with copy.added("retired.yaml", yaml.safe_dump({"retired": retired}).encode()):
        assert faults_with(copy, "conditions/made-up.yaml", CARD) == []
