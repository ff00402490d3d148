"""The shape of a history: every schema fault has its code and its place, and all come at once."""

from collections.abc import Callable
from typing import Any

import pytest
from marshmallow import fields

from schemas.fields import Items, Number, Part, StrictSchema, Text, Word, YesNo
from schemas.intake import IntakeSchema
from service.doors.intake import Reading
from tests.doors.documents import FULL, LEAST, Path, places, pointer, replaced

CodesOf = Callable[[Any], list[tuple[str, str]]]

# One wrong request for each code that a shape can earn.
WRONG = {
    "unknown_field": ({**LEAST, "sits": []}, "/sits"),
    "wrong_type": ({**LEAST, "patient": {"age_years": "7"}}, "/patient/age_years"),
    "out_of_range": ({**LEAST, "patient": {"age_years": 121}}, "/patient/age_years"),
    "unknown_value": ({**LEAST, "course": "worse"}, "/course"),
    "wrong_length": ({**LEAST, "triggers": [""]}, "/triggers/0"),
    "too_many": ({**LEAST, "triggers": ["rest"] * 31}, "/triggers"),
    "required": ({"sites": [{"side": "left"}]}, "/sites/0/site"),
    "null": ({"sites": [{"site": None}]}, "/sites/0/site"),
    "one_of": ({**LEAST, "medications": [{"dose": "5 mg"}]}, "/medications/0"),
    "empty_history": ({"patient": {"age_years": 7}}, ""),
}


@pytest.mark.parametrize("code", WRONG)
def test_each_fault_of_shape_has_its_code_and_its_place(code: str, codes_of: CodesOf) -> None:
    document, place = WRONG[code]
    assert (place, code) in codes_of(document)


@pytest.mark.parametrize("document", [None, [], "history", 7, True, [LEAST]])
def test_what_is_no_object_is_refused_as_a_whole(document: Any, codes_of: CodesOf) -> None:
    assert codes_of(document) == [("", "wrong_type")]


def test_ten_faults_are_told_at_once_in_the_order_of_the_body(codes_of: CodesOf) -> None:
    document = {
        "patient": {"age_years": "7", "sex": "M", "pregnant": 1},
        "course": "worse",
        "sites": [*[{"site": "calf"}] * 9, {"site": "calff"}, {"side": "left"}],
        "duration": {"seconds": -1},
        "medications": [{}],
        "results": [{"test": "magnesium", "value": 0.8, "unit": "furlong"}],
        "colour": "blue",
    }
    assert codes_of(document) == [
        ("/colour", "unknown_field"),
        ("/course", "unknown_value"),
        ("/duration/seconds", "out_of_range"),
        ("/medications/0", "one_of"),
        ("/patient/age_years", "wrong_type"),
        ("/patient/pregnant", "wrong_type"),
        ("/patient/sex", "unknown_value"),
        ("/results/0/unit", "unknown_unit"),
        ("/sites/9/site", "unknown_value"),
        ("/sites/10/site", "required"),
    ]


def test_a_fault_within_does_not_hide_a_fault_of_the_whole(codes_of: CodesOf) -> None:
    assert codes_of({"patient": {"age_years": "7"}}) == [("", "empty_history"), ("/patient/age_years", "wrong_type")]
    unnamed = {**LEAST, "associated_symptoms": [{"status": "maybe"}]}
    assert codes_of(unnamed) == [
        ("/associated_symptoms/0", "one_of"),
        ("/associated_symptoms/0/status", "unknown_value"),
    ]


def test_what_moves_counts_as_given_even_when_misspelt(codes_of: CodesOf) -> None:
    assert codes_of({"movement": {"types": ["twich"]}}) == [("/movement/types/0", "unknown_value")]


def field_at(path: Path) -> fields.Field[Any]:
    """The field of the schema at a place of FULL."""
    schema: Any = IntakeSchema()
    field: Any = None
    for step in path:
        field = field.inner if isinstance(step, int) else schema.fields[step]
        schema = field.schema if isinstance(field, Part) else schema
    return field


# What JSON can hold in the wrong place, by the kind of field that it does not belong in.
IMPOSTORS: dict[type, list[Any]] = {
    Number: ["7", "3.7", True, False, [7], {"value": 7}, "NaN"],
    YesNo: [1, 0, "yes", "true", "on", 1.0, [True]],
    Text: [7, 0.5, True, ["calf"], {"id": "calf"}],
    Word: [7, 0.5, True, ["left"], {"id": "left"}],
    Items: ["calf", 7, True, {"0": "calf"}],
    Part: ["HP:0001308", 7, True, [{}]],
}
SWAPS = [(path, impostor) for path in places(FULL) for impostor in IMPOSTORS[type(field_at(path))]]


@pytest.mark.parametrize(("path", "impostor"), SWAPS, ids=repr)
def test_nothing_is_taken_for_another_type(path: Path, impostor: Any, codes_of: CodesOf) -> None:
    told = codes_of(replaced(FULL, path, impostor))
    assert any(place.startswith(pointer(path)) and code == "wrong_type" for place, code in told)


def test_every_field_of_the_schema_stands_in_the_full_request() -> None:
    def names(schema: StrictSchema, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
        found = set()
        for name, field in schema.fields.items():
            found.add((*path, name))
            inner = field.inner if isinstance(field, Items) else field
            found |= names(inner.schema, (*path, name)) if isinstance(inner, Part) else set()
        return found

    assert names(IntakeSchema()) == {tuple(s for s in path if isinstance(s, str)) for path in places(FULL)}


def test_a_whole_number_is_a_number_and_a_part_of_a_year_an_age(read: Callable[[Any], Reading]) -> None:
    assert read({**LEAST, "patient": {"age_years": 7}}).history.fields["patient.age_years"] == 7
    assert read({**LEAST, "patient": {"age_years": 0.25}}).history.fields["patient.age_years"] == 0.25


@pytest.mark.parametrize("huge", [10**30, -(10**30), 10**400, 1e308])
def test_numbers_beyond_all_bounds_are_refused(huge: float, codes_of: CodesOf) -> None:
    for path in (("patient", "age_years"), ("results", 0, "value"), ("frequency", "per_day")):
        assert [place for place, _ in codes_of(replaced(FULL, path, huge))] == [pointer(path)]


def test_a_misspelt_field_is_told_its_neighbour_and_others_what_there_is(faults_of: Callable[..., Any]) -> None:
    near, far = faults_of({**LEAST, "medication": [], "zzzz": 1})
    assert near.detail.endswith("Did you mean medications?")
    assert "Known: patient, setting, movement" in far.detail
    (nested,) = faults_of({**LEAST, "patient": {"age": 7}})
    assert (nested.pointer, nested.detail) == ("/patient/age", "There is no such field here. Did you mean age_years?")


@pytest.mark.parametrize("key", ["_schema", "9" * 5000, "a/b", "a~b", "", "٣"])
def test_any_key_is_named_by_a_right_pointer(key: str, codes_of: CodesOf) -> None:
    escaped = key.replace("~", "~0").replace("/", "~1")
    assert codes_of({**LEAST, key: 1}) == [(f"/{escaped}", "unknown_field")]
