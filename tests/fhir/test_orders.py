"""Draft requests: priority by level, only for tests that are still to be done and can be."""

from typing import Any

import pytest

from service.doors.fhir.canonical import own
from service.doors.fhir.orders import service_requests

Json = dict[str, Any]


def answer(level: str, *tests: Json) -> Json:
    """As much of an answer as orders are made from."""
    to = {"id": "neurology", "label": "Neurology clinic"}
    because = [{"sentence": "It must be seen."}]
    referral = {"level": level, "label": level.capitalize(), "within": "soon", "to": to, "because": because}
    return {"referral": referral, "workup": list(tests)}


def suggested(name: str, priority: str = "now", **more: Any) -> Json:
    """One suggested test."""
    return {
        "test": {"id": name, "label": name.upper(), "codes": more.pop("codes", {})},
        "priority": priority,
        "indication": "When it is worth it.",
        "avoid_when": None,
        "result_known": False,
        "available": True,
        "because": [{"label": "A rule"}],
        **more,
    }


@pytest.mark.parametrize(
    ("level", "priority"),
    [("emergency", "stat"), ("urgent", "urgent"), ("routine", "routine"), ("primary_care", None), ("self_care", None)],
)
def test_the_referral_has_the_priority_of_its_level(level: str, priority: str | None) -> None:
    assert [one["priority"] for one in service_requests(answer(level))] == ([priority] if priority else [])


@pytest.mark.parametrize(
    ("level", "due", "priority"),
    [
        ("emergency", "now", "stat"),
        ("urgent", "now", "urgent"),
        ("emergency", "soon", "routine"),
        ("urgent", "if_persists", "routine"),
    ],
)
def test_a_test_has_the_priority_of_its_day(level: str, due: str, priority: str) -> None:
    assert service_requests(answer(level, suggested("ck", due)))[-1]["priority"] == priority


def test_what_is_done_or_cannot_be_had_is_not_ordered() -> None:
    done, elsewhere = suggested("ck", result_known=True), suggested("emg", available=False)
    assert service_requests(answer("self_care", done, elsewhere)) == []


def test_one_loinc_code_is_told_and_of_several_none_is_chosen() -> None:
    one, several = suggested("ck", codes={"loinc": ["2157-6"]}), suggested("b12", codes={"loinc": ["a", "b"]})
    requests = service_requests(answer("self_care", one, several), "Patient/p1", authored="2026-11-22")
    assert [[coding["system"] for coding in made["code"]["coding"]] for made in requests] == [
        [own("tests"), "http://loinc.org"],
        [own("tests")],
    ]
    assert {made["subject"]["reference"] for made in requests} == {"Patient/p1"}
    assert {made["authoredOn"] for made in requests} == {"2026-11-22"}


def test_when_not_to_do_it_stands_in_the_request() -> None:
    made = service_requests(answer("self_care", suggested("mri", avoid_when="Pacemaker.")))
    assert "Caution: Pacemaker." in made[0]["note"][0]["text"]


def test_without_a_patient_it_says_so_in_words() -> None:
    assert service_requests(answer("urgent"))[0]["subject"] == {"display": "The patient of this request"}
