"""The pack: all knowledge, compiled once, with the indexes that make re-evaluation cheap."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.engine.analyte import Analyte
from service.engine.asking import AskIndex
from service.engine.cardindex import CardIndex
from service.engine.flagindex import FlagIndex
from service.engine.knowledge import (
    Condition,
    Finding,
    Group,
    Medication,
    Policy,
    RedFlag,
    Screen,
    Source,
    Test,
)
from service.engine.movementkind import MovementKind, MovementRules
from service.engine.ontology import Ontology, build_ontology
from service.engine.overlay import Overlay
from service.engine.reliance import Calibration
from service.engine.tally import Matrix
from service.engine.terms import GroupKind


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Who made the pack, for whom, and what it must not be used for."""

    version: str
    released: str
    sha256: str
    intended_use: Mapping[str, str]
    developer: str
    regulatory_status: str
    funding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What a site has switched off, as the pack has it, by id: nothing of it is silent."""

    red_flags: Mapping[str, RedFlag] = field(default_factory=dict)
    medications: Mapping[str, Medication] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything under `rules/`, checked and compiled. Mappings are by id, in the order of the ids.

    `words`: field of a history -> other spelling -> the field's own word.
    """

    about: About
    findings: Mapping[str, Finding]
    groups: Mapping[str, Group]
    conditions: Mapping[str, Condition]
    red_flags: Mapping[str, RedFlag]
    tests: Mapping[str, Test]
    medications: Mapping[str, Medication]
    screens: Mapping[str, Screen]
    analytes: Mapping[str, Analyte]
    sources: Mapping[str, Source]
    policy: Policy
    words: Mapping[str, Mapping[str, str]] = field(repr=False)
    calibration: Calibration | None
    ontology: Ontology
    hpo_parents: Mapping[str, tuple[str, ...]] = field(repr=False)
    group_of: Mapping[str, Group]
    cards: Mapping[str, CardIndex] = field(repr=False)
    matrix: Matrix = field(repr=False)
    flags: FlagIndex = field(repr=False)
    asking: AskIndex = field(repr=False)
    movements: MovementRules = field(default_factory=MovementRules)
    overlay: Overlay | None = None
    withdrawn: Withdrawn = field(default_factory=Withdrawn)

    @property
    def version(self) -> str:
        """The version of all that answers: the pack's, and after a plus the overlay's."""
        if self.overlay is None:
            return self.about.version
        return f"{self.about.version}+{self.overlay.id}.{self.overlay.version}"

    @property
    def movement_kinds(self) -> Mapping[str, MovementKind]:
        """The kinds of movement by id."""
        return self.movements.kinds


def closure_of(findings: Mapping[str, Finding], red_flags: Mapping[str, RedFlag]) -> Ontology:
    """The is-a order of a vocabulary, the bits in the order in which red flags ask for them."""
    asked = Counter(name for flag in red_flags.values() for name in flag.reads)
    return build_ontology({finding.id: finding.parents for finding in findings.values()}, asked)


def group_index(findings: Mapping[str, Finding], groups: Mapping[str, Group], ontology: Ontology) -> dict[str, Group]:
    """Each finding's group: its own, or else that of its nearest ancestor whose members travel together."""
    index: dict[str, Group] = {}
    for finding in findings.values():
        above = (findings[ancestor].group for ancestor in ontology.ancestors[finding.id])
        inherited = (name for name in above if name and groups[name].kind is not GroupKind.EXCLUSIVE)
        name = finding.group or next(inherited, None)
        if name:
            index[finding.id] = groups[name]
    return index
