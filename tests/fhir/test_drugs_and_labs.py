"""Medicines and laboratory values of a record."""

from collections.abc import Callable
from typing import Any

import pytest

from service.doors.fhir.chart import Chart
from service.doors.intake import Reception, read_history
from tests.fhir.records import ATC, HPO, RXNORM, bundle, concept, medicine, observation, problem

Read = Callable[..., Chart]


def taken(reception: Reception, chart: Chart) -> list[str]:
    """Ids of the medicines in a chart, as the history takes them."""
    document = {**chart.document, "associated_symptoms": [{"finding": "fasciculation"}]}
    return [use.id for use in read_history(reception, document).history.medications]


def codes(chart: Chart) -> list[str]:
    return [note.code for note in chart.notes]


def coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


@pytest.mark.parametrize(
    "how",
    [
        {"medicationCodeableConcept": concept(None, (ATC, "C10AA05"))},
        {"medicationCodeableConcept": concept("Atorvastatin 20 mg tablets")},
        {"medicationCodeableConcept": coded(RXNORM, "0", "atorvastatin 20 MG Oral Tablet [Lipitor]")},
        {"medicationReference": {"reference": "Medication/x", "display": "atorvastatin"}},
        {"medicationReference": {"reference": "#a"}, "contained": [{"id": "a", "code": concept("Atorvastatin")}]},
    ],
)
def test_a_medicine_is_found_by_code_name_reference_and_what_is_contained(
    chart: Read, reception: Reception, how: dict[str, Any]
) -> None:
    assert taken(reception, chart(medicine(**how))) == ["atorvastatin"]


def test_a_medicine_in_a_resource_of_its_own_is_found(chart: Read, reception: Reception) -> None:
    own = {"resourceType": "Medication", "id": "x", "code": concept("Salbutamol")}
    mixed = {"resourceType": "Medication", "id": "y", "ingredient": [{"itemCodeableConcept": concept("Lithium")}]}
    uses = [medicine(medicationReference={"reference": f"Medication/{name}"}) for name in ("x", "y")]
    assert taken(reception, chart(bundle(*uses, own, mixed))) == ["salbutamol", "lithium"]


def test_a_product_of_two_ingredients_is_both(chart: Read, reception: Reception) -> None:
    product = coded(RXNORM, "0", "hydrochlorothiazide 12.5 MG / lisinopril 10 MG Oral Tablet")
    found = taken(reception, chart(medicine(medicationCodeableConcept=product)))
    assert found == ["hydrochlorothiazide", "lisinopril"]


@pytest.mark.parametrize(
    "more",
    [
        {"status": "cancelled"},
        {"status": "entered-in-error"},
        {"status": "draft"},
        {"status": "on-hold"},
        {"status": "unknown"},
        {"doNotPerform": True},
        {"intent": "proposal"},
    ],
)
def test_what_nobody_takes_is_not_used(chart: Read, more: dict[str, Any]) -> None:
    read = chart(medicine("Salbutamol", **more))
    assert read.document == {}
    assert codes(read) == ["medicine_not_taken"]


def test_a_statement_that_it_is_not_taken_counts(chart: Read) -> None:
    assert chart({**medicine("Salbutamol", status="not-taken"), "resourceType": "MedicationStatement"}).document == {}


def test_a_period_tells_start_and_stop_and_an_order_s_day_does_not(chart: Read) -> None:
    period = {"start": "2026-10-23", "end": "2026-11-12"}
    stopped = {**medicine("Diazepam", status="stopped"), "resourceType": "MedicationStatement"}
    item = chart({**stopped, "effectivePeriod": period}).document["medications"][0]
    assert (item["started_days_ago"], item["stopped_days_ago"]) == (30, 10)
    timing = {"timing": {"repeat": {"boundsPeriod": {"start": "2026-11-20"}}}}
    assert chart(medicine("Diazepam", dosageInstruction=[timing])).document["medications"][0]["started_days_ago"] == 2
    assert chart(medicine("Diazepam", authoredOn="2026-11-20")).document["medications"] == [{"name": "Diazepam"}]
    assert codes(chart(stopped)) == ["medicine_stop_unknown"]


def test_one_medicine_in_two_entries_is_one_and_taken_now_comes_first(chart: Read) -> None:
    ended = {"resourceType": "MedicationStatement", "status": "completed", "effectivePeriod": {"end": "2026-11-12"}}
    stopped = {**medicine("diazepam 5 mg"), **ended}
    assert chart(stopped, medicine("Diazepam")).document["medications"] == [{"name": "diazepam 5 mg"}]
    assert chart(stopped, stopped).document["medications"][0]["stopped_days_ago"] == 10


@pytest.mark.parametrize("kind", ["MedicationStatement", "MedicationAdministration", "MedicationDispense"])
def test_other_kinds_of_entry_are_read(chart: Read, kind: str) -> None:
    status = {"MedicationAdministration": "in-progress", "MedicationDispense": "completed"}.get(kind, "active")
    assert chart({**medicine("Lithium", status=status), "resourceType": kind}).document["medications"]


def test_of_several_values_the_latest_counts(chart: Read) -> None:
    values = [(3.9, "2026-11-01"), (2.9, "2026-11-20T08:00:00Z"), (4.4, "2026-10-01"), (5.0, None)]
    made = [observation("2823-3", value, **({"effectiveDateTime": day} if day else {})) for value, day in values]
    read = chart(*made)
    assert read.document["results"] == [{"test": "potassium", "value": 2.9, "unit": "mmol/L"}]


