"""Knowledge: what a rule is, as frozen values. The loader builds these from `rules/`; nothing here reads a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.engine.derivation import Derivation
from service.engine.predicates import Predicate
from service.engine.reliance import Uncertainty, Verdicts
from service.engine.terms import GroupKind, Level, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A number's birth certificate: why, from where, how good."""

    because: str
    sources: tuple[str, ...] = ()
    grade: str = "expert_estimate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One atomic observable. `background` is the fraction (0-1) of people presenting with twitching who have it."""

    id: str
    label: str
    kind: str
    background: float
    certificate: Certificate
    question: str | None = None
    synonyms: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    group: str | None = None
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    derivations: tuple[Derivation, ...] = ()
    lay: bool = False  # a word for several kinds of movement, so that it names none
    plain: str | None = None  # the complaint for a patient, as a noun phrase inside a sentence
    only_with: str | None = None  # a finding without which nobody has this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Findings that depend on each other, and how. Exclusive groups with one `pile` discount each other."""

    id: str
    label: str
    kind: GroupKind
    because: str
    pile: str | None = None
    progress: bool = False  # a member that is new at a second visit shows that the illness moves on


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How often (0-1) a finding occurs in a condition, in how many `patients` counted; points in decibans."""

    finding: str
    frequency: float
    present: float
    absent: float
    certificate: Certificate
    patients: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """A syndrome: points (decibans) for findings that together say more than each alone."""

    id: str
    when: Predicate
    points: float
    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A fact that must be known before a reassuring label may stand."""

    finding: str
    status: Status
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Where a patient goes, how fast, and why."""

    level: Level
    to: str
    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A test that a rule asks for. Priority is now, soon or if_persists."""

    test: str
    priority: str
    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyNet:
    """What to come back for, and how fast: emergency, urgent or routine."""

    text: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """Decibans of prior odds by setting, with their certificate and the tier words they came from."""

    points: Mapping[str, float]
    tiers: Mapping[str, str]
    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One entry of the differential. `plain` says to a patient what it is."""

    id: str
    label: str
    summary: str
    category: str
    status: str
    must_not_miss: bool
    benign: bool
    prior: Prior
    referral: Referral
    weights: Mapping[str, Weight]
    plain: str | None = None
    synonyms: tuple[str, ...] = ()
    reviewed: Mapping[str, str] | None = None
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    combinations: tuple[Combination, ...] = ()
    earned_when: tuple[Requirement, ...] = ()
    implausible_when: Predicate | None = None
    workup: tuple[Suggestion, ...] = ()
    safety_net: tuple[SafetyNet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """A rule over evidence that sets a floor under the referral level. `reads` are all the findings it asks about."""

    id: str
    label: str
    level: Level
    to: str
    when: Predicate
    reads: frozenset[str]
    certificate: Certificate
    workup: tuple[Suggestion, ...] = ()
    reviewed: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What a step takes: minutes of patient and staff together, and cost as none, low, moderate or high."""

    minutes: float
    cost: str
    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """An investigation that may be suggested."""

    id: str
    label: str
    indication: str
    certificate: Certificate
    settles: tuple[str, ...] = ()
    normal: str | None = None  # of what it settles, the finding that says that it showed nothing
    avoid_when: str | None = None
    elsewhere: str | None = None  # where it is not available here: whom to ask
    effort: Effort | None = None
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a medication can do to muscle, and in which window (days) after start, change or stop."""

    effect: str
    after: str
    within_days: float | None
    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Medication:
    """A medicine or substance with the classes and effects that matter here."""

    id: str
    label: str
    kind: str
    classes: frozenset[str]
    effects: tuple[Effect, ...] = ()
    synonyms: tuple[str, ...] = ()
    brands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One statement that stands for a set of absent findings. Never overrides what is stated outright."""

    id: str
    label: str
    absent: tuple[str, ...]
    because: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A work that rules cite."""

    id: str
    title: str
    kind: str
    quality: str
    publisher: str | None = None
    year: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers of the model that belong to no single rule; `rules/scale.yaml` and `referral.yaml` defend each."""

    thresholds: Mapping[Level, float]
    group_discount: float
    must_not_miss_margin: float
    must_not_miss_probability: float
    within: Mapping[Level, str]
    services: Mapping[str, str]
    level_labels: Mapping[Level, str]
    safety_net: Mapping[Level, tuple[SafetyNet, ...]]
    scope: Predicate
    uncertainty: Uncertainty
    verdicts: Verdicts
    question: Effort
    sign: Effort
