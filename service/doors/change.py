"""What changed since an earlier visit -> JSON, with its sentences and notes."""

from collections.abc import Iterator
from typing import Any

from service.doors.faults import Note
from service.doors.links import page_of
from service.doors.sentences import LEVEL_WORDS
from service.engine.assess import Assessment
from service.engine.change import Change, Spread
from service.engine.history import History
from service.engine.pack import Knowledge
from service.engine.visits import Visits

Json = dict[str, Any]

NAMED = 4


def report_change(knowledge: Knowledge, history: History, assessment: Assessment) -> Json | None:
    """The comparison, and what it did to the referral; None where there was no earlier visit."""
    change, levels = assessment.change, assessment.visits
    if change is None or levels is None:
        return None
    return {
        "days_between": change.days,
        **{
            part: [_finding(knowledge, assessment, name) for name in getattr(change, part)]
            for part in ("new", "resolved", "newly_reported", "not_mentioned")
        },
        "spread": [{"region": one.region, "site": one.site, "side": one.side} for one in change.spread],
        "pace": {
            "word": change.pace,
            "regions": len(change.spread),
            "per_month": round(change.per_month, 2),
        },
        "course_inferred": inferred_course(history, change),
        "sentence": change_sentence(knowledge, history, change),
        "referral": {
            "before": levels.before.word,
            "without_comparison": levels.alone.word,
            "after": assessment.triage.level.word,
            "because": referral_sentence(assessment, change, levels),
        },
    }


def inferred_course(history: History, change: Change) -> str | None:
    """The course that the comparison gives to a history that states none."""
    return None if "course" in history.fields else change.course


def change_notes(assessment: Assessment) -> Iterator[Note]:
    """A course that the comparison contradicts is told, never overruled in silence."""
    change = assessment.change
    if change is not None and change.stated is not None:
        said = change.stated.replace("_", " ")
        detail = f"Stated as {said}, but compared with the earlier visit it is {change.course}. Used as stated."
        yield Note("/course", "course_against_change", detail)


def change_sentence(knowledge: Knowledge, history: History, change: Change) -> str:
    """The comparison in a few sentences."""
    parts = [
        _listed(knowledge, "New", change.new),
        _listed(knowledge, "Resolved", change.resolved),
        f"Spread to: {', '.join(map(_place, change.spread))}; {_pace(change)}." if change.spread else "",
        _listed(knowledge, "Not mentioned then, so perhaps new", change.newly_reported),
        _listed(knowledge, "Not mentioned now", change.not_mentioned),
    ]
    course = inferred_course(history, change)
    parts.append(f"Taken as {course}." if course else "")
    said = " ".join(part for part in parts if part)
    return f"In {_days(change.days)}: {said or 'nothing changed.'}"


def referral_sentence(assessment: Assessment, change: Change, levels: Visits) -> str:
    """What the change did to the referral."""
    after = assessment.triage.level
    before, alone, now = (LEVEL_WORDS[level] for level in (levels.before, levels.alone, after))
    if after is not levels.alone:
        return f"The comparison with the earlier visit makes the referral {now}; alone, today's history gives {alone}."
    moved = f"The referral was {before} then and is {now} now" if after is not levels.before else f"It stays {now}"
    told = "what today's history says" if change.course or change.new or change.spread else "no change that counts"
    return f"{moved}, on {told}; the comparison itself does not move it."


def _finding(knowledge: Knowledge, assessment: Assessment, name: str) -> Json:
    return {
        "finding": name,
        "label": knowledge.findings[name].label,
        "page": page_of("findings", name),
        "status": assessment.evidence.status(name).value,
    }


def _listed(knowledge: Knowledge, heading: str, names: tuple[str, ...]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{heading}: {'; '.join(knowledge.findings[name].label for name in names[:NAMED])}{more}."


def _place(one: Spread) -> str:
    return f"{one.side} {one.region}" if one.side in ("left", "right") else one.region


def _pace(change: Change) -> str:
    return f"{change.per_month:.2g} regions a month, {change.pace}"


def _days(days: float) -> str:
    return f"{days:g} day" if days == 1 else f"{days:g} days"
