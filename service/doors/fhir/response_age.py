"""Answers of an earlier day: how old they are, and what they say counted on to today."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from schemas.intake import LONGEST_TIME_DAYS
from service.doors.fhir.dates import DAYS_A_YEAR, days_ago
from service.doors.fhir.resources import Resource, is_number

# Member of a history -> the times in it, or in each of its items, that count back from the day of the answers.
_TIMES: dict[str, tuple[str, ...]] = {
    "onset": ("days_ago",),
    "sites": ("since_days",),
    "medications": ("started_days_ago", "changed_days_ago", "stopped_days_ago"),
    "exposures": ("days_ago",),
}


def age_of(response: Resource, today: date) -> int:
    """Whole days since a QuestionnaireResponse was given; 0 where it does not tell."""
    return int(days_ago(response.get("authored"), today) or 0)


def count_on(document: dict[str, Any], days: int) -> None:
    """Move the times and the age in a history on by some days, in place. What cannot be one stays, to be told."""
    for name, times in _TIMES.items():
        for item in _objects(document.get(name)):
            for time in times:
                if is_number(item.get(time)) and 0 <= item[time] <= LONGEST_TIME_DAYS - days:
                    item[time] += days
    patient = next(_objects(document.get("patient")), {})
    age = patient.get("age_years")
    if is_number(age) and age >= 0:
        grown = days / DAYS_A_YEAR
        patient["age_years"] = round(age + grown, 2) if age + grown < 2 else int(age + grown) if grown >= 1 else age


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict))
