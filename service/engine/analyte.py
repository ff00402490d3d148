"""Analyte: what a laboratory test is called, in which units it comes, and what is believable."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.engine.knowledge import Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """How one value follows from two: `of` plus `per_unit` for each unit by which `by` lies below `around`."""

    of: str
    by: str
    around: float
    per_unit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyte:
    """A laboratory test by LOINC code, its canonical UCUM unit, factors into it, and the possible range.

    `offsets` are added after the factor, for units whose zero lies elsewhere. `computed` tells how the value follows
    from two others where it was not reported itself.
    """

    id: str
    label: str
    unit: str
    factors: Mapping[str, float]
    possible: tuple[float, float]
    certificate: Certificate
    synonyms: tuple[str, ...] = ()
    loinc: tuple[str, ...] = ()
    offsets: Mapping[str, float] = field(default_factory=dict)
    computed: Correction | None = None
