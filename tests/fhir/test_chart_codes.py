"""Records that hold ICD-10 problem codes and RxNorm medicine codes alone, with no text to go by."""

from collections.abc import Callable

import pytest

from service.doors.fhir.chart import Chart
from service.doors.intake import Reception, read_history
from tests.fhir.records import RXNORM, medicine, problem

Read = Callable[..., Chart]
WHO = "http://hl7.org/fhir/sid/icd-10"
CM = "http://hl7.org/fhir/sid/icd-10-cm"


def stated(chart: Chart) -> dict[str, str]:
    return {one["finding"]: one["status"] for one in chart.document.get("associated_symptoms", ())}


@pytest.mark.parametrize(
    ("system", "code", "finding"),
    [
        (CM, "R25.3", "fasciculation"),
        (WHO, "R253", "fasciculation"),
        ("urn:oid:2.16.840.1.113883.6.90", "M62.838", "spasm"),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "R47.1", "dysarthria"),
        (CM, "M62.81", "weakness"),
        (CM, "E11.42", "past-diabetes"),
        (CM, "g40.909", "past-epilepsy"),
    ],
)
def test_a_problem_with_an_icd_code_alone_is_a_finding(chart: Read, system: str, code: str, finding: str) -> None:
    assert stated(chart(problem(None, (system, code)))) == {finding: "present"}


def test_a_refuted_class_denies_nothing(chart: Read) -> None:
    for code in ("R25.3", "R13.10"):
        assert stated(chart(problem(None, (CM, code), verified="refuted"))) == {}


def test_a_text_counts_before_a_broader_class(chart: Read) -> None:
    assert stated(chart(problem("Ptosis", (CM, "G40.909")))) == {"ptosis": "present"}


@pytest.mark.parametrize(
    ("code", "medicine_id"),
    [("36437", "sertraline"), ("11118", "valproate"), ("6448", "lithium"), ("435", "salbutamol")],
)
def test_a_medicine_with_an_rxnorm_ingredient_alone_is_taken(
    chart: Read, reception: Reception, code: str, medicine_id: str
) -> None:
    read = chart(medicine(None, (RXNORM, code)), problem(None, (CM, "R25.3")))
    history = read_history(reception, read.document).history
    assert [use.id for use in history.medications] == [medicine_id]
    assert read.notes == ()
