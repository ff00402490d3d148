"""ICD-10 as records write it: two editions, dots or none, codes that divide further; presence only, never absence."""

import re

import pytest

from service.doors.icd import classes, writings
from service.doors.intake import Reception, read_history
from service.engine.terms import Status

SHAPES = {
    "icd10": re.compile(r"[A-Z][0-9]{2}(\.[0-9])?"),
    "icd10cm": re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?"),
}


def _read(reception: Reception, system: str, code: str, status: str = "present") -> tuple[list[str], list[str]]:
    item = {"code": {"system": system, "value": code}, "status": status}
    reading = read_history(reception, {"associated_symptoms": [item]})
    assert all(one.status is Status.PRESENT for one in reading.history.stated)
    return [one.finding for one in reading.history.stated], [note.code for note in reading.notes]


@pytest.mark.parametrize("system", ["icd10", "icd10cm"])
@pytest.mark.parametrize("code", ["R25.3", "R253", "r25.3", " R25.3 "])
def test_a_code_is_read_in_any_writing(reception: Reception, system: str, code: str) -> None:
    assert _read(reception, system, code) == (["fasciculation"], [])


def test_a_code_that_divides_further_is_read_as_the_class_above_it(reception: Reception) -> None:
    assert _read(reception, "icd10cm", "G40.909") == (["past-epilepsy"], ["code_read_as"])
    assert _read(reception, "icd10cm", "M25.561") == (["joint-pain"], ["code_read_as"])
    assert _read(reception, "icd10cm", "M25.511") == (["shoulder-pain"], ["code_read_as"])
    assert _read(reception, "icd10", "G40.3") == (["past-epilepsy"], ["code_read_as"])


def test_what_only_the_us_edition_says_is_not_read_from_the_other(reception: Reception) -> None:
    assert _read(reception, "icd10cm", "M62.81") == (["weakness"], [])
    assert _read(reception, "icd10", "M62.81") == ([], ["code_not_used"])


@pytest.mark.parametrize(("system", "code"), [("icd10", "G35+"), ("icd10", "G35†"), ("icd10", "G3590")])
def test_marks_and_national_digits_do_not_hide_a_class(reception: Reception, system: str, code: str) -> None:
    assert _read(reception, system, code)[0] == ["past-multiple-sclerosis"]


@pytest.mark.parametrize("code", ["R40.2411", "F32.5", "F33.42", "Z99", "G45.4", "R25.2", "R53.2", "E04.1"])
def test_a_neighbour_that_means_something_else_is_not_read(reception: Reception, code: str) -> None:
    assert _read(reception, "icd10cm", code) == ([], ["code_not_used"])


@pytest.mark.parametrize("code", ["", "R", "R2", "25.3", "R25.3 excluded", "R25.3A4567", "nonsense", "R25.3\n;G35"])
def test_what_is_no_code_has_no_class(code: str) -> None:
    assert list(classes("icd10", code)) == []
    assert list(writings("icd10", code)) == []


@pytest.mark.parametrize("status", ["absent", "unknown"])
@pytest.mark.parametrize("code", ["R25.3", "G40.909"])
def test_a_class_never_says_that_a_finding_is_not_there(reception: Reception, status: str, code: str) -> None:
    assert _read(reception, "icd10cm", code, status) == ([], ["code_not_used"])


def test_the_us_edition_goes_before_the_original_and_the_nearest_class_first() -> None:
    assert list(classes("icd10cm", "g20c")) == [
        ("icd10cm", "G20.C"),
        ("icd10", "G20.C"),
        ("icd10cm", "G20"),
        ("icd10", "G20"),
    ]
    assert list(classes("snomed", "G20")) == []
    assert list(writings("snomed", " 123")) == [("snomed", " 123")]


def test_every_code_of_the_rules_has_its_edition_s_form(reception: Reception) -> None:
    knowledge = reception.knowledge
    for entry in (*knowledge.findings.values(), *knowledge.conditions.values()):
        for system, shape in SHAPES.items():
            wrong = [code for code in entry.codes.get(system, ()) if not shape.fullmatch(code)]
            assert not wrong, (entry.id, wrong)


def test_no_code_means_two_findings(reception: Reception) -> None:
    owners: dict[str, set[str]] = {}
    for finding in reception.knowledge.findings.values():
        for system in SHAPES:
            for code in finding.codes.get(system, ()):
                owners.setdefault(code, set()).add(finding.id)
    assert len(owners) > 400
    assert {code: ids for code, ids in owners.items() if len(ids) > 1} == {}
