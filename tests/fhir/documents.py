"""Random histories of the real vocabulary, made from the items of the Questionnaire, and how two are compared."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from service.doors.fhir.items import ROW, Item
from service.engine.history import History

CODES = st.sampled_from(
    [
        {"system": "hpo", "value": "HP:0001308"},
        {"system": "snomed", "value": "82470000"},
        {"system": "icd10", "value": "X99"},
        {"system": "atc", "value": "C10AA05"},
        {"system": "loinc", "value": "2823-3"},
    ]
)


def documents(tree: Sequence[Item]) -> st.SearchStrategy[dict[str, Any]]:
    """Intake documents that may be sent: any part may be missing, but something moves."""
    parts = {
        item.name: _values(item)
        for section in tree
        for item in section.children
        if item.kind != "section" and not item.lead
    }
    moves = {"movement": st.just({"types": ["twitch"]})}
    return st.fixed_dictionaries(moves, optional={name: one for name, one in parts.items() if name != "movement"})


def _values(item: Item) -> st.SearchStrategy[Any]:
    if item.kind == "group":
        one = _group(item)
        # Of one test a history takes one value.
        most = 1 if item.name == "results" else 3
        return st.lists(one, max_size=most) if item.repeats else one
    one = _leaf(item)
    return st.lists(one, max_size=3, unique=True) if item.repeats else one


def _group(item: Item) -> st.SearchStrategy[dict[str, Any]]:
    parts = {child.name: _values(child) for child in item.children}
    if not item.repeats:
        return st.fixed_dictionaries({}, optional=parts)
    first = item.children[0].name
    if item.name == "results":
        return st.just({"test": "potassium", "value": 3.1, "unit": "mmol/L"})
    named = st.fixed_dictionaries({first: parts.pop(first)}, optional=parts)
    if item.name not in ("medications", "associated_symptoms"):
        return named
    return st.one_of(named, st.fixed_dictionaries({"code": CODES}, optional=parts))


def _leaf(item: Item) -> st.SearchStrategy[Any]:
    if item.kind == "boolean":
        return st.booleans()
    if item.options:
        return st.sampled_from([option.code for option in item.options])
    if item.bounds:
        return st.floats(*item.bounds, allow_nan=False)
    return st.text(min_size=1, max_size=20)


def told(history: History) -> dict[str, Any]:
    """What a history says, without the order of its findings and medicines and where they stood."""
    return {
        "setting": history.setting,
        "fields": dict(history.fields),
        "sets": dict(history.sets),
        "sites": history.sites,
        "medications": sorted(history.medications, key=repr),
        "exposures": history.exposures,
        "stated": sorted((one.finding, one.status.value) for one in history.stated),
        "screens": history.screens,
        "results": [(one.analyte, one.value) for one in history.results],
        "unread": len(history.unread),
    }


def rows(tree: Sequence[Item]) -> list[Item]:
    """The findings with a row of their own."""
    return [item for section in tree for item in section.walk() if item.link.startswith(ROW)]
