"""FlagIndex: the red flags, indexed so that a what-if asks only those that it can change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from service.engine.evidence import Evidence
from service.engine.knowledge import Finding, RedFlag
from service.engine.normal import Normal, normal
from service.engine.ontology import Ontology
from service.engine.prefilter import begun_by, by_any, changed_by_fact, needed
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

    `near`: the bits of the findings whose presence may make it hold, few of them in vain. `needs`: of these bits one is
    present wherever it holds, `begun_by`: wherever one more finding may make it hold; 0 where none has to be. `by_any`:
    any one of its findings makes it hold.
    """

    flag: RedFlag
    reads: int
    fires: Test
    waits_for: Bits
    asks: Mapping[int, tuple[str, int]]
    near: Bits
    needs: int
    begun_by: int
    by_any: bool

    def holds(self, yes: int, no: int) -> bool:
        """Whether it surely holds."""
        return (not self.needs or self.needs & yes != 0) and self.fires(yes, no)


class OneMore(NamedTuple):
    """A flag that one more finding would fire, and that finding.

    `waiting`: whether a part of the flag holds already and the finding is what it waits for. `telling`: whether that
    part tells more than age, sex and course.
    """

    flag: RedFlag
    finding: str
    waiting: bool
    telling: bool


@dataclass(frozen=True, slots=True)
class FlagIndex:
    """`fires`: flag id -> whether it holds; `reading`: finding -> flags that hear of it; `above`: flags over a level.

    `changed`: a finding that becomes present (True) or absent -> flags that may then hold, or no longer hold.
    `naming_by_urgency` and `changed_by_urgency`: flags that name a finding, or that it may change, most urgent first.
    `today` are the findings that a flag reads and that can be asked about or looked for today. `complaints` are the
    symptoms; what sets the movement off or eases it is a circumstance, and no symptom by itself. `telling` are the
    findings that begin a flag: everybody has an age, a sex and a course. These two also as bits.
    """

    flags: Mapping[str, RedFlag]
    compiled: tuple[Compiled, ...] = field(repr=False)
    fires: Mapping[str, Test]
    reading: Mapping[str, frozenset[str]]
    above: Mapping[Level, tuple[Compiled, ...]] = field(repr=False)
    naming_by_urgency: Mapping[str, tuple[RedFlag, ...]]
    changed: Mapping[tuple[str, bool], frozenset[str]]
    changed_by_urgency: Mapping[tuple[str, bool], tuple[RedFlag, ...]]
    today: frozenset[str]
    complaints: frozenset[str]
    complaint_bits: int
    telling_bits: int

    def one_more(self, evidence: Evidence, above: Level, unbegun_above: Level, asked: int = EVERY) -> Iterator[OneMore]:
        """Each flag over `above` that does not hold, with each unknown finding whose presence alone would fire it.

        Flags of which no finding is present count over `unbegun_above` alone. `asked`: bits of the findings that may.
        """
        yes, no = evidence.yes, evidence.no
        unknown, open_ = asked & ~(yes | no), ~no
        for one in self.above[above]:
            begun = one.reads & yes
            if (not begun and one.flag.level <= unbegun_above) or (one.begun_by and not one.begun_by & yes):
                continue
            left = one.reads & unknown if one.by_any else one.near(yes, no) & unknown & one.reads
            if not left or one.holds(yes, no):
                continue
            telling, waits = begun & self.telling_bits != 0, one.waits_for(yes, no) if begun else 0
            while left:
                own = left & -left
                finding, line = one.asks[own]
                if one.by_any or one.fires(yes | (line & open_), no):
                    yield OneMore(one.flag, finding, waits & own != 0, telling)
                left ^= own

    def holding(self, evidence: Evidence) -> list[Compiled]:
        """The flags that hold by the statuses, in the order of their ids."""
        yes, no = evidence.yes, evidence.no
        return [one for one in self.compiled if (not one.needs or one.needs & yes) and one.fires(yes, no)]

    def fired(self, evidence: Evidence) -> list[str]:
        """Their ids."""
        return [one.flag.id for one in self.holding(evidence)]


def _by_urgency(flags: Mapping[str, RedFlag], names: Iterable[str]) -> tuple[RedFlag, ...]:
    return tuple(sorted((flags[name] for name in names), key=lambda flag: (-flag.level, flag.id)))


def index_flags(flags: Mapping[str, RedFlag], findings: Mapping[str, Finding], ontology: Ontology) -> FlagIndex:
    """The index of a pack's red flags."""
    ids = sorted(flags)
    naming: dict[str, list[str]] = {finding: [] for finding in ontology.ancestors}
    for flag in flags.values():
        for finding in flag.reads:
            naming[finding].append(flag.id)
    lines = {f: (f, *above, *ontology.descendants[f]) for f, above in ontology.ancestors.items()}
    reading = {finding: frozenset().union(*(naming[f] for f in line)) for finding, line in lines.items()}
    whens = [normal(flags[name].when) for name in ids]
    compiled = tuple(_compiled(flags[name], when, ontology) for name, when in zip(ids, whens, strict=True))
    moved = changed_by_fact(whens, ontology)
    changed = {fact: frozenset(ids[nth] for nth in places) for fact, places in moved.items()}
    complaints = frozenset(f.id for f in findings.values() if f.kind == "symptom")
    return FlagIndex(
        flags=flags,
        compiled=compiled,
        fires={one.flag.id: one.fires for one in compiled},
        reading=reading,
        above={level: tuple(one for one in compiled if one.flag.level > level) for level in Level},
        naming_by_urgency={finding: _by_urgency(flags, names) for finding, names in naming.items()},
        changed=changed,
        changed_by_urgency={fact: _by_urgency(flags, names) for fact, names in changed.items()},
        today=frozenset(f.id for f in findings.values() if f.kind in TODAY and naming[f.id]),
        complaints=complaints,
        complaint_bits=ontology.bits(complaints),
        telling_bits=ontology.bits(f.id for f in findings.values() if f.kind not in UNTELLING),
    )


def _compiled(flag: RedFlag, when: Normal, ontology: Ontology) -> Compiled:
    return Compiled(
        flag=flag,
        reads=ontology.bits(flag.reads),
        fires=surely(when, ontology.bit),
        waits_for=waits_for(when, ontology.bit),
        asks={ontology.bit[name]: (name, ontology.up[name]) for name in flag.reads},
        near=near(when, ontology.bit, ontology.down),
        needs=ontology.bits(needed(when)),
        begun_by=ontology.bits(begun_by(when, ontology.down)),
        by_any=by_any(when),
    )
