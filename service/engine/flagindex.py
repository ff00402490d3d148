"""FlagIndex: the red flags, indexed so that a what-if asks only those that it can change."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from service.engine.evidence import Evidence
from service.engine.knowledge import Finding, RedFlag
from service.engine.ontology import Ontology
from service.engine.predicates import open_leaves
from service.engine.terms import Level, Status
from service.engine.truth import Test, surely

# Kinds of finding that nearly everybody has some of; they alone do not make a red flag half met.
UNTELLING = frozenset({"demographic", "course"})


@dataclass(frozen=True, slots=True)
class FlagIndex:
    """`fires`: flag id -> whether it holds; `naming` and `reading`: finding -> flags that name it, or hear of it.

    `complaints` are the symptoms; what sets the movement off or eases it is a circumstance, and no symptom by itself.
    `telling` are the findings that begin a flag: everybody has an age, a sex and a course.
    """

    flags: Mapping[str, RedFlag]
    fires: Mapping[str, Test]
    naming: Mapping[str, tuple[str, ...]]
    reading: Mapping[str, frozenset[str]]
    complaints: frozenset[str]
    telling: frozenset[str]
    ontology: Ontology

    def completed_by(
        self, evidence: Evidence, above: Level, asked: Callable[[str], bool], begun_by: Callable[[str], bool]
    ) -> Iterator[tuple[RedFlag, str]]:
        """Each flag over `above` that the evidence has begun, with each unknown finding that alone completes it."""
        up, no = self.ontology.up, evidence.no
        for flag in self._begun(evidence, above, begun_by):
            fires, waited_for = self.fires[flag.id], None
            for finding in flag.reads:
                if finding in evidence.statuses or not asked(finding):
                    continue
                if fires(evidence.yes | (up[finding] & ~no), no):
                    waited_for = waited_for if waited_for is not None else _waited_for(flag, evidence)
                    if finding in waited_for:
                        yield flag, finding

    def fired(self, evidence: Evidence) -> list[str]:
        """The flags that hold by the statuses, in the order of the pack."""
        yes, no = evidence.yes, evidence.no
        return [name for name, fires in self.fires.items() if fires(yes, no)]

    def _begun(self, evidence: Evidence, above: Level, begun_by: Callable[[str], bool]) -> list[RedFlag]:
        there = (finding for finding, known in evidence.statuses.items() if known and begun_by(finding))
        names = {name for finding in there for name in self.naming.get(finding, ())}
        begun = (self.flags[name] for name in sorted(names))
        yes, no = evidence.yes, evidence.no
        return [flag for flag in begun if flag.level > above and not self.fires[flag.id](yes, no)]


def _waited_for(flag: RedFlag, evidence: Evidence) -> frozenset[str]:
    """The unknown findings whose presence the flag still waits for."""
    leaves = open_leaves(flag.when, evidence.statuses)
    return frozenset(leaf.finding for leaf in leaves if leaf.status is Status.PRESENT)


def index_flags(flags: Mapping[str, RedFlag], findings: Mapping[str, Finding], ontology: Ontology) -> FlagIndex:
    """The index of a pack's red flags."""
    naming: dict[str, list[str]] = {finding: [] for finding in ontology.ancestors}
    for flag in flags.values():
        for finding in flag.reads:
            naming[finding].append(flag.id)
    lines = {f: (f, *above, *ontology.descendants[f]) for f, above in ontology.ancestors.items()}
    return FlagIndex(
        flags=flags,
        fires={flag.id: surely(flag.when, ontology.bit) for flag in flags.values()},
        naming={finding: tuple(names) for finding, names in naming.items()},
        reading={finding: frozenset().union(*(naming[f] for f in line)) for finding, line in lines.items()},
        complaints=frozenset(f.id for f in findings.values() if f.kind == "symptom"),
        telling=frozenset(f.id for f in findings.values() if f.kind not in UNTELLING),
        ontology=ontology,
    )
