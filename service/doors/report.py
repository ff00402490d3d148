"""Assessment -> the v1 answer, as a dict ready for JSON. Shapes: schemas/assessment.py, held by tests."""

from collections.abc import Mapping
from typing import Any

from service.doors.certify import certified, finding_ref, knowledge_stamp, named_ref, use_stamp, with_sources
from service.doors.change import report_change
from service.doors.entries import ALL, SHORT, Fullness, extent_of, report_danger, report_entry
from service.doors.intake import Reading
from service.doors.links import page_of
from service.doors.movement import report_movement
from service.doors.notes import explained_notes, report_notes
from service.doors.overlay import availability, explained_changes, report_changes
from service.doors.places import place_of
from service.doors.raised import report_raising
from service.doors.reliance import report_certainty
from service.doors.reviewed import review_of
from service.doors.sentences import question_reason
from service.engine.assess import Assessment
from service.engine.explain import Change, Explanation
from service.engine.history import History
from service.engine.knowledge import Condition, RedFlag
from service.engine.pack import Knowledge
from service.engine.plan import SuggestedTest
from service.engine.questions import NextQuestion
from service.engine.terms import Level, Status
from service.engine.triage import FiredFlag, Missing, Reason

Json = dict[str, Any]

# The rules that ask for a test are named up to this many.
FEW = 6
FEW_PLAIN = 1
# So many of the dangerous conditions come with their reasons in the plain answer.
DANGERS_PLAIN = 5
# The long parts of an answer that cite nothing.
_UNCITED = frozenset({"must_not_miss", "next_questions", "safety_net", "evidence"})


def report_assessment(
    knowledge: Knowledge, reading: Reading, assessment: Assessment, fullness: Fullness = Fullness.WHOLE
) -> Json:
    """The answer, with all reasons where the history asks for them. `BRIEF` is not v1's: it is what cards read."""
    if "reasons" in reading.include:
        fullness = Fullness.WHOLE
    plain = fullness is not Fullness.WHOLE
    answer = {
        "knowledge": knowledge_stamp(knowledge),
        "intended_use": use_stamp(knowledge),
        "setting": assessment.setting,
        "in_scope": assessment.in_scope,
        "referral": report_referral(knowledge, assessment),
        "movement": report_movement(knowledge, assessment.movement, plain=plain),
        "change": report_change(knowledge, reading.history, assessment),
        "red_flags": [_red_flag(knowledge, fired) for fired in assessment.triage.red_flags],
        "certainty": report_certainty(knowledge, assessment.certainty),
        "differential": [report_entry(knowledge, e, extent_of(e.rank, fullness)) for e in assessment.differential],
        "must_not_miss": _dangers(knowledge, assessment, fullness),
        "workup": [_test(knowledge, test, FEW_PLAIN if plain else FEW) for test in assessment.workup],
        "next_questions": [_question(knowledge, question) for question in assessment.next_questions],
        "safety_net": [{"text": item.text, "when": item.when} for item in assessment.safety_net],
        "not_recorded": list(reading.not_recorded),
        "input_notes": report_notes(knowledge, reading, assessment),
        "evidence": _evidence(knowledge, reading.history, assessment, plain=plain),
        "local_changes": report_changes(knowledge, reading.history, assessment),
    }
    return with_sources(knowledge, answer, _UNCITED)


def report_explanation(
    knowledge: Knowledge, reading: Reading, explanation: Explanation, remedy: str | None = None
) -> Json:
    """Why, or why not, one condition. `remedy`: what to ask for instead of a condition that the pack does not model."""
    answer = {
        "knowledge": knowledge_stamp(knowledge),
        "intended_use": use_stamp(knowledge),
        "modelled": explanation.entry is not None,
        "remedy": remedy,
        "entry": report_entry(knowledge, explanation.entry, ALL) if explanation.entry else None,
        "referral_level": explanation.level.word,
        "leader": named_ref(knowledge.conditions[explanation.leader]),
        "changes": [_change(knowledge, change) for change in explanation.changes],
        "not_recorded": list(reading.not_recorded),
        "input_notes": explained_notes(knowledge, reading),
        "local_changes": explained_changes(knowledge, reading.history, explanation),
    }
    return with_sources(knowledge, answer)


def report_referral(knowledge: Knowledge, assessment: Assessment) -> Json:
    """Where to, how fast, why, what reassurance still needs, and what would raise the level."""
    decided = assessment.triage
    missing = decided.missing if decided.level < Level.ROUTINE else ()
    return {
        **_level(knowledge, decided.level),
        "to": {"id": decided.to, "label": knowledge.policy.services[decided.to]},
        "because": [_reason(knowledge, reason) for reason in decided.reasons],
        "missing": [_missing(knowledge, one) for one in missing],
        "would_raise": report_raising(knowledge, assessment.raising),
    }


