"""From a checked document to a history: what was read, noted, and left out."""

from collections.abc import Callable
from typing import Any

import pytest

from schemas.intake import IntakeSchema
from service.doors.intake import NOT_TOLD, Reading, Reception, read_history
from service.engine.history import Exposure, MedicationUse, Site
from service.engine.terms import Status
from tests.doors.documents import FULL, LEAST, Path, places, replaced

Read = Callable[[Any], Reading]
Answer = Callable[[Any], dict[str, Any]]

# Null stands for "not recorded" everywhere but inside a thing that means nothing without it.
COMPULSORY = ("site", "substance", "system", "value", "unit")
WHOLE = (("earlier", "history"), ("earlier", "days_ago"))
NULLABLE = [
    p for p in places(FULL) if isinstance(p[-1], str) and p[-1] not in (*COMPULSORY, "status") and p not in WHOLE
]


def without(document: dict[str, Any], path: Path) -> dict[str, Any]:
    changed = replaced(document, path, None)
    parent = changed
    for step in path[:-1]:
        parent = parent[step]
    del parent[path[-1]]
    return changed


@pytest.mark.parametrize("path", [p for p in NULLABLE if p[-1] not in ("name", "finding", "test", "code")])
def test_null_means_not_recorded_as_leaving_out_does(path: Path, read: Read) -> None:
    assert read(replaced(FULL, path, None)) == read(without(FULL, path))


def test_the_least_history_is_read_and_all_else_is_not_recorded(read: Read) -> None:
    reading = read(LEAST)
    assert reading.history.sites == (Site(site="calf"),)
    assert reading.history.setting == "primary_care"
    assert reading.history.fields == {}
    assert reading.notes == ()
    assert set(reading.not_recorded) == set(IntakeSchema().fields) - {"sites", *NOT_TOLD}


@pytest.mark.parametrize("empty", [None, [], {}])
def test_an_empty_part_is_not_recorded(empty: Any, read: Read) -> None:
    part = "patient" if empty == {} else "triggers"
    assert part in read({**LEAST, part: empty}).not_recorded


def test_a_full_history_is_recorded_in_full(read: Read) -> None:
    reading = read(FULL)
    assert reading.not_recorded == ()
    history = reading.history
    assert history.setting == "neurology_clinic"
    assert history.fields["patient.pregnant"] is False
    assert history.fields["onset.mode"] == "gradual"
    assert history.fields["movement.ripples"] is False
    assert history.sets["history.family"] == {"tremor"}
    assert history.sites == (Site(site="calf", side="left", since_days=90, fixed=True),)
    assert history.exposures == (Exposure(substance="caffeine", stopped=False, days_ago=0),)
    assert history.medications == (
        MedicationUse(id="sertraline", started_days_ago=300, changed_days_ago=20, stopped_days_ago=5),
        MedicationUse(id="lithium"),
    )
    assert [(s.finding, s.status) for s in history.stated] == [("fatigue", Status.PRESENT), ("cramp", Status.ABSENT)]
    assert history.screens == ("strength-normal",)
    assert [(r.analyte, r.value) for r in history.results] == [("magnesium", 0.8), ("ck", 120)]


def test_a_symptom_without_a_status_is_present_and_unknown_stays_unknown(read: Read) -> None:
    symptoms = [{"finding": "fatigue"}, {"finding": "cramp", "status": "unknown"}]
    stated = read({**LEAST, "associated_symptoms": symptoms}).history.stated
    assert [one.status for one in stated] == [Status.PRESENT, Status.UNKNOWN]


@pytest.mark.parametrize(
    ("per_day", "pattern"),
    [(0.1, "occasional"), (0.14, "weekly"), (0.69, "weekly"), (0.7, "daily"), (1.9, "daily"), (2, "many_per_day")],
)
def test_bouts_a_day_are_read_as_a_pattern(per_day: float, pattern: str, read: Read) -> None:
    assert read({**LEAST, "frequency": {"per_day": per_day}}).history.fields["frequency.pattern"] == pattern


@pytest.mark.parametrize(
    ("seconds", "typical"),
    [(59, "seconds"), (60, "minutes"), (3599, "minutes"), (3600, "hours"), (86399, "hours"), (86400, "continuous")],
)
def test_seconds_are_read_as_a_length(seconds: float, typical: str, read: Read) -> None:
    assert read({**LEAST, "duration": {"seconds": seconds}}).history.fields["duration.typical"] == typical


def test_a_word_of_the_caller_stands_above_a_number(read: Read) -> None:
    document = {
        **LEAST,
        "frequency": {"pattern": "weekly", "per_day": 50},
        "duration": {"typical": "minutes", "seconds": 2},
    }
    fields = read(document).history.fields
    assert (fields["frequency.pattern"], fields["duration.typical"]) == ("weekly", "minutes")


def test_a_finding_by_another_name_is_noted_and_one_by_its_id_is_not(read: Read) -> None:
    symptoms = [{"finding": "fatigue"}, {"finding": "Muscle cramp"}]
    (note,) = read({**LEAST, "associated_symptoms": symptoms}).notes
    assert (note.pointer, note.code) == ("/associated_symptoms/1/finding", "finding_read_as")
    assert note.detail == "Read as Muscle cramp."


def test_notes_of_a_history_within_a_document_point_into_that_document(reception: Reception) -> None:
    document = {**LEAST, "medications": [{"name": "qqqqqqq"}], "associated_symptoms": [{"finding": "Muscle cramp"}]}
    notes = read_history(reception, document, "/history").notes
    assert {note.pointer for note in notes} == {"/history/medications/0/name", "/history/associated_symptoms/0/finding"}


def test_a_screen_is_shown_with_what_it_was_taken_to_mean(answer: Answer) -> None:
    document = {**LEAST, "screens": ["Strength normal"]}
    (note,) = [n for n in answer(document)["input_notes"] if n["code"] == "screen_read_as"]
    assert note["pointer"] == "/screens"
    assert "was taken to mean absent: Muscle weakness" in note["detail"]


def test_a_screen_leaves_what_is_stated_and_says_so(answer: Answer) -> None:
    document = {**LEAST, "screens": ["strength-normal"], "associated_symptoms": [{"finding": "foot-drop"}]}
    body = answer(document)
    (note,) = [n for n in body["input_notes"] if n["code"] == "screen_read_as"]
    assert "Left as stated elsewhere:" in note["detail"]
    assert {"finding": "foot-drop", "status": "present"}.items() <= next(
        e for e in body["evidence"] if e["finding"] == "foot-drop"
    ).items()
