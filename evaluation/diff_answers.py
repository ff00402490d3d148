"""Answers: what a pack says to each case, as plain data that two packs can be compared by.

Also runs by itself inside the tree of another revision (`python diff_answers.py`, a question on standard input), where
it finds that revision's `service`; so it uses little of it, and only what has stood for long.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from service.doors.faults import InvalidHistoryError
from service.doors.intake import Reception, open_reception, read_history
from service.engine.evidence import ContradictionError, Evidence
from service.engine.interpret import interpret
from service.engine.knowledge import Condition
from service.engine.pack import Knowledge
from service.engine.rank import Scores, score
from service.engine.triage import triage, triage_out_of_scope
from service.engine.weigh import weigh
from service.loader.load import load

SHOWN = 10
# One case's answer, or {"refused": codes}; see `_answer`.
Answer = dict[str, Any]
Case = Mapping[str, Any]
# Case -> the conditions whose points are wanted, part by part. Without it all cases are asked, and no points told.
Wanted = Mapping[str, Sequence[str]]


def answers(knowledge: Knowledge, cases: Sequence[Case], wanted: Wanted | None = None) -> dict[str, Answer]:
    """The answer to every case by its id. A case has `id`, `request` and `right`, the ids of what is right."""
    reception = open_reception(knowledge)
    asked = cases if wanted is None else [case for case in cases if case["id"] in wanted]
    return {case["id"]: _answer(reception, case, (wanted or {}).get(case["id"], ())) for case in asked}


def _answer(reception: Reception, case: Case, conditions: Sequence[str]) -> Answer:
    knowledge = reception.knowledge
    try:
        history = read_history(reception, case["request"]).history
        evidence = interpret(knowledge, history)[0]
    except InvalidHistoryError as error:
        return {"refused": sorted({f"{fault.pointer} {fault.code}" for fault in error.faults})}
    except ContradictionError as error:
        return {"refused": sorted(one.finding for one in error.contradictions)}
    scores = score(knowledge, history.setting, evidence)
    scoped = knowledge.policy.scope.holds(evidence.statuses) is True
    made = triage(knowledge, evidence, scores) if scoped else triage_out_of_scope(knowledge, evidence)
    return {
        "order": list(scores.order[:SHOWN]) if scoped else [],
        "place": _place(scores, case["right"]) if scoped else None,
        "level": made.level.word,
        "flags": {one.flag.id: one.flag.level.word for one in made.red_flags},
        "evidence": dict(sorted(evidence.statuses.items())),
        "points": {
            name: _parts(knowledge, knowledge.conditions[name], history.setting, evidence)
            for name in conditions
            if name in knowledge.conditions
        },
    }


def _place(scores: Scores, right: Sequence[str]) -> int | None:
    return next((place for place, name in enumerate(scores.order, 1) if name in right), None)


def _parts(knowledge: Knowledge, condition: Condition, setting: str, evidence: Evidence) -> dict[str, float]:
    """The points of one condition by what gave them: `prior`, a finding, or a combination."""
    parts = {"prior": round(condition.prior.points[setting], 2)}
    for one in weigh(knowledge, condition, evidence):
        parts[one.finding or f"combination {one.combination}"] = round(one.points, 2)
    return parts


def main() -> int:
    """Answer {"rules", "cases", "wanted"} from standard input on standard output."""
    asked = json.load(sys.stdin)
    json.dump(answers(load(Path(asked["rules"])), asked["cases"], asked["wanted"]), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
