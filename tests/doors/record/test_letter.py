"""The referral letter: the order of a triage desk, and yes, no and not examined kept apart."""

from typing import Any

import pytest

from service.doors.record.domains import DOMAINS, examined
from service.doors.record.letter import letter
from service.doors.record.structure import spread
from service.engine.pack import Knowledge
from service.engine.terms import Level
from tests.doors.documents import FULL
from tests.doors.record.conftest import MakeCase

ORDER = [
    "Patient",
    "Question",
    "Red flags",
    "Asked and examined",
    "Course",
    "Medicines and background",
    "Results",
    "Done and suggested",
    "Differential considered",
]
HAND: dict[str, Any] = {
    "patient": {"age_years": 62, "sex": "male"},
    "movement": {"types": ["fasciculation"]},
    "sites": [{"site": "hand", "side": "right", "since_days": 210}, {"site": "calf", "side": "both", "fixed": False}],
    "onset": {"mode": "gradual", "days_ago": 210},
    "course": "progressive",
    "associated_symptoms": [{"finding": "hand-wasting"}, {"finding": "weakness"}],
    "screens": ["sensation-normal"],
}


def rows(case: Any) -> dict[str, str]:
    return dict(examined(case))


def test_it_reads_in_the_order_of_the_desk(case_of: MakeCase) -> None:
    assert [section.heading for section in letter(case_of(HAND)).sections] == ORDER


def test_red_flags_come_with_what_made_them_fire(case_of: MakeCase) -> None:
    flags = letter(case_of(HAND)).sections[2].items
    assert any(item.startswith("Twitching with wasting (urgent): ") and "wasting" in item for item in flags)


def test_every_domain_of_the_desk_is_in_the_vocabulary(knowledge: Knowledge) -> None:
    for domain in DOMAINS:
        assert {*domain.roots, *filter(None, [domain.sign])} <= set(knowledge.findings)


def test_yes_no_and_not_examined_are_kept_apart(case_of: MakeCase) -> None:
    told = rows(case_of(HAND))
    assert told["Weakness"] == "Yes: muscle weakness; not examined"
    assert told["Wasting"] == "Yes: wasting of the hand"
    assert told["Upper motor neurone signs"] == "Not examined"
    assert told["Sensory"] == "No"
    assert told["Bulbar"] == "Not recorded"


def test_an_examination_without_weakness_is_no_word_on_what_the_patient_feels(case_of: MakeCase) -> None:
    document = {"sites": [{"site": "calf"}], "screens": ["neurological-examination-normal"]}
    told = rows(case_of(document))
    assert told["Weakness"] == "No weakness found on examination; otherwise not recorded"
    assert told["Wasting"] == told["Upper motor neurone signs"] == "No"


def test_a_domain_is_denied_only_where_all_of_it_is(case_of: MakeCase) -> None:
    document = {"sites": [{"site": "calf"}], "associated_symptoms": [{"finding": "dysphagia", "status": "absent"}]}
    assert rows(case_of(document))["Bulbar"] == "No difficulty swallowing; otherwise not recorded"


def test_medicines_stand_as_they_were_written_known_or_not(case_of: MakeCase) -> None:
    given = [
        {"name": "Somethng new", "dose": "5 mg", "stopped_days_ago": 3},
        {"code": {"system": "atc", "value": "N05AN01"}},
    ]
    background = dict(letter(case_of({**HAND, "medications": given})).sections[5].rows)
    assert background["Medicines"] == "Somethng new 5 mg (stopped 3 days ago); Lithium"
    assert dict(letter(case_of(HAND)).sections[5].rows)["Medicines"] == "Not recorded"


def test_results_stand_as_sent_with_what_they_were_read_as(case_of: MakeCase) -> None:
    given = [
        {"test": "magnesium", "value": 0.4, "unit": "mmol/L"},
        {"code": {"system": "loinc", "value": "0-0"}, "value": 7, "unit": "g"},
    ]
    results = letter(case_of({**HAND, "results": given})).sections[6].items
    assert results[0] in ("Magnesium 0.4 mmol/L (low)", "Magnesium 0.4 mmol/L (severely low)")
    assert results[1] == "LOINC 0-0 7 g"


def test_places_have_their_own_times(case_of: MakeCase) -> None:
    assert dict(letter(case_of(HAND)).sections[4].rows)["Places"] == "Right hand (7 months), calf (both sides, roams)"


def test_everything_that_can_be_sent_is_written(case_of: MakeCase) -> None:
    written = spread(letter(case_of(FULL, date="01 May 2026")))
    for said in ("sertraline 50 mg", "Woman of 44", "Left calf", "Magnesium 0.8", "Told by: Patient", "01 May 2026."):
        assert said.lower() in written.lower()


def test_an_emergency_says_so_before_all_else(case_of: MakeCase) -> None:
    document = {"movement": {"types": ["spasm"]}, "associated_symptoms": [{"finding": "trismus"}, {"finding": "wound"}]}
    case = case_of(document)
    assert case.level is Level.EMERGENCY
    assert letter(case).lead.startswith("EMERGENCY: please see same day. ")


def test_without_a_movement_there_is_no_differential(case_of: MakeCase) -> None:
    written = letter(case_of({"associated_symptoms": [{"finding": "rash"}]}))
    assert "No twitching, jerking, cramp or spasm is recorded" in written.sections[1].sentences[0]
    assert "Differential considered" not in [section.heading for section in written.sections]


def test_it_says_how_sure_the_ranking_is_and_why(case_of: MakeCase) -> None:
    sparse = case_of({"movement": {"types": ["twitch"]}, "sites": [{"site": "calf"}]})
    assert sparse.assessment.certainty.verdict == "cannot_tell"
    told = dict(letter(sparse).sections[-1].rows)["How sure"]
    assert told.startswith("Cannot be told from what is known. ")
    assert sparse.assessment.certainty.reasons[0].sentence in told


@pytest.mark.parametrize("level", [Level.SELF_CARE, Level.ROUTINE])
def test_self_care_is_no_referral(level: Level, case_of: MakeCase, led_by: Any) -> None:
    title = letter(led_by(case_of(HAND), "eyelid-myokymia", level)).title
    assert ("no referral suggested" in title) is (level is Level.SELF_CARE)
