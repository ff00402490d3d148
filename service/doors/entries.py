"""One condition of an answer: its place and its reasons, in full, in short or in a line."""

from typing import Any

from service.doors.certify import certified, finding_ref, named_ref
from service.doors.links import page_of
from service.doors.sentences import contribution_sentence
from service.engine.assess import Entry
from service.engine.knowledge import Condition
from service.engine.pack import Knowledge
from service.engine.weigh import Contribution

Json = dict[str, Any]

# A contribution under this many decibans either way changes nothing that a reader could see.
WORTH_SAYING = 0.3
FEW = 6
# The reasons of the first places decide; of the others the strongest are enough. /explain gives any in full.
FULL_PLACES = 3
SHORT = 3


def _condition(condition: Condition) -> Json:
    return {
        **named_ref(condition),
        "summary": condition.summary,
        "codes": {system: list(codes) for system, codes in condition.codes.items()},
        "reviewed": dict(condition.reviewed) if condition.reviewed else None,
    }


def report_brief(knowledge: Knowledge, entry: Entry) -> Json:
    """A dangerous condition in a few lines."""
    condition = knowledge.conditions[entry.condition]
    return {
        "condition": named_ref(condition),
        "rank": entry.rank,
        "points": round(entry.points, 1),
        "probability": round(entry.probability, 4),
        "support": entry.support,
        "referral_level": condition.referral.level.word,
        "for": [_contribution_name(knowledge, c) for c in entry.contributions if c.points >= WORTH_SAYING][:SHORT],
        "ask": [finding_ref(knowledge, name) for name in entry.unknown[:3]],
    }


def report_entry(knowledge: Knowledge, entry: Entry, *, full: bool = False) -> Json:
    """One condition of the differential; `full` gives every reason."""
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
        "unknown": [finding_ref(knowledge, name) for name in entry.unknown[:few]],
    }


def _contribution(knowledge: Knowledge, one: Contribution) -> Json:
    return {
        "finding": one.finding,
        "combination": one.combination,
        "label": knowledge.findings[one.finding].label if one.finding else None,
        "page": page_of("findings", one.finding) if one.finding else None,
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
    return {
        "finding": one.finding,
        "label": label,
        "page": page_of("findings", finding.id) if finding else None,
        "status": one.status.value,
        "points": round(one.points, 1),
    }


def _percent(fraction: float | None) -> float | None:
    return None if fraction is None else round(fraction * 100, 2)
