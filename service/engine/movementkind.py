"""Kinds of movement: what each is, how often each bedside sign goes with it, and how settled a kind must be. Values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.engine.cardindex import CardIndex
from service.engine.family import Family
from service.engine.knowledge import Certificate, Weight
from service.engine.signindex import SignIndex, index_signs


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementKind:
    """One kind of movement. `finding` is the finding that stands for it, None where none does.

    `share`: fraction (0-1) of all who present. `settled_by` and `tests`: ids of what would settle it.
    """

    id: str
    label: str
    summary: str
    finding: str | None
    share: float
    certificate: Certificate
    weights: Mapping[str, Weight]
    settled_by: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRules:
    """All kinds by id, indexed like cards; `families` as arrays over the kinds, `family_of` which holds a finding.

    `names`: findings that name a movement; `lay`: those that name no one kind. A kind is settled from `probability`
    (0-1) on, when it is at least `times` as likely as the next. `signs` are what tells the kinds apart beside their
    names, `asking` those of them that one can ask about.
    """

    kinds: Mapping[str, MovementKind] = field(default_factory=dict)
    cards: Mapping[str, CardIndex] = field(default_factory=dict, repr=False)
    families: tuple[Family, ...] = field(default=(), repr=False)
    family_of: Mapping[str, int] = field(default_factory=dict, repr=False)
    names: frozenset[str] = frozenset()
    lay: frozenset[str] = frozenset()
    signs: tuple[str, ...] = ()
    asking: SignIndex = field(default_factory=lambda: index_signs((), {}, ()), repr=False)
    probability: float = 1.0
    times: float = 1.0
