"""Explain: why, or why not, one condition; and the smallest change of evidence that would alter rank or referral."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from service.engine.assess import Entry, entry
from service.engine.evidence import Evidence, suppose
from service.engine.history import History
from service.engine.interpret import interpret
from service.engine.pack import Knowledge
from service.engine.questions import ASKABLE, completing
from service.engine.rank import Scores, rescore, score
from service.engine.terms import Level
from service.engine.triage import level_of

# (finding, present), in the order in which they are supposed.
Facts = tuple[tuple[str, bool], ...]

GOALS = ("first_place", "top_three", "referral")
# How many of the most telling unknown facts are tried one by one, in pairs and in triples. Each is tried in full, so
# the widths bound the work: 20 + 91 + 56 what-ifs at most, and one for each fact that alone would fire a red flag.
WIDTHS = {1: 20, 2: 14, 3: 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Facts that, once known, would reach a goal, and the answer they would give."""

    goal: str
    facts: Facts
    rank: int
    level: Level
    leader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One condition's entry, the referral as it stands, and for each goal the smallest change found, if any."""

    entry: Entry
    level: Level
    leader: str
    changes: tuple[Change, ...]


class OutOfScopeError(ValueError):
    """The history records no involuntary movement, so no condition has a place to explain."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What every what-if starts from. `tried` keeps the evidence and scores after each change already tried."""

    knowledge: Knowledge
    setting: str
    evidence: Evidence
    scores: Scores
    level: Level
    condition: str
    tried: dict[Facts, tuple[Evidence, Scores]]


def explain(knowledge: Knowledge, history: History, condition: str) -> Explanation:
    """Why `condition` (an id of the pack) stands where it does.

    Raises ContradictionError as `assess` does, and OutOfScopeError where nothing moves.
    """
    evidence, _ = interpret(knowledge, history)
    if knowledge.policy.scope.holds(evidence.statuses) is not True:
        raise OutOfScopeError
    scores = score(knowledge, history.setting, evidence)
    level = level_of(knowledge, evidence, scores)
    case = _Case(knowledge, history.setting, evidence, scores, level, condition, {(): (evidence, scores)})
    return Explanation(
        entry=entry(knowledge, evidence, scores, condition),
        level=case.level,
        leader=scores.leader,
        changes=tuple(_smallest_changes(case)),
    )


def _smallest_changes(case: _Case) -> Iterator[Change]:
    """For each goal not yet met, the first change of the smallest size that reaches it."""
    open_goals = [goal for goal in GOALS if not _met(case, goal, case.scores, case.level, changed=False)]
    pool = _pool(case)
    for size, width in WIDTHS.items():
        tried = [*pool[:width], *_flag_facts(case)] if size == 1 else pool[:width]
        for facts in combinations(dict.fromkeys(tried), size):
            if not open_goals:
                return
            if len({finding for finding, _ in facts}) == size:
                for change in _reached(case, facts, open_goals):
                    open_goals.remove(change.goal)
                    yield change


def _after(case: _Case, facts: Facts) -> tuple[Evidence, Scores] | None:
    """Evidence and scores once these facts are known; None where one implies another: a smaller change says it too."""
    if facts not in case.tried:
        before = _after(case, facts[:-1])
        finding, present = facts[-1]
        if before is None or finding in before[0].statuses:
            return None
        evidence = suppose(before[0], finding, present, case.knowledge.ontology)
        scores = rescore(case.knowledge, case.setting, evidence, before[1], finding)
        case.tried[facts] = (evidence, scores)
    return case.tried[facts]


def _reached(case: _Case, facts: Facts, goals: list[str]) -> list[Change]:
    after = _after(case, facts)
    if after is None:
        return []
    evidence, scores = after
    level = level_of(case.knowledge, evidence, scores)
    rank = scores.place(case.condition)
    return [
        Change(goal=goal, facts=facts, rank=rank, level=level, leader=scores.leader)
        for goal in goals
        if _met(case, goal, scores, level, changed=True)
    ]


def _met(case: _Case, goal: str, scores: Scores, level: Level, *, changed: bool) -> bool:
    place = scores.place(case.condition)
    if goal == "referral":
        return changed and level != case.level
    return place == 1 if goal == "first_place" else place <= 3


def _flag_facts(case: _Case) -> list[tuple[str, bool]]:
    """Single facts that would fire a red flag above the present level."""
    return [(finding, True) for finding in completing(case.knowledge, case.evidence, case.level)]


def _pool(case: _Case) -> list[tuple[str, bool]]:
    """The unknown facts that lift this condition, or lower those before it, most."""
    gains: dict[tuple[str, bool], float] = {}
    for name in dict.fromkeys((case.condition, *case.scores.order[:3])):
        sign = 1 if name == case.condition else -0.5
        for weight in case.knowledge.conditions[name].weights.values():
            if _askable(case, weight.finding):
                for present, points in ((True, weight.present), (False, weight.absent)):
                    key = (weight.finding, present)
                    gains[key] = gains.get(key, 0.0) + sign * points
    ordered = sorted(gains.items(), key=lambda item: (-item[1], item[0]))
    return [key for key, gain in ordered if gain > 0][: WIDTHS[1]]


def _askable(case: _Case, finding: str) -> bool:
    return finding not in case.evidence.statuses and case.knowledge.findings[finding].kind in ASKABLE
