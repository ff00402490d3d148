"""FlagIndex: the red flags, indexed so that a what-if asks only those that it can change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from service.engine.evidence import Evidence
from service.engine.knowledge import Finding, RedFlag
from service.engine.ontology import Ontology
from service.engine.terms import Level
from service.engine.truth import Bits, Test, near, surely, waits_for

# Kinds of finding that nearly everybody has some of; they alone do not make a red flag half met.
UNTELLING = frozenset({"demographic", "course"})

# The bits of all findings, however many.
EVERY = -1
# Kinds of finding that can be asked about or looked for today.
TODAY = frozenset({"symptom", "sign", "history", "exposure"})


@dataclass(frozen=True, slots=True)
class Compiled:
    """One flag as bits and code. `asks`: bit of each finding that it reads -> its id, and what its presence implies.

    `near`: the bits of the findings whose presence may make it hold, few of them in vain.
    """

    flag: RedFlag
    reads: int
    fires: Test
    waits_for: Bits
    asks: Mapping[int, tuple[str, int]]
    near: Bits

    def begun(self, evidence: Evidence, by: int = EVERY) -> bool:
        """Whether a present finding, of those with these bits, is one that the flag reads."""
        return bool(self.reads & evidence.yes & by)

    def waits(self, evidence: Evidence) -> int:
        """The bits of the findings whose presence it waits for: what its other parts have settled is left out."""
        return self.waits_for(evidence.yes, evidence.no)


# A flag that one more finding would fire, and that finding.
OneMore = tuple[Compiled, str]


@dataclass(frozen=True, slots=True)
class FlagIndex:
    """`fires`: flag id -> whether it holds; `reading`: finding -> flags that hear of it; `above`: flags over a level.

    `naming_by_urgency` and `reading_by_urgency`: finding -> flags that name it, or hear of it, the most urgent first.
    `today` are the findings that a flag reads and that can be asked about or looked for today. `complaints` are the
    symptoms; what sets the movement off or eases it is a circumstance, and no symptom by itself. `telling` are the
    findings that begin a flag: everybody has an age, a sex and a course. These two also as bits.
    """

    flags: Mapping[str, RedFlag]
    fires: Mapping[str, Test]
    reading: Mapping[str, frozenset[str]]
    above: Mapping[Level, tuple[Compiled, ...]] = field(repr=False)
    naming_by_urgency: Mapping[str, tuple[RedFlag, ...]]
    reading_by_urgency: Mapping[str, tuple[RedFlag, ...]]
    today: frozenset[str]
    complaints: frozenset[str]
    complaint_bits: int
    telling_bits: int

    def one_more(self, evidence: Evidence, above: Level, asked: int = EVERY) -> Iterator[OneMore]:
        """Each flag over `above` that does not hold, with each unknown finding whose presence alone would fire it.

        `asked`: the bits of the findings that may.
        """
        yes, no = evidence.yes, evidence.no
        unknown, open_ = asked & ~(yes | no), ~no
        for one in self.above[above]:
            left, fires = one.near(yes, no) & unknown & one.reads, one.fires
            if not left or fires(yes, no):
                continue
            while left:
                own = left & -left
                finding, line = one.asks[own]
                if fires(yes | (line & open_), no):
                    yield one, finding
                left ^= own

    def fired(self, evidence: Evidence) -> list[str]:
        """The flags that hold by the statuses, in the order of the pack."""
        yes, no = evidence.yes, evidence.no
        return [name for name, fires in self.fires.items() if fires(yes, no)]


def _by_urgency(flags: Mapping[str, RedFlag], names: Iterable[str]) -> tuple[RedFlag, ...]:
    return tuple(sorted((flags[name] for name in names), key=lambda flag: (-flag.level, flag.id)))


def index_flags(flags: Mapping[str, RedFlag], findings: Mapping[str, Finding], ontology: Ontology) -> FlagIndex:
    """The index of a pack's red flags."""
    naming: dict[str, list[str]] = {finding: [] for finding in ontology.ancestors}
    for flag in flags.values():
        for finding in flag.reads:
            naming[finding].append(flag.id)
    lines = {f: (f, *above, *ontology.descendants[f]) for f, above in ontology.ancestors.items()}
    reading = {finding: frozenset().union(*(naming[f] for f in line)) for finding, line in lines.items()}
    compiled = [_compiled(flags[name], ontology) for name in sorted(flags)]
    complaints = frozenset(f.id for f in findings.values() if f.kind == "symptom")
    return FlagIndex(
        flags=flags,
        fires={one.flag.id: one.fires for one in compiled},
        reading=reading,
        above={level: tuple(one for one in compiled if one.flag.level > level) for level in Level},
        naming_by_urgency={finding: _by_urgency(flags, names) for finding, names in naming.items()},
        reading_by_urgency={finding: _by_urgency(flags, names) for finding, names in reading.items()},
        today=frozenset(f.id for f in findings.values() if f.kind in TODAY and naming[f.id]),
        complaints=complaints,
        complaint_bits=ontology.bits(complaints),
        telling_bits=ontology.bits(f.id for f in findings.values() if f.kind not in UNTELLING),
    )


def _compiled(flag: RedFlag, ontology: Ontology) -> Compiled:
    return Compiled(
        flag=flag,
        reads=ontology.bits(flag.reads),
        fires=surely(flag.when, ontology.bit),
        waits_for=waits_for(flag.when, ontology.bit),
        asks={ontology.bit[name]: (name, ontology.up[name]) for name in flag.reads},
        near=near(flag.when, ontology.bit, ontology.down),
    )
