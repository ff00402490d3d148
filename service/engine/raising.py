"""What would raise the referral: the fewest new findings that fire a red flag above the level, by the rules themselves.

One finding each; two together only where no single one would. What is told raises the level to that of its red flag at
least, since a red flag is a floor. Nothing stands above an emergency, so nothing is looked for there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, takewhile
from operator import or_

import numpy as np

from service.engine.evidence import Evidence
from service.engine.knowledge import RedFlag
from service.engine.pack import Knowledge
from service.engine.rank import Scores
from service.engine.terms import Level
from service.engine.triage import Triage

# What is less likely than this is not worth a line; an emergency is, down to the lower figure.
LEAST_CHANCE = 0.005
LEAST_CHANCE_EMERGENCY = 0.002
MOST = 6


@dataclass(frozen=True, slots=True)
class Raised:
    """One finding, or two together, that would fire a red flag. `chance`: how likely, by all that is known (0-1)."""

    findings: tuple[str, ...]
    flag: RedFlag
    chance: float


@dataclass(frozen=True, slots=True)
class Raising:
    """What to ask or look for `today`: unknown so far. What to `watch_for`: symptoms not present now, denied or not."""

    today: tuple[Raised, ...] = ()
    watch_for: tuple[Raised, ...] = ()


NOTHING_RAISES = Raising()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What may be supposed present, to raise the referral above `level`."""

    knowledge: Knowledge
    evidence: Evidence
    scores: Scores
    level: Level
    names: tuple[str, ...]


def raising(knowledge: Knowledge, evidence: Evidence, scores: Scores, decided: Triage) -> Raising:
    """What would raise the referral: today, and later. Empty at emergency."""
    flags, statuses = knowledge.flags, evidence.statuses
    unknown = tuple(name for name in flags.today if name not in statuses)
    not_there = tuple(name for name in flags.today if name in flags.complaints and statuses.get(name) is not True)
    lists = (_Asked(knowledge, evidence, scores, decided.level, names) for names in (unknown, not_there))
    return Raising(*(_list(asked) for asked in lists)) if decided.level < Level.EMERGENCY else NOTHING_RAISES


def _list(asked: _Asked) -> tuple[Raised, ...]:
    """The most telling single findings, or pairs where there is no single one."""
    found = list(_singles(asked)) or list(_pairs(asked))
    found = list(_without_narrower(found, asked.knowledge.ontology.ancestors))
    found.sort(key=lambda one: (-round((one.flag.level - asked.level) * one.chance, 9), one.findings))
    return tuple(found[:MOST])


def _singles(asked: _Asked) -> Iterator[Raised]:
    likely, place = asked.scores.likely, asked.knowledge.asking.place
    for name in asked.names:
        flags = asked.knowledge.flags.naming_by_urgency[name]
        yield from _first_fired(asked, (name,), flags, likely[place[name]])


def _pairs(asked: _Asked) -> Iterator[Raised]:
    may = frozenset(asked.names)
    reading: dict[tuple[str, ...], list[RedFlag]] = {}
    above = (flag for flag in asked.knowledge.red_flags.values() if flag.level > asked.level)
    for flag in sorted(above, key=lambda flag: (-flag.level, flag.id)):
        for pair in combinations(sorted(may & flag.reads), 2):
            reading.setdefault(pair, []).append(flag)
    for names, flags in reading.items():
        yield from _first_fired(asked, names, flags, _together(asked, names))


def _first_fired(asked: _Asked, names: tuple[str, ...], flags: Iterable[RedFlag], likely: float) -> Iterator[Raised]:
    """The most urgent of the flags that these findings would fire, where they are likely enough."""
    if likely < LEAST_CHANCE_EMERGENCY:
        return
    ontology, fires = asked.knowledge.ontology, asked.knowledge.flags.fires
    present = reduce(or_, (ontology.up[name] for name in names))
    yes, no = asked.evidence.yes | present, asked.evidence.no & ~present
    above = takewhile(lambda flag: flag.level > asked.level, flags)
    fired = next((flag for flag in above if fires[flag.id](yes, no)), None)
    if fired and (likely >= LEAST_CHANCE or fired.level is Level.EMERGENCY):
        yield Raised(names, fired, likely)


def _together(asked: _Asked, names: tuple[str, ...]) -> float:
    """How likely the findings are together, over the conditions by their probability."""
    shares = (asked.knowledge.matrix.frequencies[name] for name in names)
    return float(reduce(np.multiply, shares, asked.scores.chances).sum())


def _without_narrower(found: list[Raised], ancestors: Mapping[str, tuple[str, ...]]) -> Iterator[Raised]:
    """Without those whose broader finding is told too and raises as much: a no to the broader answers both."""
    level = {name: one.flag.level for one in found if len(one.findings) == 1 for name in one.findings}
    for one in found:
        above = ancestors[one.findings[0]] if len(one.findings) == 1 else ()
        if all(level.get(name, Level.SELF_CARE) < one.flag.level for name in above):
            yield one
