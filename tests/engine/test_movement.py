"""Which movement is it: the arithmetic, when it is settled, what is asked, and what a settled kind may add."""

from math import log10
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.engine.assess import assess
from service.engine.interpret import Interpretation, understand
from service.engine.movement import judge
from service.engine.pack import Knowledge
from service.loader.load import load
from tests.support import packs
from tests.support.histories import history
from tests.support.movements import Rule, movement

NAMED = {"kind": "movement"}


def made(**more: Rule) -> Knowledge:
    """Flickers and jolts, told apart by two signs; `twitch` is a lay word, `flutter` a third name."""
    findings = [
        packs.finding("twitch", 70, lay=True, **NAMED),
        packs.finding("flicker", 40, parents=["twitch"], **NAMED),
        packs.finding("jolt", 20, **NAMED),
        packs.finding("flutter", 10, **NAMED),
        packs.finding("bends", 50, "sign"),
        packs.finding("loud", 20, "sign"),
        packs.finding("numb", 20),
    ]
    kinds = [
        movement("flickers", 60, {"bends": 5, "loud": 2}, {"twitch": 90, "flicker": 60}, "flicker"),
        movement("jolts", 40, {"bends": 80, "loud": 40}, {"twitch": 30, "jolt": 80}, "jolt"),
    ]
    whole = {"findings": findings, "conditions": [packs.condition("c", {"flicker": 80})], "movements": kinds, **more}
    return packs.compiled(packs.rules(scope={"any": [{"finding": "twitch"}, {"finding": "flutter"}]}, **whole))


@pytest.fixture(scope="module")
def small() -> Knowledge:
    """The made-up kinds without red flags."""
    return made()


@pytest.fixture(scope="module")
def real() -> Knowledge:
    """The rules as they are served."""
    return load(Path(__file__).parents[2] / "rules")


def read(knowledge: Knowledge, statuses: dict[str, str]) -> Interpretation:
    """What a history that states findings was taken to mean."""
    return understand(knowledge, history(statuses))


def points(knowledge: Knowledge, statuses: dict[str, str]) -> dict[str, float]:
    """The points of each kind."""
    found = read(knowledge, statuses).movement
    assert found is not None
    return {one.kind: one.points for one in found.kinds}


def test_the_share_and_each_sign_add_up(small: Knowledge) -> None:
    found = points(small, {"twitch": "present", "bends": "absent", "loud": "present"})
    assert found["flickers"] == pytest.approx(
        10 * (log10(0.6) + log10(0.9 / 0.7) + log10(0.95 / 0.5) + log10(0.02 / 0.2))
    )
    assert found["jolts"] == pytest.approx(10 * (log10(0.4) + log10(0.3 / 0.7) + log10(0.2 / 0.5) + log10(0.4 / 0.2)))


def test_a_name_that_a_kind_does_not_list_speaks_against_it(small: Knowledge) -> None:
    assert points(small, {"flutter": "present"})["jolts"] == pytest.approx(10 * log10(0.4))
    without = points(small, {"twitch": "present"})["flickers"]
    assert points(small, {"twitch": "present", "jolt": "present"})["flickers"] == pytest.approx(
        without + 10 * log10(0.01 / 0.2)
    )


def test_probabilities_are_the_points_as_odds(small: Knowledge) -> None:
    found = read(small, {"twitch": "present"}).movement
    assert found is not None
    odds = [10 ** (one.points / 10) for one in found.kinds]
    assert [one.probability for one in found.kinds] == pytest.approx([share / sum(odds) for share in odds])


@pytest.mark.parametrize(
    ("statuses", "settled", "inferred"),
    [
        ({"twitch": "present"}, True, "flicker"),
        ({"twitch": "present", "bends": "present"}, False, None),
        ({"twitch": "present", "bends": "present", "loud": "present"}, True, "jolt"),
        ({"flutter": "present", "bends": "absent"}, True, None),
        ({"flicker": "present", "bends": "absent"}, True, None),
        ({"twitch": "present", "bends": "absent", "flicker": "unknown"}, True, None),
    ],
    ids=["lay word", "signs against", "another kind", "another name", "named already", "stated unknown"],
)
def test_a_settled_kind_counts_where_nobody_named_one(
    small: Knowledge, statuses: dict[str, str], settled: bool, inferred: str | None
) -> None:
    found = read(small, statuses)
    assert found.movement is not None
    assert (found.movement.settled, found.movement.inferred) == (settled, inferred)
    if inferred:
        origin = found.evidence.origins[inferred]
        assert found.evidence.statuses[inferred] is True
        assert (origin.kind, origin.pointer) == ("inferred", "/movement")
        assert inferred not in found.told.statuses
    else:
        assert found.evidence == found.told


def test_what_is_denied_stays_denied(small: Knowledge) -> None:
    found = read(small, {"twitch": "present", "bends": "absent", "flicker": "absent"})
    assert found.evidence.statuses["flicker"] is False
    assert found.movement is not None
    assert found.movement.inferred is None


