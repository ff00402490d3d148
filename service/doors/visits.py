"""Two visits in one request: where the earlier history stands, and whether both can be of one patient."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.intake import LONGEST_TIME_DAYS
from service.doors.faults import Fault

Json = Any

EARLIER = "/earlier/history"
DAYS_A_YEAR = 365.25
# Ages are mostly told in whole years, so two of them may seem up to a year nearer or farther than the visits are.
ROUNDING_YEARS = 1.0


def earlier_history(document: Mapping[str, Json]) -> Mapping[str, Json]:
    """The earlier history as sent; empty where there is none that has its shape."""
    return _part(_part(document, "earlier"), "history")


def check_visits(document: Mapping[str, Json], at: str) -> Iterator[Fault]:
    """A sex that differs, or ages that lie farther apart than the visits: two patients.

    Names both places; `at` prefixes the one in the sentence.
    """
    now, then = (_part(one, "patient") for one in (document, earlier_history(document)))
    sexes = {one["sex"] for one in (now, then) if isinstance(one.get("sex"), str)}
    if len(sexes) > 1:
        yield _two_patients("sex", "The sex differs from the one", at)
    days = _number(_part(document, "earlier"), "days_ago")
    ages = [_number(one, "age_years") for one in (now, then)]
    if days is None or ages[0] is None or ages[1] is None:
        return
    if abs(ages[0] - ages[1] - days / DAYS_A_YEAR) >= ROUNDING_YEARS:
        yield _two_patients("age_years", "The age does not fit the days between the visits and the one", at)


def _two_patients(field: str, what: str, at: str) -> Fault:
    other = f"{at}{EARLIER}/patient/{field}"
    detail = f"{what} at {other}. Correct one, or send the earlier history of the same patient."
    return Fault(f"/patient/{field}", "different_patient", detail)


def _part(document: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _number(document: Mapping[str, Json], name: str) -> float | None:
    found = document.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return found if 0 <= found <= LONGEST_TIME_DAYS else None
