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
    """What may be supposed present, to raise the referral above `level`: what is unknown, and what is denied so far."""

    knowledge: Knowledge
    evidence: Evidence
    scores: Scores
    decided: Triage
    unknown: frozenset[str]
    denied: frozenset[str] = frozenset()


def raising(knowledge: Knowledge, evidence: Evidence, scores: Scores, decided: Triage) -> Raising:
    """What would raise the referral: today, and later. Empty at emergency."""
    if decided.level is Level.EMERGENCY:
        return NOTHING_RAISES
    flags = knowledge.flags
    unfit = knowledge.asking.unfit(evidence.statuses)
    today = _Asked(knowledge, evidence, scores, decided, flags.today - evidence.statuses.keys() - unfit)
    unknown, denied = today.unknown & flags.complaints, flags.today & flags.complaints & evidence.absent
    return Raising(_list(today), _list(_Asked(knowledge, evidence, scores, decided, unknown, denied)))


def _list(asked: _Asked) -> tuple[Raised, ...]:
    """The most telling single findings, or pairs where there is no single one."""
    found = list(_singles(asked)) or list(_pairs(asked))
    found = list(_without_narrower(found, asked.knowledge.ontology.ancestors))
    found.sort(key=lambda one: (-round((one.flag.level - asked.decided.level) * one.chance, 9), one.findings))
    return tuple(found[:MOST])


def _singles(asked: _Asked) -> Iterator[Raised]:
    found: dict[str, list[RedFlag]] = {}
    for one in asked.decided.one_more:
        if one.flag.level > asked.decided.level and one.finding in asked.unknown:
            found.setdefault(one.finding, []).append(one.flag)
    for name, flags in found.items():
        yield from _worth_saying((name,), min(flags, key=_urgency), _chance(asked, name))
    for name in sorted(asked.denied):
        flag = _first_fired(asked, (name,), asked.knowledge.flags.naming_by_urgency[name])
        yield from _worth_saying((name,), flag, _chance(asked, name))


def _pairs(asked: _Asked) -> Iterator[Raised]:
    may = asked.unknown | asked.denied
    reading: dict[tuple[str, ...], list[RedFlag]] = {}
    for flag in sorted(asked.knowledge.red_flags.values(), key=_urgency):
        for pair in combinations(sorted(may & flag.reads), 2):
            reading.setdefault(pair, []).append(flag)
    for names, flags in reading.items():
        likely = _together(asked, names)
        if likely >= LEAST_CHANCE_EMERGENCY:
            yield from _worth_saying(names, _first_fired(asked, names, flags), likely)


def _urgency(flag: RedFlag) -> tuple[int, str]:
    return -flag.level, flag.id


def _first_fired(asked: _Asked, names: tuple[str, ...], flags: Iterable[RedFlag]) -> RedFlag | None:
    """The most urgent of the flags over the level that these findings would fire. `flags` come most urgent first."""
    ontology, fires = asked.knowledge.ontology, asked.knowledge.flags.fires
    present = reduce(or_, (ontology.up[name] for name in names))
    yes, no = asked.evidence.yes | present, asked.evidence.no & ~present
    above = takewhile(lambda flag: flag.level > asked.decided.level, flags)
    return next((flag for flag in above if fires[flag.id](yes, no)), None)


def _worth_saying(names: tuple[str, ...], flag: RedFlag | None, likely: float) -> Iterator[Raised]:
    """What fires a flag, where it is likely enough."""
    if flag and likely >= (LEAST_CHANCE_EMERGENCY if flag.level is Level.EMERGENCY else LEAST_CHANCE):
        yield Raised(names, flag, likely)


def _chance(asked: _Asked, name: str) -> float:
    return asked.scores.likely[asked.knowledge.asking.place[name]]


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