def test_nothing_is_judged_where_nothing_moves(small: Knowledge) -> None:
    assert read(small, {"bends": "absent"}).movement is None
    assert assess(small, history({"bends": "absent"})).movement is None


def test_a_knowledge_without_kinds_judges_nothing() -> None:
    found = read(made(movements=[]), {"twitch": "present"})
    assert found.movement is None
    assert found.evidence == found.told


def test_a_kind_needs_both_enough_and_twice_the_next(small: Knowledge) -> None:
    strict = made(constants={"movement-settled-probability": 0.5, "movement-settled-times": 9})
    found = judge(strict, read(small, {"twitch": "present"}).told)
    assert found is not None
    assert 0.8 <= found.leading.probability < 0.9
    assert not found.settled


@pytest.mark.parametrize("when", [{"finding": "flicker"}, {"not": {"finding": "flicker"}}], ids=["fires", "goes out"])
def test_a_kind_that_would_change_a_red_flag_is_not_counted(when: Rule) -> None:
    other = {"finding": "flicker", "is": "unknown"} if "not" in when else when
    flagged = made(red_flags=[packs.red_flag("flag", other)])
    found = read(flagged, {"twitch": "present", "bends": "absent"})
    assert found.movement is not None
    assert found.movement.settled
    assert found.movement.inferred is None
    assert found.evidence == found.told


def test_the_sign_that_tells_most_is_asked_first_and_nothing_known(small: Knowledge) -> None:
    found = read(small, {"twitch": "present"}).movement
    assert found is not None
    assert found.settle_by == ("bends", "loud")
    after = read(small, {"twitch": "present", "bends": "present"}).movement
    assert after is not None
    assert after.settle_by == ("loud",)


def test_the_ranking_hears_a_settled_kind(small: Knowledge) -> None:
    told = {"twitch": "present", "bends": "absent"}
    ranked = assess(small, history(told)).scores.points["c"]
    named = assess(small, history({**told, "flicker": "present"})).scores.points["c"]
    denied = assess(small, history({**told, "flicker": "unknown"})).scores.points["c"]
    assert ranked == pytest.approx(named)
    assert ranked > denied


SIGNS = ("moves-joint", "ripples-under-skin", "rhythmic", "suppressible", "urge-before", "distractible", "entrainable")
MORE = ("one-side-of-face", "both-eyes-close", "awareness-impaired", "stereotyped", "stimulus-sensitive", "pain")
WORDS = ("twitching", "jerk", "spasm", "tremor", "fasciculation", "weakness", "trousseau", "site-face", "tic")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.dictionaries(st.sampled_from((*SIGNS, *MORE, *WORDS)), st.sampled_from(["present", "absent", "unknown"]))
)
def test_what_is_told_always_stands_and_no_red_flag_moves(real: Knowledge, said: dict[str, str]) -> None:
    said = {"twitching": "present", **said}
    if said["twitching"] != "present" and said.get("fasciculation") == "present":
        del said["fasciculation"]
    found = read(real, said)
    assert all(found.evidence.statuses[name] is status for name, status in found.told.statuses.items())
    assert real.flags.fired(found.told) == real.flags.fired(found.evidence)
    if found.movement is not None:
        assert sum(one.probability for one in found.movement.kinds) == pytest.approx(1)
        assert not set(found.movement.settle_by) & found.told.statuses.keys()


BEDSIDE = {
    "fasciculation": ["twitching", "ripples-under-skin", "site-calf", "trigger-rest"],
    "myokymia": ["twitching", "ripples-under-skin", "site-eyelid"],
    "tic": ["jerk", "suppressible", "urge-before", "stereotyped"],
    "tremor": ["twitching", "rhythmic", "moves-joint", "site-hand", "family-tremor"],
    "seizure": ["jerk", "rhythmic", "stereotyped", "awareness-impaired"],
    "functional": ["jerk", "distractible", "entrainable"],
    "hemifacial-spasm": ["spasm", "one-side-of-face", "site-face-beyond-eyelid", "continues-in-sleep"],
    "tetany": ["spasm", "tingling", "trousseau"],
    "sleep-start": ["jerk", "on-falling-asleep", "episode-seconds"],
    "dystonia": ["spasm", "reliever-sensory-trick", "stereotyped"],
    "myoclonus": ["jerk", "stimulus-sensitive", "trigger-startle"],
    "cramp": ["twitching", "pain", "reliever-stretch", "site-calf"],
    "chorea": ["chorea", "episode-continuous"],
    "spasm": ["spasm", "spasticity", "stiffness"],
}


@pytest.mark.parametrize(("kind", "present"), BEDSIDE.items(), ids=list(BEDSIDE))
def test_bedside_signs_lead_to_the_kind(real: Knowledge, kind: str, present: list[str]) -> None:
    found = read(real, dict.fromkeys(present, "present")).movement
    assert found is not None
    assert (found.leading.kind, found.settled) == (kind, True)


def test_every_kind_of_the_rules_has_its_bedside_case(real: Knowledge) -> None:
    assert set(real.movements.kinds) == set(BEDSIDE)
