"""The leaflet: for a reader of eleven, no more certain and no more alarming than the answer."""

import re
from typing import Any

import pytest

from service.doors.record.advice import CALM, NEXT, SERVICES, THINK
from service.doors.record.leaflet import leaflet
from service.doors.record.structure import spread
from service.engine.pack import Knowledge
from service.engine.terms import Level
from tests.doors.record.conftest import MakeCase
from tests.support.readability import grade

HARDEST = 6.5
HARDEST_SENTENCES = 6
CALF: dict[str, Any] = {"movement": {"types": ["twitch"]}, "sites": [{"site": "calf"}]}
JARGON = (
    "neuron, fasciculat, myoclon, myokymi, dystoni, syndrome, sclerosis, neuropath, myopath, encephal, paraesthes, "
    "differential, idiopathic, metaboli, prognos, motor, lesion, tumour, cancer, stroke, fatal, dies, dying, "
    "death, dement"
).split(", ")


def test_every_condition_has_a_word_for_patients_that_a_child_can_read(knowledge: Knowledge) -> None:
    for condition in knowledge.conditions.values():
        assert condition.plain, condition.id
        assert grade(condition.plain) <= HARDEST_SENTENCES, condition.id


def test_no_word_for_patients_is_jargon_or_frightens(knowledge: Knowledge) -> None:
    for condition in knowledge.conditions.values():
        found = [word for word in JARGON if re.search(rf"\b{word}", (condition.plain or "").lower())]
        assert found == [], condition.id


def test_no_dangerous_condition_is_named_to_a_patient(knowledge: Knowledge) -> None:
    for condition in knowledge.conditions.values():
        if condition.must_not_miss:
            names = {condition.label, *(name for name in condition.synonyms if " " not in name)}
            said = (condition.plain or "").lower()
            assert [name for name in names if re.search(rf"\b{re.escape(name.lower())}\b", said)] == [], condition.id


@pytest.mark.parametrize("level", list(Level))
def test_leaflets_are_easy_to_read_over_all_conditions(
    level: Level, knowledge: Knowledge, case_of: MakeCase, led_by: Any
) -> None:
    case = case_of({**CALF, "medications": [{"name": "sertraline"}]})
    grades = {name: grade(spread(leaflet(led_by(case, name, level)))) for name in knowledge.conditions}
    assert {name: round(hard, 1) for name, hard in grades.items() if hard > HARDEST} == {}


def test_the_leaflet_has_its_own_words_for_every_level_and_service(knowledge: Knowledge) -> None:
    assert set(THINK) == set(NEXT) == set(CALM) == set(Level)
    assert set(SERVICES) == set(knowledge.policy.services)


def sentences(document: Any, heading: str) -> tuple[str, ...]:
    return next((s.sentences for s in document.sections if s.heading == heading), ())


@pytest.mark.parametrize("level", [level for level in Level if level > Level.SELF_CARE])
def test_a_cause_is_one_thing_that_it_could_be(level: Level, case_of: MakeCase, led_by: Any) -> None:
    case = led_by(case_of(CALF), "als", level)
    told = sentences(leaflet(case), "What we think")
    assert told[-1] == case.knowledge.conditions["als"].plain
    assert "one thing" in told[-2]
    assert any("do not know" in sentence for sentence in told)


def test_a_harmless_cause_is_told_only_once_it_is_earned(case_of: MakeCase, led_by: Any) -> None:
    earned = led_by(case_of(CALF), "physiological-fasciculation", Level.SELF_CARE)
    plain = earned.knowledge.conditions["physiological-fasciculation"].plain
    assert plain in sentences(leaflet(earned), "What we think")
    unearned = case_of(CALF)
    assert unearned.knowledge.conditions[unearned.leader.condition].benign
    assert "leading_benign" not in {reason.kind for reason in unearned.assessment.triage.reasons}
    told = sentences(leaflet(unearned), "What we think")
    assert told == THINK[unearned.level][0]


def test_an_emergency_says_one_thing_first_and_nothing_about_another_day(case_of: MakeCase, led_by: Any) -> None:
    written = leaflet(led_by(case_of(CALF), "tetanus", Level.EMERGENCY))
    assert written.lead == "Go to hospital now. Do not wait."
    assert "Come back another day" not in [section.heading for section in written.sections]
    assert leaflet(case_of(CALF)).lead == ""


def test_all_advice_says_how_fast(case_of: MakeCase) -> None:
    case = case_of(CALF)
    written = leaflet(case)
    given = {item.when for item in case.assessment.safety_net}
    headings = {"emergency": "Get help at once", "urgent": "Get help soon", "routine": "Come back another day"}
    assert {headings[when] for when in given} <= {section.heading for section in written.sections}


def test_medicines_are_not_to_be_stopped_alone(case_of: MakeCase) -> None:
    with_medicine = spread(leaflet(case_of({**CALF, "medications": [{"name": "sertraline"}]})))
    assert "Do not stop a medicine" in with_medicine
    assert "Do not stop a medicine" not in spread(leaflet(case_of(CALF)))


def test_without_a_movement_no_cause_is_told(case_of: MakeCase) -> None:
    written = leaflet(case_of({"associated_symptoms": [{"finding": "rash"}]}))
    assert "cannot say what the cause is" in " ".join(sentences(written, "What we think"))


def test_the_same_advice_is_given_once(case_of: MakeCase, led_by: Any) -> None:
    written = leaflet(led_by(case_of(CALF), "als", Level.URGENT))
    items = [item for section in written.sections for item in section.items]
    assert len(items) == len(set(items))


def test_every_symptom_has_a_phrase_that_a_child_can_read_and_no_two_are_alike(knowledge: Knowledge) -> None:
    phrases = {one.id: one.plain or "" for one in knowledge.findings.values() if one.kind == "symptom"}
    assert [name for name, phrase in phrases.items() if not phrase] == []
    assert len(set(phrases.values())) == len(phrases)
    assert grade(". ".join(f"See a doctor if you have {phrase}" for phrase in phrases.values())) <= HARDEST_SENTENCES
    assert [name for name, phrase in phrases.items() if grade(f"See a doctor soon if you have {phrase}.") > 9] == []
    assert [name for name, said in phrases.items() if any(re.search(rf"\b{word}", said) for word in JARGON)] == []
