"""History: one patient's structured account after the gate, as frozen values. Imports only the closed words.

Everything is optional but what twitches or what is reported; `None` and empty mean not recorded. `pointer` is the place
in the caller's own document (RFC 6901), so that a contradiction can be named where it was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.engine.terms import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A finding that the caller states outright."""

    finding: str
    status: Status
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One place that moves. `since_days` before today; `fixed` false means that it roams."""

    site: str
    side: str | None = None
    since_days: float | None = None
    fixed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationUse:
    """A medication or substance of the vocabulary, with its times in days before today.

    `local`: only a site's overlay knows the name or code; `otherwise` is what the pack alone would take it for.
    """

    id: str
    started_days_ago: float | None = None
    changed_days_ago: float | None = None
    stopped_days_ago: float | None = None
    local: bool = False
    otherwise: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A substance or circumstance outside the medication list. `days_ago` is the last contact."""

    substance: str
    stopped: bool = False
    days_ago: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredResult:
    """A laboratory value in the analyte's canonical unit."""

    analyte: str
    value: float
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One patient's account. `fields` holds the single-valued entries by dotted name (`onset.mode`, `course` …).

    `unread` are the places of what was told and no rule knows of.
    """

    setting: str = "primary_care"
    fields: Mapping[str, object] = field(default_factory=dict)
    sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()
    medications: tuple[MedicationUse, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    stated: tuple[Stated, ...] = ()
    screens: tuple[str, ...] = ()
    results: tuple[MeasuredResult, ...] = ()
    earlier: "Earlier | None" = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The same patient's account at an earlier visit, `days_ago` before today. It has no earlier one itself."""

    days_ago: float
    history: History
