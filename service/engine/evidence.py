"""Evidence: every finding's status after derivation and closure, and where each status came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from service.engine.ontology import Ontology
from service.engine.predicates import Is
from service.engine.terms import Status


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a status came from; `pointer`: into the document.

    `kind`: stated, derived, result, screen, implied, inferred (from the kind of movement) or change (since an earlier
    visit).
    """

    kind: str
    pointer: str
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One finding with a known status and its origin."""

    finding: str
    present: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A finding that the history makes both present and absent, with the place of each."""

    finding: str
    present: Origin
    absent: Origin


class ContradictionError(ValueError):
    """The history says of at least one finding that it is both present and absent. The caller's to mend."""

    def __init__(self, contradictions: tuple[Contradiction, ...], earlier: tuple[Contradiction, ...] = ()) -> None:
        """Keep every contradiction, so that all are answered at once; `earlier`: those of an earlier history."""
        super().__init__(f"{len(contradictions) + len(earlier)} contradictions")
        self.contradictions = contradictions
        self.earlier = earlier


@dataclass(frozen=True, slots=True)
class Evidence:
    """Known statuses (True present, False absent; missing = unknown), closed over parents, with origins.

    `yes` and `no` are what is present and what is absent as bits of the ontology.
    `held` are red flags that fire whatever the statuses say, with what made them: a site's overlay may not silence one.
    """

    statuses: Mapping[str, bool]
    origins: Mapping[str, Origin]
    leaves: frozenset[str]
    absent: frozenset[str]
    yes: int = field(repr=False)
    no: int = field(repr=False)
    held: Mapping[str, tuple[Is, ...]] = field(default_factory=dict)

    def status(self, finding: str) -> Status:
        """The three-valued status of a finding."""
        known = self.statuses.get(finding)
        if known is None:
            return Status.UNKNOWN
        return Status.PRESENT if known else Status.ABSENT


def close(observations: Iterable[Observation], ontology: Ontology) -> tuple[dict[str, bool], dict[str, Origin]]:
    """Statuses and origins after a present child implies its parents and an absent parent its children.

    Raises ContradictionError naming every finding that comes out both ways. The first origin of a status is kept, so
    pass what is stated before what is derived.
    """
    sides: dict[bool, dict[str, Origin]] = {True: {}, False: {}}
    ordered = tuple(observations)
    for one in ordered:
        sides[one.present].setdefault(one.finding, one.origin)
    for one in ordered:
        implied = ontology.ancestors[one.finding] if one.present else ontology.descendants[one.finding]
        for finding in implied:
            sides[one.present].setdefault(finding, Origin("implied", one.origin.pointer, one.finding))
    _refuse_contradictions(sides)
    return _merge(sides)


def settle(statuses: Mapping[str, bool], origins: Mapping[str, Origin], ontology: Ontology) -> Evidence:
    """Evidence from closed statuses, with its most specific present findings marked."""
    present = frozenset(f for f, known in statuses.items() if known)
    absent = frozenset(f for f, known in statuses.items() if not known)
    yes, no = ontology.bits(present), ontology.bits(absent)
    return Evidence(statuses, origins, ontology.leaves(present), absent, yes, no)


def suppose(evidence: Evidence, finding: str, present: bool, ontology: Ontology) -> Evidence:
    """The evidence as it would be if one unknown finding became known. What is known already stays."""
    implied = ontology.ancestors[finding] if present else ontology.descendants[finding]
    added = frozenset(f for f in (finding, *implied) if f not in evidence.statuses)
    statuses = {**evidence.statuses, **dict.fromkeys(added, present)}
    yes, no = supposed_bits(evidence, finding, present, ontology)
    if not present:
        return Evidence(statuses, evidence.origins, evidence.leaves, evidence.absent | added, yes, no, evidence.held)
    leaves = evidence.leaves.difference(implied) | {finding}
    return Evidence(statuses, evidence.origins, leaves, evidence.absent, yes, no, evidence.held)


def supposed_bits(evidence: Evidence, finding: str, present: bool, ontology: Ontology) -> tuple[int, int]:
    """What is present and absent if one unknown finding became known. What is known already stays."""
    if present:
        return evidence.yes | (ontology.up[finding] & ~evidence.no), evidence.no
    return evidence.yes, evidence.no | (ontology.down[finding] & ~evidence.yes)


def consistent(evidence: Evidence, finding: str, present: bool, ontology: Ontology) -> bool:
    """Whether a finding can become known so without contradicting what is known already."""
    implied = ontology.ancestors[finding] if present else ontology.descendants[finding]
    return all(evidence.statuses.get(name) is not (not present) for name in (finding, *implied))


def learn(evidence: Evidence, finding: str, present: bool, origin: Origin, ontology: Ontology) -> Evidence:
    """The evidence with one unknown finding known, and where that came from. What is known already stays."""
    learnt = suppose(evidence, finding, present, ontology)
    implied = Origin("implied", origin.pointer, finding)
    fresh = learnt.statuses.keys() - evidence.statuses.keys()
    origins = {**evidence.origins, **{name: origin if name == finding else implied for name in sorted(fresh)}}
    return replace(learnt, origins=origins)


def _refuse_contradictions(sides: Mapping[bool, Mapping[str, Origin]]) -> None:
    both = sorted(sides[True].keys() & sides[False].keys())
    named = [f for f in both if sides[True][f].kind != "implied" or sides[False][f].kind != "implied"] or both
    if named:
        raise ContradictionError(tuple(Contradiction(f, sides[True][f], sides[False][f]) for f in named))


def _merge(sides: Mapping[bool, Mapping[str, Origin]]) -> tuple[dict[str, bool], dict[str, Origin]]:
    statuses = {f: present for present in (True, False) for f in sides[present]}
    return statuses, {**sides[True], **sides[False]}
