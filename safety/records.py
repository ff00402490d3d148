"""What the three files of the safety case hold, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How bad and how likely, in words of the scales."""

    severity: str
    likelihood: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What keeps a hazard from doing harm. `id` is `kind:name`, as `safety.controls` lists them; `tests` hold it."""

    id: str
    does: str
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """One way in which the product could harm. `owner` is a role, `person` who holds it: None until one is named."""

    id: str
    hazard: str
    cause: str
    effect: str
    before: Estimate
    controls: tuple[Control, ...]
    after: Estimate
    residual: str
    owner: str
    person: str | None

    @property
    def tests(self) -> tuple[str, ...]:
        """Every test that holds one of its controls, once, in the order of the controls."""
        return tuple(dict.fromkeys(test for control in self.controls for test in control.tests))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """The words of the estimates, mildest first, each with its meaning; and the risk (1-5) of each pair of them."""

    severity: Mapping[str, str]
    likelihood: Mapping[str, str]
    risk: tuple[str, ...]
    matrix: Mapping[str, tuple[int, ...]]

    def risk_of(self, estimate: Estimate) -> int:
        """The risk of an estimate, 1 (least) to 5."""
        return self.matrix[estimate.severity][list(self.likelihood).index(estimate.likelihood)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What the product must do, and the hazards of its not doing so."""

    id: str
    requirement: str
    hazards: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """A part that others wrote. `direct`: asked for by us, not only by another part.

    `anomalies_reviewed`: who read the maker's list of known anomalies and when; None: nobody has.
    """

    name: str
    maker: str
    version: str
    direct: bool
    why: str
    required: str
    anomalies_reviewed: Mapping[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that is written by hand for the safety case."""

    scales: Scales
    hazards: tuple[Hazard, ...]
    requirements: tuple[Requirement, ...]
    software: tuple[Software, ...]
    vendored: tuple[Software, ...]
    platform: tuple[Software, ...]

    @property
    def of_others(self) -> tuple[Software, ...]:
        """Every part that others wrote, whatever holds it to its version."""
        return (*self.platform, *self.vendored, *self.software)

    @property
    def tests(self) -> tuple[str, ...]:
        """Every test that any hazard names, once, in order."""
        return tuple(sorted({test for hazard in self.hazards for test in hazard.tests}))
