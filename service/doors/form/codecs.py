"""How one value of the intake stands in form fields: read from them, and written so that it reads the same."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from service.doors.form.posted import Pair, Posted

_NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,15})?", re.ASCII)
YEAR_DAYS = 365
MONTHS = 12

Convert = Callable[[float], float]


def whole(value: float) -> float:
    """A number without a needless `.0`, so that 7 days stay 7."""
    return int(value) if value == int(value) else value


# Months and years are rounded to whole days, so that twelve months are one year.
DAYS: Mapping[str, Convert] = {
    "days": lambda n: n,
    "weeks": lambda n: n * 7,
    "months": lambda n: round(n * YEAR_DAYS / MONTHS),
    "years": lambda n: round(n * YEAR_DAYS),
}
SECONDS: Mapping[str, Convert] = {
    "seconds": lambda n: n,
    "minutes": lambda n: n * 60,
    "hours": lambda n: n * 3600,
}
AGES: Mapping[str, Convert] = {
    "years": lambda n: n,
    "months": lambda n: n / MONTHS,
    "weeks": lambda n: n * 7 / YEAR_DAYS,
    "days": lambda n: n / YEAR_DAYS,
}


class Codec(Protocol):
    """A way to write a value into fields called `name`, or below it."""

    def read(self, form: Posted, name: str) -> Any:
        """The value for the intake, None where nothing was given. What cannot be read is passed on for the schema."""

    def write(self, value: Any, name: str) -> Iterator[Pair]:
        """The fields that read as this value."""

    def names(self, name: str) -> tuple[str, ...]:
        """Every field that is read."""


def number_in(text: str) -> float | str | None:
    """The number that a text writes, with a point or a comma; other text as it is; None for none."""
    if not text:
        return None
    return whole(float(text.replace(",", "."))) if _NUMBER.fullmatch(text) else text


def written(value: float) -> str:
    """A number as a person would type it."""
    return f"{whole(value)!r}"


class Plain:
    """A text or a word of a closed list."""

    def read(self, form: Posted, name: str) -> Any:
        """The text."""
        return form.first(name) or None

    def write(self, value: Any, name: str) -> Iterator[Pair]:
        """The text."""
        yield name, str(value)

    def names(self, name: str) -> tuple[str, ...]:
        """The field alone."""
        return (name,)


class Amount:
    """A number."""

    def read(self, form: Posted, name: str) -> Any:
        """The number."""
        return number_in(form.first(name))

    def write(self, value: Any, name: str) -> Iterator[Pair]:
        """The number."""
        yield name, written(value)

    def names(self, name: str) -> tuple[str, ...]:
        """The field alone."""
        return (name,)


class YesOrNo:
    """Yes, no, or nothing for not known."""

    def read(self, form: Posted, name: str) -> Any:
        """True or false."""
        text = form.first(name)
        return {"": None, "yes": True, "no": False}.get(text, text)

    def write(self, value: Any, name: str) -> Iterator[Pair]:
        """The word."""
        yield name, "yes" if value else "no"

    def names(self, name: str) -> tuple[str, ...]:
        """The field alone."""
        return (name,)


class Ticked:
    """A list of words: tick boxes of one name, and a box for others, one a line."""

    def read(self, form: Posted, name: str) -> Any:
        """The words."""
        others = (line.strip() for text in form.all(f"{name}.other") for line in text.splitlines())
        return list(dict.fromkeys((*form.all(name), *filter(None, others)))) or None

    def write(self, value: Any, name: str) -> Iterator[Pair]:
        """Every word as if ticked; what has no tick box, the page shows in the other box."""
        yield from ((name, word) for word in value)

    def names(self, name: str) -> tuple[str, ...]:
        """The boxes and the one for others."""
        return name, f"{name}.other"


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with a unit, such as a time. `value` and `unit` make the two fields' names; the first unit is usual."""

    units: Mapping[str, Convert]
    value: str = "{}.value"
    unit: str = "{}.unit"

    def read(self, form: Posted, name: str) -> Any:
        """The number in the unit of the intake. A unit that is not on the list is no number."""
        number, unit = number_in(form.first(self.value.format(name))), form.first(self.unit.format(name))
        if not isinstance(number, int | float):
            return number
        convert = self.units.get(unit or next(iter(self.units)))
        return whole(convert(number)) if convert else unit

    def write(self, value: Any, name: str) -> Iterator[Pair]:
        """The largest unit that gives a whole number; otherwise the first, which the intake uses too."""
        number, unit = self._neat(value)
        yield self.value.format(name), written(number)
        yield self.unit.format(name), unit

    def names(self, name: str) -> tuple[str, ...]:
        """The number and its unit."""
        return self.value.format(name), self.unit.format(name)

    def _neat(self, value: float) -> tuple[float, str]:
        for unit, convert in sorted(self.units.items(), key=lambda item: -item[1](1)):
            near = round(value / convert(1))
            if near >= 1 and convert(near) == value:
                return near, unit
        return value, next(iter(self.units))


@dataclass(frozen=True, slots=True)
class Ago:
    """A time ago as a number with its unit, or as a date, of which `today` makes days. Written as a number."""

    today: date
    spans: Measured

    def read(self, form: Posted, name: str) -> Any:
        """The days. A day to come is negative, which the schema refuses."""
        given = form.first(f"{name}.date")
        if not given or form.first(f"{name}.value"):
            return self.spans.read(form, name)
        try:
            return (self.today - date.fromisoformat(given)).days
        except ValueError:
            return given

    def write(self, value: Any, name: str) -> Iterator[Pair]:
        """A number with its unit."""
        yield from self.spans.write(value, name)

    def names(self, name: str) -> tuple[str, ...]:
        """The number, its unit and the date."""
        return (*self.spans.names(name), f"{name}.date")
