"""Scores: the referral level and the first places of a history, without reasons. For many histories at a time."""

from typing import Any

from service.engine.history import History
from service.engine.interpret import understand
from service.engine.pack import Knowledge
from service.engine.rank import Scores, score
from service.engine.terms import Level
from service.engine.triage import level_of, triage_out_of_scope

Json = dict[str, Any]

FIRST = 5


def brief_scores(knowledge: Knowledge, history: History) -> tuple[Level, Json]:
    """The level, and what a line of a batch says. Raises ContradictionError as `assess` does."""
    evidence = understand(knowledge, history).evidence
    scores = score(knowledge, history.setting, evidence)
    in_scope = knowledge.policy.scope.holds(evidence.statuses) is True
    decided = level_of(knowledge, evidence, scores) if in_scope else triage_out_of_scope(knowledge, evidence).level
    return decided, {
        "in_scope": in_scope,
        "level": decided.word,
        "red_flags": sorted({*knowledge.flags.fired(evidence), *evidence.held}),
        "withdrawn": [
            name for name, flag in knowledge.withdrawn.red_flags.items() if flag.when.holds(evidence.statuses)
        ],
        "first": _first(scores) if in_scope else [],
    }


def _first(scores: Scores) -> list[Json]:
    return [
        {"condition": name, "points": round(points, 1), "probability": round(probability, 4)}
        for name, points, probability in scores.first(FIRST)
    ]