def _level(knowledge: Knowledge, level: Level) -> Json:
    policy = knowledge.policy
    return {"level": level.word, "label": policy.level_labels[level], "within": policy.within[level]}


def _reason(knowledge: Knowledge, reason: Reason) -> Json:
    return {
        "kind": reason.kind,
        "level": reason.level.word,
        "rule": reason.rule,
        "page": _page_of_rule(knowledge, reason.rule) if reason.rule else None,
        "sentence": reason.sentence,
        "sources": list(reason.sources),
    }


def _missing(knowledge: Knowledge, missing: Missing) -> Json:
    return {
        **finding_ref(knowledge, missing.requirement.finding),
        "needed": missing.requirement.status.value,
        "status": missing.status.value,
        "because": missing.requirement.because,
    }


def _page_of_rule(knowledge: Knowledge, rule: str) -> str:
    """The page of the red flag or condition that asked for something."""
    return page_of("red-flags" if rule in knowledge.red_flags else "conditions", rule)


def _stated(knowledge: Knowledge, finding: str, status: Status) -> Json:
    label = knowledge.findings[finding].label
    return {"finding": finding, "label": label, "page": page_of("findings", finding), "status": status.value}


def _red_flag(knowledge: Knowledge, fired: FiredFlag) -> Json:
    flag = fired.flag
    return {
        **_level(knowledge, flag.level),
        "id": flag.id,
        "label": flag.label,
        "page": page_of("red-flags", flag.id),
        "to": {"id": flag.to, "label": knowledge.policy.services[flag.to]},
        "findings": [_stated(knowledge, part.finding, part.status) for part in dict.fromkeys(fired.because)],
        **review_of(flag.reviewed),
        **certified(flag.certificate),
    }


def _dangers(knowledge: Knowledge, assessment: Assessment, fullness: Fullness) -> list[Json]:
    several = {Fullness.WHOLE: len(assessment.must_not_miss), Fullness.PLAIN: DANGERS_PLAIN, Fullness.BRIEF: 0}
    with_reasons, few = several[fullness], SHORT if fullness is Fullness.WHOLE else 1
    return [
        report_danger(knowledge, entry, reasons=few if place < with_reasons else 0)
        for place, entry in enumerate(assessment.must_not_miss)
    ]


def _test(knowledge: Knowledge, suggested: SuggestedTest, few: int) -> Json:
    test = knowledge.tests[suggested.test]
    rules: dict[str, Mapping[str, Condition | RedFlag]] = {
        "condition": knowledge.conditions,
        "red_flag": knowledge.red_flags,
    }
    return {
        "test": {
            "id": test.id,
            "label": test.label,
            "page": page_of("tests", test.id),
            "codes": {k: list(v) for k, v in test.codes.items()},
        },
        "priority": suggested.priority,
        "indication": test.indication,
        "avoid_when": test.avoid_when,
        "result_known": suggested.result_known,
        **availability(test),
        "because": [
            {
                "kind": i.kind,
                "rule": i.rule,
                "label": rules[i.kind][i.rule].label,
                "page": _page_of_rule(knowledge, i.rule),
                **certified(i.certificate),
            }
            for i in suggested.indications[:few]
        ],
    }


def _question(knowledge: Knowledge, question: NextQuestion) -> Json:
    outcomes = {"if_present": question.if_present, "if_absent": question.if_absent}
    return {
        **finding_ref(knowledge, question.finding),
        "chance_present": round(question.chance_present, 3),
        "referral_change": round(question.referral_change, 3),
        "ranking_change": round(question.ranking_change, 3),
        "because": question_reason(knowledge, question),
        **{
            name: {"level": outcome.level.word, "leader": named_ref(knowledge.conditions[outcome.leader])}
            for name, outcome in outcomes.items()
        },
    }


def _change(knowledge: Knowledge, change: Change) -> Json:
    return {
        "goal": change.goal,
        "facts": [
            {**finding_ref(knowledge, name), "status": "present" if present else "absent"}
            for name, present in change.facts
        ],
        "then": {
            "rank": change.rank,
            "level": change.level.word,
            "leader": named_ref(knowledge.conditions[change.leader]),
        },
    }


def _evidence(knowledge: Knowledge, history: History, assessment: Assessment, *, plain: bool) -> list[Json]:
    """What the history was taken to mean: each finding that it settles, without what follows by is-a alone."""
    origins, statuses = assessment.evidence.origins, assessment.evidence.statuses
    tell = _known if plain else _stated
    return [
        {
            **tell(knowledge, name, Status.PRESENT if statuses[name] else Status.ABSENT),
            "origin": origins[name].kind,
            "pointer": place_of(history, origins[name].pointer),
        }
        for name in sorted(statuses)
        if origins[name].kind not in ("implied", "screen")
    ]


def _known(knowledge: Knowledge, finding: str, status: Status) -> Json:
    return {"finding": finding, "label": knowledge.findings[finding].label, "status": status.value}
