"""A site may switch a rule off, with a reason; a rule for safety only where another stands in its place."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.assess import assess
from service.engine.evidence import ContradictionError
from service.engine.history import History, MedicationUse, Stated
from service.engine.pack import Knowledge
from service.engine.terms import Level, Status
from service.loader.load import check, load
from tests.support import overlays, packs
from tests.support.overlays import WHO, change, laid, overlay
from tests.support.packs import Rule, Rules


def withdraw(name: str, kind: str, **more: Any) -> Rule:
    """A withdrawal."""
    return change("withdraw", name, kind=kind, **more)


def pack() -> Rules:
    """A pack with something of every kind that may be withdrawn."""
    together = {"all": [{"finding": "weak"}, {"finding": "wasted"}]}
    grave = card("grave", {"weak": 90, "wasted": 80}, level="urgent", must_not_miss=True)
    grave["combinations"] = [{"id": "pair", "when": together, "points": 5, **packs.WHY}]
    mild = card("mild", {"twitch": 90}, workup=[packs.suggest("scan", "soon")])
    draft = {**card("later", {"twitch": 50}), "status": "draft"}
    medicine = {"id": "alphadone", "label": "Alphadone", "kind": "medicine", "classes": ["alpha"], "codes": {}}
    effect = {"effect": "twitching", "after": "start", "strength": "labelled", **packs.WHY}
    told = packs.finding("drug", 5, "exposure", **{"from": [{"field": "medications.effects", "one_of": ["twitching"]}]})
    return packs.rules(
        findings=[
            *(packs.finding(name, 10, plain=f"being {name}") for name in ("twitch", "weak", "wasted", "tired")),
            told,
        ],
        conditions=[grave, card("other", {"weak": 50, "drug": 40}), mild, draft],
        red_flags=[
            flag("weakness", "weak", "urgent", workup=[packs.suggest("scan", "now")]),
            flag("weak-and-wasted", "weak", "emergency"),
            flag("wasting", "wasted", "emergency"),
            flag("mild-weakness", "weak", "routine"),
            flag("on-drug", "drug", "urgent"),
        ],
        workup=[packs.test_rule("scan")],
        medications=[
            {**medicine, "effects": [effect]},
            {**medicine, "id": "betadone", "label": "Betadone", "effects": []},
        ],
    )


def card(name: str, percents: dict[str, float | str], **more: Any) -> Rule:
    """A card of the least length that a pack may have."""
    return packs.condition(
        name, {**dict.fromkeys(("twitch", "weak", "wasted", "drug", "tired"), 50), **percents}, **more
    )


def flag(name: str, finding: str, level: str, **more: Any) -> Rule:
    cases = {"fires": [{finding: "present"}], "almost": [{finding: "absent"}]}
    return packs.red_flag(name, {"finding": finding}, level, **cases, **more)


def level_of(knowledge: Knowledge, **statuses: str) -> Level:
    return assess(knowledge, history(**statuses)).triage.level


def history(**statuses: str) -> History:
    told = tuple(
        Stated(finding=name, status=Status(status), pointer=f"/associated_symptoms/{place}")
        for place, (name, status) in enumerate(statuses.items())
    )
    return History(stated=told)


def local(*changes: Rule, **added: list[Rule]) -> Knowledge:
    return overlays.knowledge(pack(), overlay(*changes, **added))


def test_a_withdrawn_condition_has_no_place_and_its_id_stays_known_to_the_overlay() -> None:
    made = local(withdraw("mild", "condition"))
    assert set(made.conditions) == {"grave", "other"}
    assert made.overlay
    (told,) = made.overlay.changes
    assert (told.change, told.kind, told.id, told.gone) == ("withdraw", "conditions", "mild", True)
    assert (told.what, told.by) == ("Withdrawn: it has no place in answers here.", WHO["by"])


def test_a_withdrawn_red_flag_gives_way_to_its_replacement() -> None:
    made = local(withdraw("weakness", "red_flag", replacement="weak-and-wasted"))
    assert set(made.withdrawn.red_flags) == {"weakness"}
    assert "weakness" not in made.red_flags
    assert level_of(made, weak="present") is Level.EMERGENCY
    assert made.overlay
    assert made.overlay.changes[0].what == "Withdrawn; in its place stands weak-and-wasted."


def test_a_site_s_own_red_flag_may_stand_in_for_one() -> None:
    own = flag("wasting-here", "wasted", "emergency")
    changes = [change("add", "wasting-here", kind="red_flag"), withdraw("wasting", "red_flag", replacement=own["id"])]
    made = local(*changes, red_flags=[own])
    assert "wasting" not in made.red_flags
    assert level_of(made, wasted="present") is Level.EMERGENCY


def test_a_replacement_has_the_level_that_the_overlay_gives_it() -> None:
    raised = change("level", "mild-weakness", kind="red_flag", level="urgent")
    made = local(withdraw("weakness", "red_flag", replacement="mild-weakness"), raised)
    assert level_of(made, weak="present") is Level.EMERGENCY
    assert made.red_flags["mild-weakness"].level is Level.URGENT


def test_a_condition_that_must_not_be_missed_goes_only_for_another() -> None:
    own = card("grave-here", {"weak": 85, "wasted": 75}, level="emergency", must_not_miss=True)
    made = local(
        change("add", "grave-here", kind="condition"),
        withdraw("grave", "condition", replacement="grave-here"),
        conditions=[own],
    )
    assert set(made.conditions) == {"grave-here", "other", "mild"}


def test_a_withdrawn_test_is_never_suggested() -> None:
    plain, made = packs.compiled(pack()), local(withdraw("scan", "test"))
    present = {"weak": "present", "twitch": "present"}
    assert [one.test for one in assess(plain, history(**present)).workup] == ["scan"]
    assert assess(made, history(**present)).workup == ()
    assert (set(made.tests), made.red_flags["weakness"].workup, made.conditions["mild"].workup) == (set(), (), ())


def test_a_withdrawn_combination_adds_nothing_and_leaves_the_card() -> None:
    made = local(withdraw("grave", "combination", combination="pair"))
    assert made.conditions["grave"].combinations == ()
    assert made.conditions["grave"].weights == packs.compiled(pack()).conditions["grave"].weights


def test_a_medicine_withdrawn_still_fires_the_red_flags_that_hear_it() -> None:
    plain, made = packs.compiled(pack()), local(withdraw("alphadone", "medication"))
    taken = History(stated=history(twitch="present").stated, medications=(MedicationUse(id="alphadone"),))
    before, after = assess(plain, taken), assess(made, taken)
    assert before.evidence.statuses["drug"] is True
    assert "drug" not in after.evidence.statuses
    assert [one.flag.id for one in before.triage.red_flags] == [one.flag.id for one in after.triage.red_flags]
    assert after.triage.level is Level.URGENT
    assert made.medications["alphadone"].classes == {"alpha"}


FAULTS: list[tuple[str, list[Rule], str, str]] = [
    ("no such flag", [withdraw("weaknes", "red_flag", replacement="wasting")], "/changes/0/id", "no red flag"),
    ("no such condition", [withdraw("mil", "condition")], "/changes/0/id", "no condition"),
    ("no such test", [withdraw("scam", "test")], "/changes/0/id", "no test"),
    ("no such medicine", [withdraw("alfadone", "medication")], "/changes/0/id", "no medication"),
    ("a flag alone", [withdraw("wasting", "red_flag")], "/changes/0", "without a replacement"),
    ("a danger alone", [withdraw("grave", "condition")], "/changes/0", "without a replacement"),
    (
        "an unknown replacement",
        [withdraw("wasting", "red_flag", replacement="wastin")],
        "/changes/0/replacement",
        "no red flag",
    ),
    (
        "a lower replacement",
        [withdraw("weakness", "red_flag", replacement="mild-weakness")],
        "/changes/0/replacement",
        "asks for less",
    ),
    (
        "itself",
        [withdraw("weakness", "red_flag", replacement="weakness")],
        "/changes/0/replacement",
        "withdrawn itself",
    ),
    (
        "of another danger",
        [withdraw("weakness", "red_flag", replacement="wasting")],
        "/changes/0/replacement",
        "hears nothing",
    ),
    (
        "a harmless replacement",
        [
            withdraw("grave", "condition", replacement="mild"),
            change("level", "mild", kind="condition", level="urgent"),
        ],
        "/changes/0/replacement",
        "must not be missed",
    ),
    ("what is not served", [withdraw("later", "condition")], "/changes/0/id", "not in use"),
    ("no effects", [withdraw("betadone", "medication")], "/changes/0/id", "no effects"),
    (
        "no such combination",
        [withdraw("grave", "combination", combination="trio")],
        "/changes/0/combination",
        "no such combination",
    ),
    (
        "withdrawn and changed",
        [withdraw("mild", "condition"), change("level", "mild", kind="condition", level="urgent")],
        "/changes/1/id",
        "is withdrawn",
    ),
    ("twice", [withdraw("mild", "condition"), withdraw("mild", "condition")], "/changes/1/id", "twice"),
]


@pytest.mark.parametrize(("changes", "pointer", "says"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS])
def test_it_is_refused(changes: list[Rule], pointer: str, says: str) -> None:
    found = laid(pack(), overlay(*changes))
    assert {fault.pointer for fault in found.faults} == {pointer}, found.faults
    assert any(says in fault.message for fault in found.faults), found.faults
    assert all(fault.remedy for fault in found.faults)


def test_something_must_be_left() -> None:
    alone = packs.rules(findings=[packs.finding("twitch", 10)], conditions=[packs.condition("one", {"twitch": 50})])
    (fault,) = laid(alone, overlay(withdraw("one", "condition"))).faults
    assert "No condition would be left" in fault.message


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        (withdraw("wasting", "red_flag"), "/changes/0"),
        (withdraw("mild", "finding"), "/changes/0/kind"),
        (withdraw("mild", "condition", combination="pair"), "/changes/0"),
        (withdraw("scan", "test", replacement="other"), "/changes/0"),
        ({k: v for k, v in withdraw("mild", "condition").items() if k != "because"}, "/changes/0"),
    ],
)
def test_its_shape_is_checked(wrong: Rule, pointer: str, tmp_path: Path) -> None:
    rules = packs.write(tmp_path / "rules", pack())
    found = check(rules, overlays.write(tmp_path / "somewhere", overlay(wrong)))
    assert [fault.pointer for fault in found] == [pointer], found


def test_it_loads_from_files(tmp_path: Path) -> None:
    rules = packs.write(tmp_path / "rules", pack())
    changes = [
        withdraw("mild", "condition"),
        withdraw("weakness", "red_flag", replacement="weak-and-wasted"),
        withdraw("scan", "test"),
    ]
    made = load(rules, overlays.write(tmp_path / "somewhere", overlay(*changes)))
    assert (set(made.conditions), set(made.tests)) == ({"grave", "other"}, set())


@given(statuses=st.dictionaries(st.sampled_from(["twitch", "weak", "wasted", "drug"]), st.sampled_from(list(Status))))
@settings(max_examples=30)
def test_every_other_red_flag_fires_as_before(statuses: dict[str, Status]) -> None:
    told = {name: status.value for name, status in statuses.items()}
    plain = packs.compiled(pack())
    made = local(
        withdraw("weakness", "red_flag", replacement="weak-and-wasted"),
        withdraw("mild", "condition"),
        withdraw("scan", "test"),
        withdraw("alphadone", "medication"),
    )
    taken = History(stated=history(**told).stated, medications=(MedicationUse(id="alphadone"),))
    try:
        before, after = assess(plain, taken), assess(made, taken)
    except ContradictionError:
        return
    fired = {one.flag.id for one in after.triage.red_flags}
    assert {one.flag.id for one in before.triage.red_flags} - {"weakness"} == fired
    if before.triage.red_flags:
        assert after.triage.level >= max(one.flag.level for one in before.triage.red_flags)