def test_components_of_a_panel_are_read(chart: Read) -> None:
    parts = [observation("2951-2", 121), observation("2823-3", 4.0)]
    panel = observation("24326-1", component=parts)
    assert [one["test"] for one in chart(panel).document["results"]] == ["sodium", "potassium"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"valueQuantity": {"value": 9, "code": "furlong"}}, "result_unit_not_known"),
        ({"valueQuantity": {"value": 99, "code": "mmol/L"}}, "result_not_possible"),
        ({"valueQuantity": {"value": True, "code": "mmol/L"}}, "result_without_number"),
        ({"valueString": "normal"}, "result_without_number"),
        ({"valueQuantity": {"value": 4, "code": "mmol/L"}, "effectiveDateTime": "2019-01-01"}, "result_too_old"),
    ],
)
def test_a_value_that_cannot_be_used_is_told(chart: Read, more: dict[str, Any], code: str) -> None:
    read = chart(observation("2823-3", **more))
    assert read.document == {}
    assert codes(read) == [code]


def test_a_value_that_was_not_made_is_passed_over(chart: Read) -> None:
    for more in ({"dataAbsentReason": {"text": "error"}}, {"status": "cancelled"}, {"status": "entered-in-error"}):
        assert chart(observation("2823-3", 2.1, **more)).document == {}


def test_a_bound_is_used_and_told(chart: Read) -> None:
    read = chart(observation("2157-6", valueQuantity={"value": 20000, "unit": "U/L", "comparator": ">"}))
    assert read.document["results"][0]["value"] == 20000
    assert codes(read) == ["result_read_as_bound"]


def test_units_come_by_code_or_as_written(chart: Read) -> None:
    read = chart(observation("17861-6", valueQuantity={"value": 9.4, "unit": "mg/dL", "code": "?"}))
    assert read.document["results"] == [{"test": "calcium-total", "value": 9.4, "unit": "mg/dL"}]


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ({"valueBoolean": True}, "present"),
        ({"valueBoolean": False}, "absent"),
        ({"valueCodeableConcept": concept("Absent (qualifier value)")}, "absent"),
        ({"valueString": "yes"}, "present"),
        ({"valueString": "perhaps"}, None),
    ],
)
def test_a_finding_may_be_observed(chart: Read, value: dict[str, Any], status: str | None) -> None:
    seen = {"resourceType": "Observation", "status": "final", "code": concept(None, (HPO, "HP:0001308")), **value}
    found = chart(seen).document.get("associated_symptoms", [{}])
    assert found[0].get("status") == status


def test_a_symptom_may_be_the_value_of_an_observation(chart: Read) -> None:
    seen = observation("0-0", valueCodeableConcept=concept("Fasciculation"))
    assert chart(seen).document["associated_symptoms"] == [{"finding": "fasciculation", "status": "present"}]


def test_what_is_read_is_read_by_the_one_schema(chart: Read, reception: Reception) -> None:
    read = chart(problem("Fasciculation"), medicine("Lithium"), observation("14334-7", 1.9))
    history = read_history(reception, read.document).history
    assert history.results[0].analyte == "lithium"


# As RxNorm writes products and as EHRs write orders; none of the codes that come with them is in the rules.
PRODUCTS = {
    "lisinopril 10 MG Oral Tablet": ["lisinopril"],
    "Zestril 10 mg tablet": ["lisinopril"],
    "lisinopril 10 MG Oral Tablet [Zestril]": ["lisinopril"],
    "24 HR venlafaxine 75 MG Extended Release Oral Capsule [Effexor]": ["venlafaxine"],
    "12 HR bupropion hydrochloride 150 MG Extended Release Oral Tablet": ["bupropion"],
    "200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler [Ventolin]": ["salbutamol"],
    "1 ML haloperidol decanoate 50 MG/ML Injection": ["haloperidol"],
    "potassium chloride 20 MEQ Extended Release Oral Tablet": ["potassium-chloride"],
    "albuterol (PROVENTIL HFA) 108 (90 Base) MCG/ACT inhaler": ["salbutamol"],
    "OLANZapine-FLUoxetine (SYMBYAX) 6-25 mg per capsule": ["olanzapine", "fluoxetine"],
    "Losartan/HCTZ 50/12.5": ["losartan", "hydrochlorothiazide"],
    "carbidopa-levodopa 25-100 mg tablet": ["co-careldopa"],
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_whose_code_no_rule_has_is_found_by_its_name(name: str, chart: Read, reception: Reception) -> None:
    read = chart(medicine(medicationCodeableConcept=coded(RXNORM, "999999999", name)))
    assert (taken(reception, read), codes(read)) == (PRODUCTS[name], [])


@pytest.mark.parametrize("name", ["potassium iodide 65 MG Oral Tablet", "24 HR Unheard 75 MG Oral Tablet [Ofit]"])
def test_a_product_that_no_rule_knows_is_told(name: str, chart: Read) -> None:
    read = chart(medicine(medicationCodeableConcept=coded(RXNORM, "999999999", name)))
    assert ("medications" in read.document, codes(read)) == (False, ["medicine_not_used"])


def test_an_ingredient_that_no_rule_knows_is_told(chart: Read, reception: Reception) -> None:
    read = chart(medicine("lisinopril 10 MG / unheardine 12.5 MG Oral Tablet"))
    assert (taken(reception, read), codes(read)) == (["lisinopril"], ["ingredient_not_used"])
