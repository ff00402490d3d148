"""Laboratory values: names and codes, units, and what no living patient has."""

from collections.abc import Callable
from typing import Any

import pytest

from service.doors.faults import Fault
from service.doors.intake import Reading, Reception
from service.doors.results import convert
from tests.doors.documents import LEAST

Read = Callable[[Any], Reading]
FaultsOf = Callable[[Any], list[Fault]]


def with_result(*items: dict[str, Any]) -> dict[str, Any]:
    return {**LEAST, "results": list(items)}


@pytest.mark.parametrize(
    ("test", "value", "unit", "canonical"),
    [
        ("calcium-adjusted", 9.4, "mg/dL", 2.345),
        ("calcium-adjusted", 2.35, "mmol/L", 2.35),
        ("magnesium", 2, "mg/dL", 0.823),
        ("magnesium", 1.5, "meq/L", 0.75),
        ("potassium", 4, "meq/L", 4),
        ("glucose", 90, "mg/dL", 5.0),
        ("creatinine", 1, "mg/dL", 88.4),
        ("haemoglobin", 13.5, "g/dL", 135),
        ("b12", 150, "pmol/L", 203.3),
        ("tsh", 2.5, "u[IU]/mL", 2.5),
    ],
)
def test_values_reach_the_engine_in_the_canonical_unit(
    test: str, value: float, unit: str, canonical: float, read: Read
) -> None:
    (result,) = read(with_result({"test": test, "value": value, "unit": unit})).history.results
    assert result.analyte == test
    assert result.value == pytest.approx(canonical, rel=1e-3)


@pytest.mark.parametrize("name", ["ck", "CK", "Creatine kinase", "creatine  phosphokinase", "cpk"])
def test_an_analyte_is_known_by_id_label_and_synonym(name: str, read: Read) -> None:
    (result,) = read(with_result({"test": name, "value": 120, "unit": "U/L"})).history.results
    assert result.analyte == "ck"


def test_an_analyte_is_known_by_its_loinc_code(read: Read) -> None:
    code = {"system": "loinc", "value": "2157-6"}
    (result,) = read(with_result({"code": code, "value": 120, "unit": "U/L"})).history.results
    assert (result.analyte, result.pointer) == ("ck", "/results/0")


@pytest.mark.parametrize(("system", "value"), [("loinc", "0000-0"), ("snomed", "2157-6")])
def test_a_test_that_no_rule_reads_is_noted_and_not_used(system: str, value: str, read: Read) -> None:
    reading = read(with_result({"code": {"system": system, "value": value}, "value": 1, "unit": "furlong"}))
    assert reading.history.results == ()
    assert [(note.pointer, note.code) for note in reading.notes] == [("/results/0", "result_not_used")]


@pytest.mark.parametrize("unit", ["furlong", "mmol/l", "MMOL/L", "mg"])
def test_a_unit_that_the_analyte_is_not_measured_in_is_refused_with_those_that_it_is(
    unit: str, faults_of: FaultsOf
) -> None:
    (fault,) = faults_of(with_result({"test": "magnesium", "value": 0.8, "unit": unit}))
    assert (fault.pointer, fault.code) == ("/results/0/unit", "unknown_unit")
    assert "mmol/L, umol/L, mg/dL" in fault.detail


@pytest.mark.parametrize(
    ("test", "value", "unit"),
    [("potassium", 140, "mmol/L"), ("sodium", 4, "mmol/L"), ("calcium-adjusted", 9.4, "mmol/L"), ("ck", -5, "U/L")],
)
def test_a_value_that_no_living_patient_has_is_refused_with_its_bounds(
    test: str, value: float, unit: str, faults_of: FaultsOf
) -> None:
    (fault,) = faults_of(with_result({"test": test, "value": value, "unit": unit}))
    assert (fault.pointer, fault.code) == ("/results/0/value", "impossible_value")
    assert "must be from" in fault.detail
    assert "Check the number and the unit." in fault.detail


def test_bounds_are_possible_and_a_step_beyond_is_not(reception: Reception, faults_of: FaultsOf) -> None:
    for analyte in reception.knowledge.analytes.values():
        low, high = analyte.possible
        for value, faults in ((low, 0), (high, 0), (high * 1.01, 1), (low - 1, 1)):
            told = faults_of(with_result({"test": analyte.id, "value": value, "unit": analyte.unit}))
            assert len(told) == faults, (analyte.id, value)


def test_two_values_of_one_analyte_are_refused_rather_than_one_chosen(faults_of: FaultsOf) -> None:
    by_name = {"test": "ck", "value": 120, "unit": "U/L"}
    by_code = {"code": {"system": "loinc", "value": "2157-6"}, "value": 9000, "unit": "U/L"}
    (fault,) = faults_of(with_result(by_name, by_code))
    assert (fault.pointer, fault.code) == ("/results/1", "given_twice")


def test_faults_of_several_results_come_together(faults_of: FaultsOf) -> None:
    told = faults_of(
        with_result(
            {"test": "potassium", "value": 140, "unit": "mmol/L"},
            {"test": "sodium", "value": 140, "unit": "mg"},
            {"test": "ck", "value": "120", "unit": "U/L"},
            {"test": "sodium", "value": 140, "unit": "mmol/L"},
        )
    )
    assert [(f.pointer, f.code) for f in told] == [
        ("/results/0/value", "impossible_value"),
        ("/results/1/unit", "unknown_unit"),
        ("/results/2/value", "wrong_type"),
        ("/results/3", "given_twice"),
    ]


def test_each_analyte_is_measured_in_its_own_canonical_unit(reception: Reception) -> None:
    for analyte in reception.knowledge.analytes.values():
        assert convert(analyte, 1, analyte.unit) == 1
        assert convert(analyte, 1, "furlong") is None


TOTAL = {"test": "calcium-total", "value": 2.0, "unit": "mmol/L"}
ALBUMIN = {"test": "albumin", "value": 25, "unit": "g/L"}
ADJUSTED = {"test": "calcium-adjusted", "value": 2.21, "unit": "mmol/L"}


def test_calcium_is_adjusted_where_albumin_is_given_too(read: Read) -> None:
    reading = read({"sites": [{"site": "calf"}], "results": [ALBUMIN, TOTAL]})
    found = {result.analyte: result for result in reading.history.results}
    assert found["calcium-adjusted"].value == pytest.approx(2.3)
    assert found["calcium-adjusted"].pointer == "/results/1"
    assert [(note.pointer, note.code) for note in reading.notes] == [("/results/1", "result_computed")]


@pytest.mark.parametrize("results", [[TOTAL], [ALBUMIN], [TOTAL, ALBUMIN, ADJUSTED]])
def test_nothing_is_computed_from_half_or_over_what_was_reported(results: list[dict[str, object]], read: Read) -> None:
    reading = read({"sites": [{"site": "calf"}], "results": results})
    assert len(reading.history.results) == len(results)
    assert reading.notes == ()


@pytest.mark.parametrize(("percent", "canonical"), [(6.5, 47.5), (10, 85.8)])
def test_a_unit_whose_zero_lies_elsewhere_is_shifted(percent: float, canonical: float, read: Read) -> None:
    (result,) = read(with_result({"test": "hba1c", "value": percent, "unit": "%"})).history.results
    assert result.value == pytest.approx(canonical, abs=0.1)
