"""Visits: what the comparison with an earlier visit did to the referral."""

from dataclasses import dataclass, replace

from service.engine.history import History
from service.engine.interpret import understand
from service.engine.pack import Knowledge
from service.engine.rank import score
from service.engine.terms import Level
from service.engine.triage import level_of, triage_out_of_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """The referral level of the earlier history by itself, and of today's without the comparison."""

    before: Level
    alone: Level


def visits(knowledge: Knowledge, history: History) -> Visits | None:
    """Both levels; None for a history without an earlier one."""
    if history.earlier is None:
        return None
    today = replace(history, earlier=None)
    return Visits(before=_level(knowledge, history.earlier.history), alone=_level(knowledge, today))


def _level(knowledge: Knowledge, history: History) -> Level:
    evidence = understand(knowledge, history).evidence
    if knowledge.policy.scope.holds(evidence.statuses) is not True:
        return triage_out_of_scope(knowledge, evidence).level
    return level_of(knowledge, evidence, score(knowledge, history.setting, evidence))
