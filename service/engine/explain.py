"""Explain: why, or why not, one condition; and the smallest change of evidence that would alter rank or referral."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.engine.assess import Entry, entry
from service.engine.history import History
from service.engine.interpret import interpret
from service.engine.pack import Knowledge
from service.engine.rank import score
from service.engine.singles import Singles, singles
from service.engine.smallest import for_place, for_referral
from service.engine.terms import Level
from service.engine.triage import triage
from service.engine.whatif import Case, Facts, supposing

# The place that each goal asks for.
PLACES = {"first_place": 1, "top_three": 3}
GOALS = (*PLACES, "referral")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Facts that, once known, would reach a goal, and the answer they would give."""

    goal: str
    facts: Facts
    rank: int | None
    level: Level
    leader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One condition's entry, the referral as it stands, and for each goal the smallest change found, if any.

    A condition that the pack does not model has no entry, and only the referral can be changed.
    """

    entry: Entry | None
    level: Level
    leader: str
    changes: tuple[Change, ...]


class OutOfScopeError(ValueError):
    """The history records no involuntary movement, so no condition has a place to explain."""


def explain(knowledge: Knowledge, history: History, condition: str | None) -> Explanation:
    """Why `condition` (an id of the pack; None for one that it does not model) stands where it does.

    Raises ContradictionError as `assess` does, and OutOfScopeError where nothing moves.
    """
    evidence, _ = interpret(knowledge, history)
    if knowledge.policy.scope.holds(evidence.statuses) is not True:
        raise OutOfScopeError
    scores = score(knowledge, history.setting, evidence)
    case = Case(knowledge, history.setting, evidence, scores, triage(knowledge, evidence, scores))
    return Explanation(
        entry=entry(knowledge, evidence, scores, condition) if condition else None,
        level=case.decided.level,
        leader=scores.leader,
        changes=tuple(_changes(case, condition)),
    )


def _changes(case: Case, condition: str | None) -> Iterator[Change]:
    """For each goal not yet met, the smallest change that reaches it."""
    found = singles(case)
    for goal in GOALS:
        facts = _smallest(case, found, condition, goal)
        after = supposing(case, facts) if facts else None
        if facts and after is not None:
            yield Change(
                goal=goal,
                facts=facts,
                rank=after.scores.place(condition) if condition else None,
                level=after.level,
                leader=after.scores.leader,
            )


def _smallest(case: Case, found: Singles, condition: str | None, goal: str) -> Facts | None:
    if goal == "referral":
        return for_referral(case, found, lambda level: level != case.decided.level)
    if condition is None or case.scores.place(condition) <= PLACES[goal]:
        return None
    return for_place(case, found, condition, PLACES[goal])
