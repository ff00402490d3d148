"""Derivation: how the fields of a history make a finding known, and for whom. Values only; `derive.py` applies them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patients:
    """Whom a derivation is for: one sex or both, ages in years from `age_at_least` to just under `age_below`."""

    sex: str | None = None
    age_at_least: float | None = None
    age_below: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """One way a history field makes a finding present. `one_of` for words, `flag` for booleans, bounds for numbers.

    `and_one_of` asks for a second word beside the first, as for two medicines that should not meet.
    `patients` narrows it to some ages or one sex. `settles`: this field alone, when it does not hold, makes the finding
    absent, whatever other fields were not recorded.
    """

    field: str
    one_of: frozenset[str] = frozenset()
    and_one_of: frozenset[str] = frozenset()
    flag: bool | None = None
    at_least: float | None = None
    below: float | None = None
    patients: Patients | None = None
    settles: bool = False
