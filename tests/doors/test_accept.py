"""What is accepted by the shorter way is what marshmallow accepts, no more and no less, and comes out the same."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError, fields

from evaluation.vignettes import load_vignettes
from schemas.accept import NotAcceptedError, accepting
from schemas.fields import StrictSchema, Text
from schemas.intake import IntakeSchema

SCHEMA = IntakeSchema()
ACCEPT = accepting(SCHEMA)
REQUESTS = [one.request for one in load_vignettes()]
WHOLE = {
    "movement": {"types": ["twitch"]},
    "medications": [{"code": {"system": "atc", "value": "N06AB06"}, "started_days_ago": 3, "dose": "50 mg"}],
    "results": [{"test": "calcium-total", "value": 1.9, "unit": "mmol/L"}],
    "earlier": {"days_ago": 30, "history": {"sites": [{"site": "calf", "side": "left", "fixed": True}]}},
    "steps": {"mode": "confirm"},
    "include": ["reasons", "robustness"],
}
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.text(max_size=3),
    st.integers(0, 205).map("x".__mul__),
    st.sampled_from(["present", "female", "sudden", "left", "atc", "constant", "7", "yes", "reasons", "split"]),
    st.sampled_from([0, -0.0, 120, 120.5, 45_000, 45_001, 1e9, 1_000_000_001, 10_000_000]),
    st.builds(list),
    st.builds(dict),
    st.lists(st.sampled_from(["twitch", "calf", None, 7]), max_size=4),
    st.integers(0, 110).map(lambda count: ["reasons"] * count),
    st.just({"finding": "weakness"}),
    st.just({"finding": "weakness", "code": {"system": "hpo", "value": "HP:0001324"}}),
)


def both(sent: Any) -> tuple[Any, Any]:
    """What marshmallow makes of it and what the shorter way does; None where it is refused."""
    return _or_none(SCHEMA.load, ValidationError, sent), _or_none(ACCEPT, NotAcceptedError, sent)


def _or_none(take: Any, refusal: type[Exception], sent: Any) -> Any:
    try:
        return take(deepcopy(sent))
    except refusal:
        return None


def same(sent: Any) -> bool:
    """Whether both refuse it, or both make the same of it, to the type of each number and the order of each field."""
    slow, quick = both(sent)
    return repr(slow) == repr(quick)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inner for place in places(part, (*path, key)))]


def put(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The document with one place changed."""
    if not path:
        return value
    changed = deepcopy(document)
    inside = changed
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return changed


def test_published_histories_are_taken_as_they_are() -> None:
    for request in (*REQUESTS, WHOLE):
        slow, quick = both(request)
        assert slow is not None
        assert repr(slow) == repr(quick)


@settings(max_examples=400)
@given(data=st.data())
def test_one_place_changed_is_accepted_or_refused_alike(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from([*REQUESTS[::20], WHOLE]))
    path = data.draw(st.sampled_from(places(document)))
    assert same(put(document, path, data.draw(VALUES)))


@settings(max_examples=200)
@given(data=st.data())
def test_one_field_more_is_accepted_or_refused_alike(data: st.DataObject) -> None:
    document = deepcopy(data.draw(st.sampled_from([*REQUESTS[::20], WHOLE])))
    objects = [path for path in places(document) if isinstance(at(document, path), dict)]
    inside = at(document, data.draw(st.sampled_from(objects)))
    inside[data.draw(st.sampled_from([*SCHEMA.fields, "age_years", "name", "code", "status", "x"]))] = data.draw(VALUES)
    assert same(document)


def at(document: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a place."""
    for key in path:
        document = document[key]
    return document


ITEM = {
    "sites": {"site": "calf"},
    "triggers": "caffeine",
    "medications": {"name": "sertraline"},
    "associated_symptoms": {"finding": "weakness"},
    "include": "reasons",
}


@pytest.mark.parametrize("name", ITEM)
def test_a_list_may_be_as_long_for_both(name: str) -> None:
    most = SCHEMA.fields[name].most
    for count in (most, most + 1):
        slow, quick = both({**WHOLE, name: [ITEM[name]] * count})
        assert (slow is None) == (quick is None) == (count > most)


@pytest.mark.parametrize("sent", [None, [], "history", 7, {}, {"sites": []}, {"movement": {"types": []}}, {1: 2}])
def test_what_is_no_history_is_refused_by_both(sent: Any) -> None:
    assert both(sent) == (None, None)


def test_what_is_not_known_is_not_accepted_for_marshmallow() -> None:
    class Other(StrictSchema):
        """A field of another make."""

        other = fields.Email()

    class Renamed(StrictSchema):
        """A field that is sent under another name."""

        told = Text(data_key="said")

    class Made(StrictSchema):
        """A field whose default is made."""

        told = Text(load_default=str)

    for schema in (Other(), Renamed(), Made()):
        with pytest.raises(TypeError):
            accepting(schema)
