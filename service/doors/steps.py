"""The next best steps -> the answer: what to do, what it takes, what it would change."""

from typing import Any

from service.doors.certify import finding_ref, named_ref
from service.doors.links import page_of
from service.doors.overlay import availability
from service.doors.sentences import step_sentence
from service.engine.assess import Assessment
from service.engine.pack import Knowledge
from service.engine.steps import Step, next_steps
from service.engine.whatif import Case, WhatIf

Json = dict[str, Any]


def report_steps(knowledge: Knowledge, assessment: Assessment, mode: str) -> Json | None:
    """The steps in one mode; null where nothing was ranked, so that nothing can be told apart."""
    if not assessment.in_scope:
        return None
    one = assessment
    case = Case(knowledge, one.setting, one.evidence, one.scores, one.triage)
    return {"mode": mode, "steps": [_step(knowledge, step) for step in next_steps(case, mode)]}


def _step(knowledge: Knowledge, step: Step) -> Json:
    effort = step.effort
    return {
        "kind": step.kind,
        "finding": None if step.kind == "test" else finding_ref(knowledge, step.subject),
        "test": _test(knowledge, step.subject) if step.kind == "test" else None,
        "result": finding_ref(knowledge, step.result) if step.result else None,
        "minutes": effort.minutes if effort else None,
        "cost": effort.cost if effort else None,
        "chance": round(step.chance, 3),
        "referral_change": round(step.referral_change, 3),
        "ranking_change": round(step.ranking_change, 3),
        "if_present": _outcome(knowledge, step.if_present),
        "if_absent": _outcome(knowledge, step.if_absent),
        "sentence": step_sentence(knowledge, step),
    }


def _test(knowledge: Knowledge, name: str) -> Json:
    test = knowledge.tests[name]
    return {
        "id": name,
        "label": test.label,
        "page": page_of("tests", name),
        "avoid_when": test.avoid_when,
        **availability(test),
    }


def _outcome(knowledge: Knowledge, outcome: WhatIf) -> Json:
    return {"level": outcome.level.word, "leader": named_ref(knowledge.conditions[outcome.leader])}
