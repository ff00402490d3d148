"""Whatever a server or a client sends: a fault or a note, never an exception, and never the value that was sent."""

from datetime import date
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.doors.fhir.chart import READ, read_chart
from service.doors.fhir.items import Item
from service.doors.fhir.write_response import QUESTIONNAIRE
from service.doors.intake import Reception, read_history
from tests.fhir.conftest import ASSESS, POPULATE
from tests.fhir.records import bundle, medicine, observation, patient, problem

# Names that the doors look for, with values that they do not: anything may stand anywhere.
NAMES = st.sampled_from(
    """resourceType id status code coding system display text clinicalStatus verificationStatus birthDate gender item
    answer linkId valueQuantity value unit valueCoding valueBoolean valueString entry resource parameter part
    onsetDateTime onsetPeriod onsetAge start end bodySite condition component dataAbsentReason effectiveDateTime
    medicationCodeableConcept medicationReference reference contained ingredient itemCodeableConcept dosageInstruction
    timing repeat boundsPeriod intent subject questionnaire authored valueReference name""".split()
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([10**400, -(10**12), 0, 3, 1964]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        [*READ, "Bundle", "Parameters", "2026", "2026-13-45", "0000", "9999-12-31", "a", "d", "#a", "Medication/x"]
    ),
    st.sampled_from(["Fasciculation", "lithium", "2823-3", "http://loinc.org", "mmol/L", "refuted", "final", "active"]),
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
KINDS = st.sampled_from([*READ, "Bundle", "OperationOutcome", "Parameters"])
RESOURCES = st.builds(
    lambda kind, more: {**more, "resourceType": kind}, KINDS, st.dictionaries(NAMES, VALUES, max_size=6)
)

REAL = (
    patient(),
    problem("Fasciculation", onsetDateTime="2026-01", bodySite=[{"text": "hand"}]),
    medicine("lithium"),
    observation("2823-3", 2.9, effectiveDateTime="2026-11-01"),
)


@st.composite
def damaged(draw: Any) -> Any:
    """A real resource with one value in it replaced by anything."""
    made = _copy(draw(st.sampled_from(REAL)))
    holder, key = draw(st.sampled_from(list(_places(made))))
    holder[key] = draw(VALUES)
    return made


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(inner) for name, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value


def _places(value: Any) -> Any:
    """Every (holder, key) in a resource."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from _places(inner)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=120)
@given(resources=st.lists(st.one_of(VALUES, RESOURCES, damaged()), max_size=4))
def test_a_record_of_any_shape_is_read(reception: Reception, resources: list[Any]) -> None:
    """What comes of it is a history that the schema takes, once something moves."""
    chart = read_chart(reception, resources, date(2026, 11, 22))
    read_history(reception, {**chart.document, "movement": {"types": ["twitch"]}})
    assert set(chart.origins) == set(chart.sources)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=60)
@given(body=st.one_of(VALUES, RESOURCES, damaged().map(bundle), RESOURCES.map(bundle)))
def test_no_body_makes_the_service_fail(app: Flask, body: Any) -> None:
    client = app.test_client()
    for path in (ASSESS, POPULATE):
        assert client.post(path, json=body if body is not None else []).status_code in (200, 400, 422)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(data=st.data())
def test_no_answer_makes_the_service_fail(app: Flask, tree: tuple[Item, ...], data: st.DataObject) -> None:
    """Any value may stand as the answer to any question."""
    links = [item for section in tree for item in section.walk()]
    item = data.draw(st.sampled_from(links))
    names = st.sampled_from(
        ["valueString", "valueCoding", "valueQuantity", "valueBoolean", "valueDecimal", "value", "x"]
    )
    answer = data.draw(st.one_of(VALUES, st.lists(st.dictionaries(names, VALUES, max_size=2), max_size=2)))
    given_item: Any = {"linkId": item.link, "answer": answer}
    if item.kind in ("section", "group"):
        given_item = {"linkId": item.link, "item": answer}
    for section in reversed(above(tree, item)):
        given_item = {"linkId": section.link, "item": [given_item]}
    about = data.draw(
        st.dictionaries(st.sampled_from(["status", "authored", "subject", "id", "item"]), VALUES, max_size=1)
    )
    whole = {"resourceType": "QuestionnaireResponse", "questionnaire": QUESTIONNAIRE, "item": [given_item]}
    response = {**whole, **about}
    answered = app.test_client().post(ASSESS, json=bundle(response, *REAL))
    assert answered.status_code in (200, 400, 422)


def above(tree: tuple[Item, ...], wanted: Item) -> list[Item]:
    """The items that hold one, outermost first."""
    for item in tree:
        if item is wanted:
            return []
        if wanted in item.walk():
            return [item, *above(item.children, wanted)]
    return []
