"""Medicines by any fair name; a slip is forgiven with a note, and nothing is guessed between two."""

from collections.abc import Callable
from typing import Any

import pytest

from service.doors.intake import Reading, Reception
from service.doors.medicines import Formulary, Match
from tests.doors.documents import LEAST

Read = Callable[[Any], Reading]

FAIR = {
    "lithium": [
        "Lithium",
        "LITHIUM",
        "lithium carbonate",
        "Priadel",
        "Lithium carbonate 400 mg MR tablets",
        "lithium 0,4g",
    ],
    "sertraline": ["sertraline hydrochloride", "Sertraline HCl 50mg", "Zoloft", "Lustral 100 mg tablet"],
    "valproate": ["sodium valproate", "Valproate sodium 500 mg"],
    "potassium-chloride": ["potassium chloride"],
    "colecalciferol": ["Vitamin D", "cholecalciferol 800 units"],
    "omeprazole": ["omeprazole 20 mg capsules", "OMEPRAZOLE MAGNESIUM"],
}
SLIPS = {"lithium": ["lithum", "Litium 400 mg"], "sertraline": ["sertralin", "setraline", "sertaline hydrochloride"]}


def cases(names: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, medication) for medication, listed in names.items() for name in listed]


@pytest.mark.parametrize(("name", "medication"), cases(FAIR))
def test_case_salts_strengths_forms_and_brands_need_no_forgiving(
    name: str, medication: str, reception: Reception
) -> None:
    assert reception.formulary.by_name(name) == Match(medication, exact=True)


@pytest.mark.parametrize(("name", "medication"), cases(SLIPS))
def test_a_slip_is_forgiven_and_noted(name: str, medication: str, read: Read) -> None:
    reading = read({**LEAST, "medications": [{"name": name}]})
    assert [use.id for use in reading.history.medications] == [medication]
    (note,) = reading.notes
    assert (note.pointer, note.code) == ("/medications/0/name", "medication_read_as")
    assert note.detail.startswith(f"Read as {medication.capitalize()};")


@pytest.mark.parametrize("name", ["salbutamol inhaler", "lithium, for ten years", "lithium/haloperidol"])
def test_words_passed_over_are_noted(name: str, reception: Reception) -> None:
    match = reception.formulary.by_name(name)
    assert match is not None
    assert not match.exact


def test_every_name_and_code_of_the_knowledge_means_its_own_medicine(reception: Reception) -> None:
    for medication in reception.knowledge.medications.values():
        brands = [brand for region in medication.brands.values() for brand in region]
        for name in (medication.id, medication.label, *medication.synonyms, *brands):
            assert reception.formulary.by_name(name) == Match(medication.id, exact=True), name
        for system, values in medication.codes.items():
            assert all(reception.formulary.by_code(system, value) == medication.id for value in values)


@pytest.fixture
def twins() -> Formulary:
    names = {"alphadoline": "first", "alphadaline": "second", "alphadaline forte": "second", "warfen": "third"}
    return Formulary(names, {("atc", "A01"): "first"})


@pytest.mark.parametrize("between", ["alphadxline", "alphadline"])
def test_between_two_nothing_is_guessed(between: str, twins: Formulary) -> None:
    assert twins.by_name(between) is None


def test_two_names_of_one_medicine_are_no_rivals(twins: Formulary) -> None:
    assert twins.by_name("alphadaline forrte") == Match("second", exact=False)


@pytest.mark.parametrize("name", ["warfe", "arfen", "zarf", "qqqqqqqqq", "", " ", "10 mg", "!", "no warfen"])
def test_what_is_too_short_too_far_or_no_name_is_not_known(name: str, twins: Formulary) -> None:
    assert twins.by_name(name) is None


def test_a_code_counts_only_in_its_own_terminology(twins: Formulary) -> None:
    assert twins.by_code("atc", "A01") == "first"
    assert twins.by_code("rxnorm", "A01") is None


# Pairs that are known to be mistaken for each other: neither may be read as the other.
LOOK_ALIKES = [
    ("prednisone", "prednisolone"),
    ("hydralazine", "hydroxyzine"),
    ("cycloserine", "ciclosporin"),
    ("chlorpropamide", "chlorpromazine"),
    ("carbimazole", "carbamazepine"),
    ("lamivudine", "lamotrigine"),
    ("vincristine", "vinblastine"),
    ("clomifene", "clomipramine"),
    ("quinidine", "quinine"),
    ("penicillin", "penicillamine"),
    ("thiamine", "thiamazole"),
    ("bupropion", "buspirone"),
]


@pytest.mark.parametrize(("one", "other"), [*LOOK_ALIKES, *[(b, a) for a, b in LOOK_ALIKES]])
def test_no_medicine_is_read_as_its_look_alike(one: str, other: str, reception: Reception) -> None:
    found, unwanted = reception.formulary.by_name(one), reception.formulary.by_name(other)
    if found is not None and unwanted is not None and unwanted.exact:
        assert found.exact or found.id != unwanted.id


def test_what_is_not_known_is_noted_and_not_used(read: Read) -> None:
    medications = [{"name": "qqqqqqqq"}, {"code": {"system": "atc", "value": "Z99"}}, {"name": "lithium"}]
    reading = read({**LEAST, "medications": medications})
    assert [use.id for use in reading.history.medications] == ["lithium"]
    assert [(note.pointer, note.code) for note in reading.notes] == [
        ("/medications/0/name", "medication_not_used"),
        ("/medications/1/code", "medication_not_used"),
    ]
