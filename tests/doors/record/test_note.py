"""The clinic note: short, whole, in SOAP order, and never without level, version and who answers for it."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.doors.intake import Reception, read_history
from service.doors.record.case import Case
from service.doors.record.note import MOST_WORDS, note
from service.doors.record.structure import compact, count_words
from service.engine.assess import assess
from service.engine.evidence import ContradictionError
from service.engine.terms import Level
from tests.doors.documents import FULL, ONCE
from tests.doors.record.conftest import MakeCase

HEADINGS = ["Subjective", "Objective", "Assessment", "Plan"]
LEVELS = {
    Level.EMERGENCY: "Emergency referral",
    Level.URGENT: "Urgent referral",
    Level.ROUTINE: "Routine referral",
    Level.PRIMARY_CARE: "Primary care:",
    Level.SELF_CARE: "Self-care:",
}
EMERGENCY: dict[str, Any] = {
    "patient": {"age_years": 58, "sex": "male"},
    "movement": {"types": ["spasm"]},
    "associated_symptoms": [{"finding": "trismus"}, {"finding": "wound"}, {"finding": "neck-stiffness"}],
}
EYELID: dict[str, Any] = {
    "patient": {"age_years": 30},
    "movement": {"types": ["twitch"]},
    "sites": [{"site": "eyelid", "side": "left"}],
    "onset": {"days_ago": 7},
    "associated_symptoms": [{"finding": "fatigue"}, {"finding": "tremor", "status": "absent"}],
    "screens": ["strength-normal"],
}


def text_of(case: Case) -> str:
    return compact(note(case))


def hold(case: Case) -> None:
    """All that every note owes its reader."""
    written = text_of(case)
    assert count_words(written) <= MOST_WORDS
    assert LEVELS[case.level] in written
    assert f"Knowledge {case.knowledge.about.version}." in written
    assert written.endswith("Decision support; reviewed by ___")
    assert [section.heading for section in note(case).sections] == HEADINGS
    for section in note(case).sections:
        assert all(re.search(r"[.!?]$", sentence) for sentence in section.sentences)
    for entry in case.assessment.differential[:3]:
        label = case.knowledge.conditions[entry.condition].label
        assert f"{label[1:]} ({entry.support}), " in written


names = st.integers(0, 100_000)
symptoms = st.lists(st.tuples(names, st.sampled_from(["present", "present", "absent", "unknown"])), max_size=40)
medicines = st.lists(st.text(min_size=1, max_size=60), max_size=12)


@settings(max_examples=60)
@given(symptoms, medicines, st.sampled_from([None, 0.1, 9, 44, 91]), st.booleans())
def test_any_history_makes_a_note_that_owes_nothing(
    reception: Reception, told: list[tuple[int, str]], taken: list[str], age: float | None, whole: bool
) -> None:
    known = sorted(reception.knowledge.findings)
    found = [{"finding": known[place % len(known)], "status": status} for place, status in told]
    document = {
        **(ONCE if whole else {"sites": [{"site": "calf"}]}),
        "patient": {"age_years": age},
        "associated_symptoms": found,
        "medications": [{"name": name} for name in taken],
    }
    reading = read_history(reception, document)
    try:
        assessment = assess(reception.knowledge, reading.history)
    except ContradictionError:
        return
    hold(Case(reception=reception, document=document, reading=reading, assessment=assessment))


def test_the_longest_names_at_every_level_leave_room(case_of: MakeCase, led_by: Any) -> None:
    case = case_of(FULL, date="01 May 2026")
    longest = sorted(case.knowledge.conditions.values(), key=lambda card: -len(card.label.split()))
    for level in Level:
        hold(led_by(case, longest[0].id, level))


def test_it_tells_what_was_recorded_what_was_denied_and_what_was_not_asked(case_of: MakeCase) -> None:
    told = text_of(case_of(EYELID)).splitlines()[0]
    assert "Where: left eyelid." in told
    assert "Has: fatigue." in told
    assert "No tremor." in told
    assert re.search(r"Not recorded: \S", told)


def test_what_was_not_recorded_is_never_denied(case_of: MakeCase) -> None:
    written = text_of(case_of({"sites": [{"site": "calf"}], "movement": {"types": ["twitch"]}}))
    denied = re.findall(r"\bNo [^.]*\.", written)
    assert denied == ["No examination or result recorded."]


def test_what_an_examiner_found_is_objective(case_of: MakeCase) -> None:
    stated = [{"finding": "hyperreflexia"}, {"finding": "hand-weakness"}]
    lines = text_of(case_of({**EYELID, "associated_symptoms": stated})).splitlines()
    assert "brisk reflexes" in lines[1].lower()
    assert "strength normal" in lines[1].lower()
    assert "hand weakness" in lines[0]


def test_an_emergency_says_one_thing_first(case_of: MakeCase) -> None:
    case = case_of(EMERGENCY)
    assert case.level is Level.EMERGENCY
    first = text_of(case).splitlines()[0]
    assert first.startswith(f"EMERGENCY: {case.service}, same day. ")
    assert not text_of(case_of(EYELID)).startswith("EMERGENCY")


def test_out_of_scope_says_so_and_ranks_nothing(case_of: MakeCase) -> None:
    written = text_of(case_of({"associated_symptoms": [{"finding": "rash"}]}))
    assert "No twitching, jerking, cramp or spasm recorded; nothing ranked." in written
    assert "Considered" not in written


def test_what_is_left_out_of_a_list_is_counted(case_of: MakeCase) -> None:
    absent = ("tremor", "fever", "rash", "vomiting", "headache", "falls", "vertigo", "diarrhoea")
    given_up = [{"finding": name, "status": "absent"} for name in absent]
    medicines = [{"name": f"Medicine number {place} with a long name of many words"} for place in range(12)]
    document = {**EYELID, "associated_symptoms": given_up, "medications": medicines}
    written = text_of(case_of(document))
    shown, more = re.search(r"Medicines: (.*?) \(\+(\d+) more\)", written).groups()
    assert len(shown.split(", ")) + int(more) == len(medicines)


@pytest.mark.parametrize("date", ["", "01 May 2026"])
def test_a_date_stands_only_where_one_is_given(date: str, case_of: MakeCase) -> None:
    assert bool(re.search(r"\b20\d\d\b(?!\.\d)", text_of(case_of(EYELID, date=date)))) is bool(date)
