"""The one table of the form: which fields stand for which part of the intake. Parsing and filling both read it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from service.doors.form.codecs import AGES, DAYS, SECONDS, Ago, Amount, Codec, Measured, Plain, Ticked, YesOrNo

Path = tuple[str, ...]

_PLAIN, _AMOUNT, _YES_NO, _TICKED = Plain(), Amount(), YesOrNo(), Ticked()
SPAN = Measured(DAYS)
AGE = Measured(AGES, value="{}_years", unit="{}_unit")
LENGTH = Measured(SECONDS)


@dataclass(frozen=True, slots=True)
class Field:
    """One value: the name of its field or fields, where it stands in the intake, how it is written.

    `control` is the field that a fault of it points to.
    """

    name: str
    path: Path
    codec: Codec

    @property
    def control(self) -> str:
        """The name of the field that is typed into."""
        if isinstance(self.codec, Measured):
            return self.codec.value.format(self.name)
        return f"{self.name}.value" if isinstance(self.codec, Ago) else self.name


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of objects: the name of the rows, the fields of each, and the one that says what the row is about.

    `vocabulary`: words of this vocabulary have a tick box each, whose row has the word for its key.
    """

    name: str
    path: Path
    lead: Field
    fields: tuple[Field, ...]
    vocabulary: str | None = None

    def all_fields(self) -> Iterator[Field]:
        """The lead and the others."""
        yield self.lead
        yield from self.fields


SINGLE = (
    Field("patient.age", ("patient", "age_years"), AGE),
    Field("patient.sex", ("patient", "sex"), _PLAIN),
    Field("patient.pregnant", ("patient", "pregnant"), _YES_NO),
    Field("setting", ("setting",), _PLAIN),
    Field("reporter", ("reporter",), _PLAIN),
    Field("movement.types", ("movement", "types"), _TICKED),
    Field("onset.mode", ("onset", "mode"), _PLAIN),
    Field("onset", ("onset", "days_ago"), SPAN),
    Field("course", ("course",), _PLAIN),
    Field("frequency.pattern", ("frequency", "pattern"), _PLAIN),
    Field("frequency.per_day", ("frequency", "per_day"), _AMOUNT),
    Field("duration.typical", ("duration", "typical"), _PLAIN),
    Field("duration", ("duration", "seconds"), LENGTH),
    Field("in_sleep", ("in_sleep",), _PLAIN),
    Field("triggers", ("triggers",), _TICKED),
    Field("relievers", ("relievers",), _TICKED),
    Field("screens", ("screens",), _TICKED),
    Field("history.past", ("history", "past"), _TICKED),
    Field("history.family", ("history", "family"), _TICKED),
)
SITES = Rows(
    "sites",
    ("sites",),
    Field("site", ("site",), _PLAIN),
    (Field("side", ("side",), _PLAIN), Field("since", ("since_days",), SPAN), Field("fixed", ("fixed",), _YES_NO)),
    vocabulary="sites.site",
)
EXPOSURES = Rows(
    "exposures",
    ("exposures",),
    Field("substance", ("substance",), _PLAIN),
    (Field("stopped", ("stopped",), _YES_NO), Field("days", ("days_ago",), SPAN)),
    vocabulary="exposures.current",
)
RESULTS = Rows(
    "results",
    ("results",),
    Field("test", ("test",), _PLAIN),
    (Field("value", ("value",), _AMOUNT), Field("unit", ("unit",), _PLAIN)),
)
# Said once for all sites that do not say it themselves.
ALL_FIXED = Field("sites.fixed", ("fixed",), _YES_NO)
FINDINGS = "finding"
# What the answer's buttons send beside the form, and the box that searches for a finding.
BUTTONS = frozenset({"why", "condition", "document", "as", "date", "part", "do", "set", "example"})
SEARCH = "search"
NOT_ASKED = "unknown"


def medicines(today: date) -> Rows:
    """The rows of medicines. Their times may be dates, which `today` turns into days ago."""
    ago = Ago(today, SPAN)
    return Rows(
        "medications",
        ("medications",),
        Field("name", ("name",), _PLAIN),
        (
            Field("dose", ("dose",), _PLAIN),
            Field("started", ("started_days_ago",), ago),
            Field("changed", ("changed_days_ago",), ago),
            Field("stopped", ("stopped_days_ago",), ago),
        ),
    )


def all_rows(today: date) -> tuple[Rows, ...]:
    """Every list of objects."""
    return SITES, medicines(today), EXPOSURES, RESULTS


def is_field(name: str, rows: Iterable[Rows]) -> bool:
    """Whether the form has a field, button or box of this name. `rows` are those of `all_rows`."""
    if name in BUTTONS or name == SEARCH or name.startswith(f"{FINDINGS}.") or name in _SINGLE_NAMES:
        return True
    first, _, rest = name.partition(".")
    below = rest.partition(".")[2]
    return any(below in one.codec.names(one.name) for each in rows if each.name == first for one in each.all_fields())


_SINGLE_NAMES = frozenset(name for one in (*SINGLE, ALL_FIXED) for name in one.codec.names(one.name))
