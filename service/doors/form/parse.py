"""Form -> intake dict, with the field that each part of it came from, so that a fault finds its way back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from service.doors.faults import pointer_to
from service.doors.form.bedside import PART
from service.doors.form.fields import ALL_FIXED, FINDINGS, NOT_ASKED, SINGLE, SITES, Field, Rows, all_rows, is_field
from service.doors.form.posted import Posted

Path = tuple[str | int, ...]

_STATUSES = {"present": True, "absent": False}


@dataclass(frozen=True, slots=True)
class Parsed:
    """An intake dict, unchecked, and pointer -> name of the form's field."""

    document: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def put(self, path: Path, value: Any, name: str) -> None:
        """Set a value at a path, making the objects above it, and remember its field."""
        above: Any = self.document
        for step, below in pairwise(path):
            above = _step_into(above, step, [] if isinstance(below, int) else {})
        _step_into(above, path[-1], value)
        self.places[pointer_to(path)] = name

    def field_of(self, pointer: str) -> str | None:
        """The field that a pointer is about: its own, the first below it, or the nearest above; None for the whole."""
        while pointer and pointer not in self.places:
            below = (name for place, name in self.places.items() if place.startswith(f"{pointer}/"))
            found = next(below, None)
            if found:
                return found
            pointer = pointer.rpartition("/")[0]
        return self.places.get(pointer)


def _step_into(above: Any, step: str | int, made: Any) -> Any:
    if isinstance(above, dict):
        return above.setdefault(step, made)
    if step == len(above):
        above.append(made)
    return above[step]


def parse_form(form: Posted, bedside: Mapping[str, str], today: date) -> Parsed:
    """What was typed as an intake dict. Nothing is judged here: the schema does that for every door."""
    parsed = Parsed()
    for one in SINGLE:
        _put_value(parsed, one, form, one.name, one.path)
    for rows in all_rows(today):
        _put_rows(parsed, rows, form)
    for name in form.values:
        if name.startswith(f"{FINDINGS}."):
            _put_finding(parsed, name, form.first(name), bedside)
    return parsed


def strangers(form: Posted, today: date) -> list[str]:
    """Names with a text under which the form has no field: those of a page that another version of the service made."""
    rows = all_rows(today)
    return [name for name in form.values if form.first(name) and not is_field(name, rows)]


def _put_value(parsed: Parsed, one: Field, form: Posted, name: str, path: Path) -> None:
    value = one.codec.read(form, name)
    control = Field(name, one.path, one.codec).control
    if value is not None:
        parsed.put(path, value, control)
    if isinstance(value, list):
        parsed.places.update({pointer_to((*path, place)): control for place in range(len(value))})


def _put_rows(parsed: Parsed, rows: Rows, form: Posted) -> None:
    place = 0
    for key in form.keys_of(rows.name):
        at = f"{rows.name}.{key}"
        if not _is_filled(rows, form, at, numbered=key.isdecimal()):
            continue
        path: Path = (*rows.path, place)
        parsed.put(path, {}, f"{at}.{rows.lead.name}")
        for one in rows.all_fields():
            _put_value(parsed, one, form, f"{at}.{one.name}", (*path, *one.path))
        if rows is SITES and "fixed" not in parsed.document["sites"][place]:
            _put_value(parsed, ALL_FIXED, form, ALL_FIXED.name, (*path, *ALL_FIXED.path))
        place += 1


def _is_filled(rows: Rows, form: Posted, at: str, *, numbered: bool) -> bool:
    """Whether a row says something. One with a tick box counts when ticked, whatever is left in its other fields."""
    asked: Iterator[Field] = rows.all_fields() if numbered else iter((rows.lead,))
    return any(one.codec.read(form, f"{at}.{one.name}") is not None for one in asked)


def _put_finding(parsed: Parsed, name: str, status: str, bedside: Mapping[str, str]) -> None:
    finding = name.removeprefix(f"{FINDINGS}.")
    if status in ("", NOT_ASKED):
        return
    if finding in bedside and status in _STATUSES:
        parsed.put((PART, bedside[finding]), _STATUSES[status], name)
        return
    place = len(parsed.document.get("associated_symptoms", ()))
    parsed.put(("associated_symptoms", place), {"finding": finding, "status": status}, name)
