"""The next best step: over questions, signs and tests together, what would change the answer most for its effort.

Each step is supposed with each of its outcomes, weighed by their chances. To `split`, the expected change of the
referral comes first, then which of the first three conditions it is; to `confirm`, first whether it is the leading one,
then the referral. Where steps tell about equally, the cheaper and quicker goes first.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np

from service.engine.family import Points
from service.engine.knowledge import Effort, Test
from service.engine.terms import Level
from service.engine.whatif import Case, Supposed, WhatIf, askable, chance, referral_change, suppose_all

MODES = ("split", "confirm")
COSTS = ("none", "low", "moderate", "high")
# How many of the first conditions each mode tells apart, from each other and from all the rest.
TOLD_APART: Mapping[str, int] = MappingProxyType({"split": 3, "confirm": 1})
MOST = 8
# A step is worth its effort from this expected change on: of the referral in levels, of the ranking in bits.
LEAST_LEVELS = 0.01
LEAST_BITS = 0.01
# Changes that fall into one band of these widths count as equal, and effort decides.
LEVELS_BAND = 0.1
BITS_BAND = 0.05
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `kind`: question, sign or test; `subject`: the id of the finding or test.

    `chance` (0-1) is that of the finding, or of the `result` of a test that would change most; `if_present` is the
    answer with it, `if_absent` without the finding, or where the test shows nothing.
    """

    kind: str
    subject: str
    result: str | None
    effort: Effort | None
    chance: float
    referral_change: float
    ranking_change: float
    if_present: WhatIf
    if_absent: WhatIf


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One way that a step may end: the finding that it shows, if any, how likely that is, and the answer then."""

    finding: str | None
    share: float
    after: Supposed


def next_steps(case: Case, mode: str) -> tuple[Step, ...]:
    """The steps that would change most, best first; of findings in one line of the order only the best."""
    names = case.scores.order[: TOLD_APART[mode]]
    first = [case.knowledge.matrix.place[name] for name in names]
    steps = [*_of_findings(case, first), *_of_tests(case, first)]
    useful = [s for s in steps if s.referral_change >= LEAST_LEVELS or s.ranking_change >= LEAST_BITS]
    return tuple(_apart(case, sorted(useful, key=partial(_worth, mode))))


def _worth(mode: str, step: Step) -> tuple[float, float, int, float, float, str]:
    """Most change first, in bands: to split, of the referral; to confirm, of the ranking. Then the least effort."""
    effort = step.effort
    levels = -math.floor(step.referral_change / LEVELS_BAND + 0.5)
    bits = -math.floor(step.ranking_change / BITS_BAND + 0.5)
    first, second = (bits, levels) if mode == "confirm" else (levels, bits)
    return (
        first,
        second,
        COSTS.index(effort.cost) if effort else len(COSTS),
        effort.minutes if effort else math.inf,
        -round(step.referral_change + step.ranking_change, 6),
        step.subject,
    )


def _apart(case: Case, ordered: list[Step]) -> Iterator[Step]:
    """The first few, without a finding that a better step is a kind of, or that is a kind of it."""
    told: set[str] = set()
    for step in ordered:
        line = {step.subject} | set(case.knowledge.ontology.ancestors.get(step.subject, ()))
        line |= case.knowledge.ontology.descendants.get(step.subject, frozenset())
        if len(told) < MOST and (step.kind == "test" or line.isdisjoint(told)):
            told.add(step.subject)
            yield step


def _of_findings(case: Case, first: list[int]) -> Iterator[Step]:
    for name, finding in case.knowledge.findings.items():
        if askable(case.knowledge, case.evidence, name):
            likely = chance(case, (name, True))
            yes = _Outcome(name, likely, suppose_all(case, (name, True)))
            no = _Outcome(None, 1 - likely, suppose_all(case, (name, False)))
            sign = finding.kind == "sign"
            effort = case.knowledge.policy.sign if sign else case.knowledge.policy.question
            yield _step(case, first, ("sign" if sign else "question", name, effort), ([yes], no))


def _of_tests(case: Case, first: list[int]) -> Iterator[Step]:
    for test in case.knowledge.tests.values():
        if test.settles and not _spoken_against(case, test):
            results, none = _outcomes(case, test)
            yield _step(case, first, ("test", test.id, test.effort), (results, none))


def _spoken_against(case: Case, test: Test) -> bool:
    """Its result is known, or the answer reassures and the rules name when not to do it."""
    known = any(finding in case.evidence.statuses for finding in test.settles)
    return known or (case.decided.level is Level.SELF_CARE and test.avoid_when is not None)


def _outcomes(case: Case, test: Test) -> tuple[list[_Outcome], _Outcome]:
    """Each result that the test may show, and that it shows nothing. Chances are shares of one whole."""
    shown = [name for name in test.settles if name != test.normal]
    shares = _shares(case, shown)
    whole = max(1.0, sum(shares.values()))
    results = [_Outcome(name, share / whole, suppose_all(case, (name, True))) for name, share in shares.items()]
    broadest = [name for name in shown if not set(case.knowledge.ontology.ancestors[name]).intersection(shown)]
    nothing = [(name, False) for name in broadest] + ([(test.normal, True)] if test.normal else [])
    return results, _Outcome(None, max(0.0, 1 - sum(one.share for one in results)), suppose_all(case, *nothing))


def _shares(case: Case, shown: list[str]) -> dict[str, float]:
    """How likely each result is by itself: a broader one without those narrower that the test tells too."""
    ontology, frequencies = case.knowledge.ontology, case.knowledge.matrix.frequencies
    own: dict[str, Points] = {}
    for name in sorted(shown, key=lambda one: (-len(ontology.ancestors[one]), one)):
        narrower = (own[other] for other in ontology.descendants[name] if other in own)
        own[name] = np.maximum(frequencies[name] - sum(narrower), 0.0)
    return {name: float(own[name] @ case.scores.chances) for name in shown}


def _step(
    case: Case,
    first: list[int],
    what: tuple[str, str, Effort | None],
    ends: tuple[list[_Outcome], _Outcome],
) -> Step:
    kind, subject, effort = what
    results, none = ends
    outcomes = [(one.share, one.after.level) for one in (*results, none)]
    before = _parted(case.scores.chances, first)
    after = {one.finding: _parted(one.after.scores.chances, first) for one in (*results, none)}
    told = {one.finding: one.share * _bits(before, after[one.finding]) for one in (*results, none)}
    shown = max(results, key=lambda one: (one.share * abs(one.after.level - case.decided.level), told[one.finding]))
    return Step(
        kind=kind,
        subject=subject,
        result=shown.finding if kind == "test" else None,
        effort=effort,
        chance=shown.share,
        referral_change=referral_change(case, outcomes),
        ranking_change=sum(told.values()),
        if_present=WhatIf.of(shown.after),
        if_absent=WhatIf.of(none.after),
    )


def _parted(chances: Points, first: list[int]) -> Points:
    """The probabilities of the first conditions, and that of all the rest together."""
    leaders = chances[first]
    return np.append(leaders, max(1.0 - float(leaders.sum()), 0.0))


def _bits(before: Points, after: Points) -> float:
    """How far the answer after is from the one before (Kullback and Leibler): 0 where nothing was told."""
    return max(0.0, float((after * np.log2(np.maximum(after, _TINY) / np.maximum(before, _TINY))).sum()))
