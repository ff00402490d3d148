"""Form -> intake dict: units, dates, rows, three states, and the way back from a fault to its field."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from service.doors.form.bedside import bedside_fields
from service.doors.form.desk import Desk, Outcome, consider, open_desk
from service.doors.form.fields import SINGLE, all_rows
from service.doors.form.parse import Parsed, parse_form
from service.doors.form.posted import posted, read_posted
from service.doors.form.problems import Problem
from service.doors.intake import Reception

TODAY = date(2026, 5, 1)


@pytest.fixture(scope="module")
def desk(reception: Reception) -> Desk:
    return open_desk(reception)


def parsed(reception: Reception, fields: Mapping[str, str]) -> Parsed:
    return parse_form(posted(fields.items()), bedside_fields(reception.knowledge), TODAY)


def considered(desk: Desk, fields: Mapping[str, str]) -> Outcome:
    return consider(desk, posted(fields.items()), TODAY)


@pytest.mark.parametrize(
    ("value", "unit", "days"),
    [
        ("7", "", 7),
        ("7", "days", 7),
        ("0.5", "days", 0.5),
        ("0,5", "days", 0.5),
        ("3", "weeks", 21),
        ("6", "months", 182),
        ("12", "months", 365),
        ("2", "years", 730),
        (" 4 ", "weeks", 28),
    ],
)
def test_a_time_is_a_number_with_a_unit(value: str, unit: str, days: float, reception: Reception) -> None:
    made = parsed(reception, {"onset.value": value, "onset.unit": unit})
    assert made.document == {"onset": {"days_ago": days}}


def test_a_unit_alone_says_nothing(reception: Reception) -> None:
    fields = {"onset.value": "", "onset.unit": "weeks", "medications.0.name": "", "medications.0.started.unit": "days"}
    assert parsed(reception, fields).document == {}


@pytest.mark.parametrize(("text", "unit", "years"), [("41", "years", 41), ("3", "months", 0.25), ("73", "days", 0.2)])
def test_an_infant_has_an_age_too(text: str, unit: str, years: float, reception: Reception) -> None:
    made = parsed(reception, {"patient.age_years": text, "patient.age_unit": unit})
    assert made.document == {"patient": {"age_years": years}}


@pytest.mark.parametrize(
    ("day", "value", "days"), [("2026-04-01", "", 30), ("2026-05-01", "", 0), ("2026-04-01", "2", 2)]
)
def test_a_medicine_may_have_dates_and_a_typed_number_counts_more(
    day: str, value: str, days: int, reception: Reception
) -> None:
    name = "medications.0"
    fields = {f"{name}.name": "sertraline", f"{name}.started.date": day, f"{name}.started.value": value}
    assert parsed(reception, fields).document["medications"] == [{"name": "sertraline", "started_days_ago": days}]


@pytest.mark.parametrize("day", ["2026-05-02", "2027-01-01", "1850-01-01", "31/12/2025"])
def test_a_day_to_come_or_that_is_none_is_a_fault_of_its_field(day: str, desk: Desk) -> None:
    outcome = considered(
        desk, {"movement.types": "twitch", "medications.4.name": "x", "medications.4.stopped.date": day}
    )
    assert [problem.field for problem in outcome.problems] == ["medications.4.stopped.value"]


def test_what_is_not_asked_is_not_sent(reception: Reception) -> None:
    fields = {"finding.weakness": "unknown", "finding.cramp": "", "finding.fever": "absent", "patient.sex": ""}
    assert parsed(reception, fields).document == {"associated_symptoms": [{"finding": "fever", "status": "absent"}]}


def test_a_bedside_sign_is_the_field_of_the_movement(reception: Reception) -> None:
    fields = {"finding.moves-joint": "absent", "finding.both-eyes-close": "present"}
    assert parsed(reception, fields).document == {"movement": {"moves_joint": False, "both_eyes_close": True}}


def test_every_discriminator_of_the_schema_is_asked_as_a_finding(reception: Reception) -> None:
    told = {f"finding.{finding}": "present" for finding in bedside_fields(reception.knowledge)}
    asked = {name for name, field in reception.schema.fields["movement"].schema.fields.items() if name != "types"}
    assert set(parsed(reception, told).document["movement"]) == asked


def test_a_side_left_behind_by_an_unticked_place_is_no_place(reception: Reception) -> None:
    fields = {"sites.hand.side": "left", "sites.calf.site": "calf", "sites.calf.side": "both", "sites.fixed": "no"}
    assert parsed(reception, fields).document == {"sites": [{"site": "calf", "side": "both", "fixed": False}]}


def test_a_place_may_be_entered_twice_with_a_start_of_its_own(reception: Reception) -> None:
    fields = {
        "sites.hand.site": "hand",
        "sites.hand.side": "right",
        "sites.hand.since.value": "7",
        "sites.hand.since.unit": "months",
        "sites.0.site": "Hand",
        "sites.0.side": "left",
        "sites.0.since.value": "3",
        "sites.0.since.unit": "weeks",
    }
    assert parsed(reception, fields).document["sites"] == [
        {"site": "hand", "side": "right", "since_days": 213},
        {"site": "Hand", "side": "left", "since_days": 21},
    ]


def test_words_are_ticked_or_written_one_a_line() -> None:
    form = posted([("triggers", "stress"), ("triggers", "cold"), ("triggers.other", " being tired \r\n\r\nstress\r\n")])
    made = parse_form(form, {}, TODAY)
    assert made.document == {"triggers": ["stress", "cold", "being tired"]}


def test_every_fault_is_told_at_its_own_field(desk: Desk) -> None:
    outcome = considered(
        desk,
        {
            "patient.age_years": "old",
            "patient.sex": "robot",
            "sites.3.site": "elbo",
            "sites.7.side": "left",
            "onset.value": "500",
            "onset.unit": "years",
            "frequency.per_day": "-1",
            "triggers.other": "the moon",
            "medications.2.dose": "5 mg",
            "results.0.test": "ck",
            "results.0.value": "high",
            "results.0.unit": "U/L",
            "results.9.test": "no such test",
            "results.9.value": "4",
            "results.9.unit": "g",
        },
    )
    assert {problem.field for problem in outcome.problems} == {
        *("patient.age_years", "patient.sex", "sites.3.site", "sites.7.site", "onset.value", "frequency.per_day"),
        *("triggers", "medications.2.name", "results.0.value", "results.9.test"),
    }
    assert not any("quotes" in problem.text or "/v1" in problem.text for problem in outcome.problems)


def test_nothing_that_twitches_is_a_fault_of_the_first_field(desk: Desk) -> None:
    (problem,) = considered(desk, {"patient.age_years": "30"}).problems
    assert problem.field == "movement.types"


def test_yes_and_no_at_once_are_told_at_both_fields(desk: Desk) -> None:
    outcome = considered(
        desk, {"movement.types": "twitch", "finding.weakness": "absent", "finding.hand-weakness": "present"}
    )
    assert {problem.field for problem in outcome.problems} == {"finding.weakness", "finding.hand-weakness"}
    assert {problem.label for problem in outcome.problems}


def test_what_was_read_as_something_else_stands_at_its_field(desk: Desk) -> None:
    outcome = considered(desk, {"movement.types": "twitch", "medications.0.name": "sertralin"})
    assert list(outcome.notes()) == ["medications.0.name"]
    assert outcome.answer


def test_rows_without_end_are_refused_and_not_cut_off(desk: Desk) -> None:
    outcome = considered(desk, {f"sites.{place}.site": "hand" for place in range(60)})
    assert {problem.field for problem in outcome.problems} == {"sites.0.site"}


@pytest.mark.parametrize("body", [b"a=%ff", b"\xff=1", b"&".join(b"a=1" for _ in range(4001))])
def test_a_body_that_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_posted(body)


def test_any_key_of_a_row_is_taken_as_it_is(reception: Reception) -> None:
    """Keys come from the page, but anybody can post."""
    fields: dict[str, Any] = {"sites.__proto__.site": "hand", "sites..site": "calf", "sites.a b.site": "foot"}
    assert [item["site"] for item in parsed(reception, fields).document["sites"]] == ["hand", "calf", "foot"]


@pytest.mark.parametrize(
    "name", ["movement.lasting", "onset.century", "sites.hand.colour", "sites.colour", "medication.0.name", "gender"]
)
def test_a_field_that_the_form_has_not_is_a_fault_and_nothing_is_assessed(name: str, desk: Desk) -> None:
    known = {"sites.hand.site": "hand", "patient.age_years": "40", "search": "tongue", "part": "1"}
    assert considered(desk, {**known, name: ""}).answer
    outcome = considered(desk, {**known, name: "yes"})
    assert outcome.answer is None
    assert [(one.field, one.name) for one in outcome.problems] == [("intake", "This page")]


def test_the_list_of_faults_names_every_field(desk: Desk) -> None:
    outcome = considered(desk, {"patient.age_years": "old", "medications.3.dose": "5 mg", "sites.hand.site": "nowhere"})
    assert {problem.field: problem.name for problem in outcome.problems} == {
        "patient.age_years": "Age",
        "medications.3.name": "Medicine",
        "sites.hand.site": "Where it is",
    }


def test_every_field_of_the_table_has_a_name() -> None:
    fields = [one.control for one in SINGLE]
    fields += [f"{rows.name}.0.{one.control}" for rows in all_rows(TODAY) for one in rows.all_fields()]
    assert [name for name in (*fields, "sites.fixed", "finding.weakness") if not Problem(name, "").name] == []
