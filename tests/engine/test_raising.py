"""What would raise the referral: each finding told does so, nothing else is told, and the rules alone decide."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.assess import Assessment, assess
from service.engine.evidence import ContradictionError
from service.engine.knowledge import RedFlag
from service.engine.pack import Knowledge
from service.engine.raising import LEAST_CHANCE, MOST, Raised
from service.engine.terms import Level
from tests.support import packs
from tests.support.histories import history
from tests.support.packs import Rule
from tests.support.strategies import rule_sets, statements

FINDINGS = [
    packs.finding("twitching", 80, "movement"),
    packs.finding("weak", 20, plain="weak muscles"),
    packs.finding("sudden-weak", 4, parents=["weak"], plain="sudden weakness"),
    packs.finding("weak-arm", 8, parents=["weak"], plain="a weak arm"),
    packs.finding("fit", 2, plain="a fit"),
    packs.finding("wasting", 5, "sign"),
    packs.finding("bite", 3, "exposure"),
    packs.finding("rare", 0.3),
    packs.finding("ache", 10),
    packs.finding("low-ca", 5, "result"),
]
FIT = packs.red_flag("a-fit", {"finding": "fit"}, "emergency")
SUDDEN = packs.red_flag("b-sudden", {"finding": "sudden-weak"}, "emergency")
WEAK = packs.red_flag("c-weak", {"all": [{"finding": "twitching"}, {"finding": "weak"}]}, "urgent")
ARM = packs.red_flag("d-arm", {"finding": "weak-arm"}, "urgent")
THIN = packs.red_flag("e-thin", {"finding": "wasting"}, "routine")
BITE = packs.red_flag("f-bite", {"all": [{"finding": "bite"}, {"finding": "low-ca"}]}, "emergency")


def knowing(*flags: Rule, conditions: tuple[Rule, ...] = ()) -> Knowledge:
    cards = conditions or (packs.condition("c", {}, level="primary_care"),)
    return packs.compiled(packs.rules(findings=FINDINGS, conditions=list(cards), red_flags=list(flags)))


def asked(knowledge: Knowledge, said: dict[str, str] | None = None) -> Assessment:
    return assess(knowledge, history({"twitching": "present"} if said is None else said))


def told(found: tuple[Raised, ...]) -> list[tuple[str, str]]:
    return [("+".join(one.findings), one.flag.id) for one in found]


def test_each_finding_stands_with_the_most_urgent_flag_that_it_fires_those_first_that_gain_most() -> None:
    found = asked(knowing(WEAK, FIT, THIN)).raising
    assert told(found.today) == [("weak", "c-weak"), ("fit", "a-fit"), ("wasting", "e-thin")]
    assert [round(one.chance, 3) for one in found.today] == [0.2, 0.02, 0.05]
    assert told(found.watch_for) == [("weak", "c-weak"), ("fit", "a-fit")]


def test_what_is_not_begun_and_cannot_fire_alone_is_not_told() -> None:
    assert told(asked(knowing(BITE)).raising.today) == []
    begun = asked(knowing(BITE), {"twitching": "present", "low-ca": "present"})
    assert told(begun.raising.today) == [("bite", "f-bite")]
    assert told(begun.raising.watch_for) == []


def test_a_narrower_finding_is_told_only_where_it_raises_more_than_the_broader() -> None:
    assert told(asked(knowing(WEAK, SUDDEN, ARM)).raising.today) == [("weak", "c-weak"), ("sudden-weak", "b-sudden")]
    assert told(asked(knowing(SUDDEN, ARM)).raising.today) == [("weak-arm", "d-arm"), ("sudden-weak", "b-sudden")]


def test_the_unlikely_is_left_out_unless_it_is_an_emergency() -> None:
    def rare(level: str) -> Rule:
        return packs.red_flag("rare", {"finding": "rare"}, level)

    assert LEAST_CHANCE > 0.003
    card = packs.rules(
        findings=FINDINGS, conditions=[packs.condition("c", {})], red_flags=[], constants={"lowest-percent": 0.1}
    )
    for level, expected in (("urgent", []), ("emergency", [("rare", "rare")])):
        knowledge = packs.compiled({**card, "red_flags": [rare(level)]})
        assert told(asked(knowledge).raising.today) == expected
    hardly = packs.compiled(
        {**card, "red_flags": [rare("emergency")], "conditions": [packs.condition("c", {"rare": 0.1})]}
    )
    assert told(asked(hardly).raising.today) == []


def test_what_is_denied_today_is_still_watched_for() -> None:
    found = asked(knowing(FIT, SUDDEN), {"twitching": "present", "fit": "absent", "weak": "absent"}).raising
    assert told(found.today) == []
    assert told(found.watch_for) == [("sudden-weak", "b-sudden"), ("fit", "a-fit")]


def test_two_findings_are_told_only_where_no_single_one_raises() -> None:
    both = packs.red_flag("both", {"all": [{"finding": "fit"}, {"finding": "wasting"}]}, "emergency")
    found = asked(knowing(both, conditions=(packs.condition("c", {"fit": 60, "wasting": 30}),))).raising
    assert told(found.today) == [("fit+wasting", "both")]
    assert found.today[0].chance == pytest.approx(0.18)
    assert told(found.watch_for) == []
    assert told(asked(knowing(both, FIT)).raising.today) == [("fit", "a-fit")]


def test_nothing_stands_above_an_emergency() -> None:
    found = asked(knowing(FIT, SUDDEN, WEAK), {"twitching": "present", "fit": "present"})
    assert found.triage.level is Level.EMERGENCY
    assert (found.raising.today, found.raising.watch_for) == ((), ())


def test_no_more_than_six_of_each() -> None:
    many = [packs.finding(f"s{n}", 5) for n in range(9)]
    flags = [packs.red_flag(f"f{n}", {"finding": f"s{n}"}) for n in range(9)]
    knowledge = packs.compiled(packs.rules(findings=many, conditions=[packs.condition("c", {})], red_flags=flags))
    found = asked(knowledge, {}).raising
    assert len(found.today) == len(found.watch_for) == MOST == 6


def test_the_safety_net_names_them_in_the_patients_words_by_how_urgent() -> None:
    lines = [(one.text, one.when) for one in asked(knowing(FIT, SUDDEN, ARM)).safety_net]
    assert lines == [
        ("Go to hospital today if one of these appears: sudden weakness or a fit.", "emergency"),
        ("See a doctor within days if this appears: a weak arm.", "urgent"),
        ("Come back when it changes.", "routine"),
    ]


def test_what_written_advice_of_the_same_urgency_names_is_not_said_twice() -> None:
    for when, text in (
        ("emergency", "Go to hospital today if this appears: sudden weakness."),
        ("urgent", "Go to hospital today if one of these appears: sudden weakness or a fit."),
    ):
        card = packs.condition("c", {}, safety_net=[{"text": "Call an ambulance for a fit.", "when": when}])
        net = asked(knowing(FIT, SUDDEN, conditions=(card,))).safety_net
        assert text in [one.text for one in net]


def test_a_symptom_without_a_patients_word_goes_by_its_label() -> None:
    dull = packs.red_flag("dull", {"finding": "ache"}, "routine")
    _, line = asked(knowing(dull)).safety_net
    assert line.text == "See a doctor if this appears: The ache."


def told_of(found: Assessment) -> tuple[Raised, ...]:
    return (*found.raising.today, *found.raising.watch_for)


def check(knowledge: Knowledge, said: dict[str, str]) -> None:
    """Each finding told gives at least its level when it is added, and goes when its rule goes."""
    before = assess(knowledge, history(said))
    for one in told_of(before):
        assert one.flag.level > before.triage.level
        lines = {name for finding in one.findings for name in (finding, *knowledge.ontology.ancestors[finding])}
        kept = {name: status for name, status in said.items() if name not in lines}
        after = assess(knowledge, history({**kept, **dict.fromkeys(one.findings, "present")}))
        assert after.triage.level >= one.flag.level
        without = assess(_without(knowledge, one.flag), history(said))
        assert one.flag not in [other.flag for other in told_of(without)]


def _without(knowledge: Knowledge, flag: RedFlag) -> Knowledge:
    flags = knowledge.flags
    by_urgency = {
        kind: {key: tuple(one for one in ones if one.id != flag.id) for key, ones in getattr(flags, kind).items()}
        for kind in ("naming_by_urgency", "changed_by_urgency")
    }
    index = replace(
        flags,
        compiled=tuple(one for one in flags.compiled if one.flag.id != flag.id),
        fires={name: test for name, test in flags.fires.items() if name != flag.id},
        above={level: tuple(one for one in ones if one.flag.id != flag.id) for level, ones in flags.above.items()},
        reading={name: names - {flag.id} for name, names in flags.reading.items()},
        changed={fact: names - {flag.id} for fact, names in flags.changed.items()},
        **by_urgency,
    )
    kept = {name: one for name, one in knowledge.red_flags.items() if name != flag.id}
    return replace(knowledge, red_flags=kept, flags=index)


@settings(max_examples=60)
@given(rules=rule_sets(), data=st.data())
def test_each_finding_told_raises_the_referral_on_any_rules(rules: packs.Rules, data: st.DataObject) -> None:
    knowledge = packs.compiled(rules)
    try:
        check(knowledge, data.draw(statements(list(knowledge.findings))))
    except ContradictionError:
        return


@settings(max_examples=15)
@given(data=st.data())
def test_each_finding_told_raises_the_referral_on_the_real_rules(knowledge: Knowledge, data: st.DataObject) -> None:
    names = [name for name, one in knowledge.findings.items() if one.kind in ("symptom", "sign", "exposure")]
    said = {"twitching": "present", **data.draw(statements(names, 5))}
    try:
        check(knowledge, said)
    except ContradictionError:
        return


def test_fits_and_sudden_changes_are_told_where_nothing_has_begun(knowledge: Knowledge) -> None:
    named = {name for one in asked(knowledge).raising.watch_for for name in one.findings}
    assert named & {"seizure", "loss-of-consciousness"}
    assert named & {"sudden-weakness", "confusion"}
