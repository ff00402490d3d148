"""FHIR dates as days before a day that the caller gives. A year or a month alone stands for its middle."""

import calendar
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from schemas.intake import LONGEST_TIME_DAYS, OLDEST_YEARS
from service.doors.fhir.resources import Json, Resource, number, part, word

DAYS_A_YEAR = 365.25
# UCUM's units of time in days, and the words that some write instead.
DAYS: dict[str, float] = {
    **dict.fromkeys(("s", "second", "seconds"), 1 / 86400),
    **dict.fromkeys(("min", "minute", "minutes"), 1 / 1440),
    **dict.fromkeys(("h", "hour", "hours"), 1 / 24),
    **dict.fromkeys(("d", "day", "days"), 1.0),
    **dict.fromkeys(("wk", "week", "weeks"), 7.0),
    **dict.fromkeys(("mo", "month", "months"), DAYS_A_YEAR / 12),
    **dict.fromkeys(("a", "year", "years"), DAYS_A_YEAR),
}
_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?$", re.ASCII)


def day_range(given: Json) -> tuple[date, date] | None:
    """The first and last day that a date, dateTime or instant may mean, or None."""
    found = _DATE.match(given) if isinstance(given, str) else None
    if found is None:
        return None
    year, month, day = (int(one) if one else None for one in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = first if day else date(first.year, month or 12, calendar.monthrange(first.year, month or 12)[1])
    except ValueError:
        return None
    return first, last


def moment(given: Json) -> datetime:
    """A date, dateTime or instant as a moment to compare: in UTC where it has no zone, the first where it is none."""
    found = day_range(given)
    if found is None:
        return datetime.min.replace(tzinfo=UTC)
    try:
        told = datetime.fromisoformat(given)
    except ValueError:
        told = datetime.combine(found[0], time())
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def days_ago(given: Json, today: date) -> float | None:
    """Days from a date to today; 0 for what a clock in another time zone puts on tomorrow, None for the future."""
    found = day_range(given)
    if found is None or found[0] > today + timedelta(days=1):
        return None
    first, last = found[0], min(found[1], today)
    days = ((today - first).days + (today - last).days) / 2
    return max(0.0, days) if days <= LONGEST_TIME_DAYS else None


def first_days_ago(given: Iterable[Json], today: date) -> float | None:
    """Days since the first of several dates that can be read."""
    return next((days for one in given if (days := days_ago(one, today)) is not None), None)


def age_years(born: Json, today: date) -> float | None:
    """Age in years: whole from two years on, in hundredths before. None for what cannot be."""
    days = days_ago(born, today)
    if days is None or days > OLDEST_YEARS * DAYS_A_YEAR:
        return None
    found = day_range(born)
    if days < 2 * DAYS_A_YEAR or found is None or found[0] != found[1]:
        return round(days / DAYS_A_YEAR, 2) if days < 2 * DAYS_A_YEAR else float(int(days / DAYS_A_YEAR))
    first = found[0]
    return float(today.year - first.year - ((today.month, today.day) < (first.month, first.day)))


def quantity_days(quantity: Resource) -> float | None:
    """A span of time in days, or None for one without a unit of time. Raises nothing."""
    value = number(quantity, "value")
    unit = DAYS.get(word(quantity, "code") or word(quantity, "unit"))
    return None if value is None or unit is None or not 0 <= value * unit <= LONGEST_TIME_DAYS else value * unit


def onset_days(condition: Resource, today: date, age: float | None) -> float | None:
    """Days since a problem began, as far as the record tells. The day it was recorded is no onset."""
    told = (condition.get("onsetDateTime"), part(condition, "onsetPeriod").get("start"))
    days = first_days_ago(told, today)
    then = quantity_days(part(condition, "onsetAge"))
    if days is None and then is not None and age is not None:
        days = max(0.0, age * DAYS_A_YEAR - then)
    return days
