"""Assessment -> the v1 answer, as a dict ready for JSON. Shapes: schemas/assessment.py, held by tests."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.doors.faults import Note
from service.doors.intake import Reading
from service.doors.places import place_of
from service.doors.sentences import contribution_sentence, question_reason, screen_sentence
from service.engine.assess import Assessment, Entry
from service.engine.explain import Change, Explanation
from service.engine.history import History
from service.engine.knowledge import Certificate, Condition, RedFlag
from service.engine.pack import Knowledge
from service.engine.plan import SuggestedTest
from service.engine.questions import NextQuestion
from service.engine.terms import Level
from service.engine.triage import FiredFlag, Missing, Reason
from service.engine.weigh import Contribution

Json = dict[str, Any]

# A contribution under this many decibans either way changes nothing that a reader could see.
WORTH_SAYING = 0.3
FEW = 6
# The reasons of the first places decide; of the others the strongest are enough. /explain gives any in full.
FULL_PLACES = 3
SHORT = 3


def report_assessment(knowledge: Knowledge, reading: Reading, assessment: Assessment) -> Json:
    """The whole answer."""
    answer = {
        "knowledge": knowledge_stamp(knowledge),
        "intended_use": dict(knowledge.about.intended_use),
        "setting": assessment.setting,
        "in_scope": assessment.in_scope,
        "referral": _referral(knowledge, assessment),
        "red_flags": [_red_flag(knowledge, fired) for fired in assessment.triage.red_flags],
        "differential": [_entry(knowledge, entry) for entry in assessment.differential],
        "must_not_miss": [_brief(knowledge, entry) for entry in assessment.must_not_miss],
        "workup": [_test(knowledge, test) for test in assessment.workup],
        "next_questions": [_question(knowledge, question) for question in assessment.next_questions],
        "safety_net": [{"text": item.text, "when": item.when} for item in assessment.safety_net],
        "not_recorded": list(reading.not_recorded),
        "input_notes": [_note(note) for note in (*reading.notes, *_screen_notes(knowledge, assessment))],
        "evidence": _evidence(knowledge, reading.history, assessment),
    }
    return with_sources(knowledge, answer)


def report_explanation(knowledge: Knowledge, reading: Reading, explanation: Explanation) -> Json:
    """Why, or why not, one condition of the pack."""
    answer = {
        "knowledge": knowledge_stamp(knowledge),
        "intended_use": dict(knowledge.about.intended_use),
        "entry": _entry(knowledge, explanation.entry, full=True),
        "referral_level": explanation.level.word,
        "leader": _named(knowledge.conditions[explanation.leader]),
        "changes": [_change(knowledge, change) for change in explanation.changes],
        "not_recorded": list(reading.not_recorded),
        "input_notes": [_note(note) for note in reading.notes],
    }
    return with_sources(knowledge, answer)


def knowledge_stamp(knowledge: Knowledge) -> Json:
    """Which knowledge answered."""
    return {"version": knowledge.about.version, "sha256": knowledge.about.sha256}


def report_sources(knowledge: Knowledge, names: Iterable[str]) -> list[Json]:
    """Sources as a reader can find them."""
    return [
        {"id": name, "title": s.title, "year": s.year, "url": s.url, "quality": s.quality}
        for name in names
        for s in (knowledge.sources[name],)
    ]


def certified(certificate: Certificate) -> Json:
    """A birth certificate. `sources` are ids; an answer describes each once, in its `citations`."""
    return {"because": certificate.because, "grade": certificate.grade, "sources": list(certificate.sources)}


def with_sources(knowledge: Knowledge, answer: Json) -> Json:
    """The answer with every source that any part of it cites, described once."""
    answer["citations"] = report_sources(knowledge, sorted(set(_cited(answer))))
    return answer


def _cited(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from value if key == "sources" else _cited(value)
    elif isinstance(part, list):
        for value in part:
            yield from _cited(value)


def _referral(knowledge: Knowledge, assessment: Assessment) -> Json:
    decided = assessment.triage
    missing = decided.missing if decided.level < Level.ROUTINE else ()
    return {
        **_level(knowledge, decided.level),
        "to": {"id": decided.to, "label": knowledge.policy.services[decided.to]},
        "because": [_reason(reason) for reason in decided.reasons],
        "missing": [_missing(knowledge, one) for one in missing],
    }


def _level(knowledge: Knowledge, level: Level) -> Json:
    policy = knowledge.policy
    return {"level": level.word, "label": policy.level_labels[level], "within": policy.within[level]}


def _reason(reason: Reason) -> Json:
    return {
        "kind": reason.kind,
        "level": reason.level.word,
        "rule": reason.rule,
        "sentence": reason.sentence,
        "sources": list(reason.sources),
    }


def _missing(knowledge: Knowledge, missing: Missing) -> Json:
    return {
        **_finding(knowledge, missing.requirement.finding),
        "needed": missing.requirement.status.value,
        "status": missing.status.value,
        "because": missing.requirement.because,
    }


def _finding(knowledge: Knowledge, name: str) -> Json:
    finding = knowledge.findings[name]
    return {"finding": name, "label": finding.label, "question": finding.question}


def _red_flag(knowledge: Knowledge, fired: FiredFlag) -> Json:
    flag = fired.flag
    return {
        **_level(knowledge, flag.level),
        "id": flag.id,
        "label": flag.label,
        "to": {"id": flag.to, "label": knowledge.policy.services[flag.to]},
        "findings": [
            {"finding": part.finding, "label": knowledge.findings[part.finding].label, "status": part.status.value}
            for part in dict.fromkeys(fired.because)
        ],
        **certified(flag.certificate),
    }


def _named(condition: Condition) -> Json:
    return {"id": condition.id, "label": condition.label}


def _condition(condition: Condition) -> Json:
    return {
        **_named(condition),
        "summary": condition.summary,
        "codes": {system: list(codes) for system, codes in condition.codes.items()},
        "reviewed": dict(condition.reviewed) if condition.reviewed else None,
    }


def _brief(knowledge: Knowledge, entry: Entry) -> Json:
    condition = knowledge.conditions[entry.condition]
    return {
        "condition": _named(condition),
        "rank": entry.rank,
        "points": round(entry.points, 1),
        "probability": round(entry.probability, 4),
        "support": entry.support,
        "referral_level": condition.referral.level.word,
        "for": [_contribution_name(knowledge, c) for c in entry.contributions if c.points >= WORTH_SAYING][:SHORT],
        "ask": [_finding(knowledge, name) for name in entry.unknown[:3]],
    }


def _entry(knowledge: Knowledge, entry: Entry, *, full: bool = False) -> Json:
    condition = knowledge.conditions[entry.condition]
    few = FEW if entry.rank <= FULL_PLACES or full else SHORT
    pro = [c for c in entry.contributions if c.points >= WORTH_SAYING]
    contra = [c for c in entry.contributions if c.points <= -WORTH_SAYING]
    return {
        "rank": entry.rank,
        "condition": _condition(condition),
        "points": round(entry.points, 1),
        "probability": round(entry.probability, 4),
        "support": entry.support,
        "must_not_miss": condition.must_not_miss,
        "benign": condition.benign,
        "referral_level": condition.referral.level.word,
        "for": [_contribution(knowledge, c) for c in pro[: None if full else few]],
        "against": [_contribution(knowledge, c) for c in contra[: None if full else few]],
        "unknown": [_finding(knowledge, name) for name in entry.unknown[:few]],
    }


def _contribution(knowledge: Knowledge, one: Contribution) -> Json:
    return {
        "finding": one.finding,
        "combination": one.combination,
        "label": knowledge.findings[one.finding].label if one.finding else None,
        "status": one.status.value,
        "points": round(one.points, 1),
        "percent": _percent(one.frequency),
        "background_percent": _percent(one.background),
        "sentence": contribution_sentence(knowledge, one),
        **certified(one.certificate),
    }


def _contribution_name(knowledge: Knowledge, one: Contribution) -> Json:
    finding = knowledge.findings[one.finding] if one.finding else None
    label = finding.label if finding else one.certificate.because
    return {"finding": one.finding, "label": label, "status": one.status.value, "points": round(one.points, 1)}


def _percent(fraction: float | None) -> float | None:
    return None if fraction is None else round(fraction * 100, 2)


def _test(knowledge: Knowledge, suggested: SuggestedTest) -> Json:
    test = knowledge.tests[suggested.test]
    rules: dict[str, Mapping[str, Condition | RedFlag]] = {
        "condition": knowledge.conditions,
        "red_flag": knowledge.red_flags,
    }
    return {
        "test": {"id": test.id, "label": test.label, "codes": {k: list(v) for k, v in test.codes.items()}},
        "priority": suggested.priority,
        "indication": test.indication,
        "avoid_when": test.avoid_when,
        "result_known": suggested.result_known,
        "because": [
            {
                "kind": i.kind,
                "rule": i.rule,
                "label": rules[i.kind][i.rule].label,
                **certified(i.certificate),
            }
            for i in suggested.indications[:FEW]
        ],
    }


def _question(knowledge: Knowledge, question: NextQuestion) -> Json:
    outcomes = {"if_present": question.if_present, "if_absent": question.if_absent}
    return {
        **_finding(knowledge, question.finding),
        "chance_present": round(question.chance_present, 3),
        "referral_change": round(question.referral_change, 3),
        "ranking_change": round(question.ranking_change, 3),
        "because": question_reason(knowledge, question),
        **{
            name: {"level": outcome.level.word, "leader": _named(knowledge.conditions[outcome.leader])}
            for name, outcome in outcomes.items()
        },
    }


def _change(knowledge: Knowledge, change: Change) -> Json:
    return {
        "goal": change.goal,
        "facts": [
            {**_finding(knowledge, name), "status": "present" if present else "absent"}
            for name, present in change.facts
        ],
        "then": {
            "rank": change.rank,
            "level": change.level.word,
            "leader": _named(knowledge.conditions[change.leader]),
        },
    }


def _note(note: Note) -> Json:
    return {"pointer": note.pointer, "code": note.code, "detail": note.detail}


def _screen_notes(knowledge: Knowledge, assessment: Assessment) -> list[Note]:
    return [Note("/screens", "screen_read_as", screen_sentence(knowledge, reading)) for reading in assessment.screens]


def _evidence(knowledge: Knowledge, history: History, assessment: Assessment) -> list[Json]:
    """What the history was taken to mean: each finding that it settles, without what follows by is-a alone."""
    origins = assessment.evidence.origins
    return [
        {
            "finding": name,
            "label": knowledge.findings[name].label,
            "status": assessment.evidence.status(name).value,
            "origin": origins[name].kind,
            "pointer": place_of(history, origins[name].pointer),
        }
        for name in sorted(assessment.evidence.statuses)
        if origins[name].kind not in ("implied", "screen")
    ]
