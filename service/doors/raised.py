"""What would raise the referral -> the answer: each finding with the red flag that it would fire."""

from typing import Any

from service.doors.certify import finding_ref
from service.doors.links import page_of
from service.engine.knowledge import RedFlag
from service.engine.pack import Knowledge
from service.engine.raising import Raised, Raising

Json = dict[str, Any]


def report_raising(knowledge: Knowledge, found: Raising) -> Json:
    """What to ask or look for today, and what to watch for."""
    return {
        "today": [_raised(knowledge, one) for one in found.today],
        "watch_for": [_raised(knowledge, one) for one in found.watch_for],
    }


def _raised(knowledge: Knowledge, one: Raised) -> Json:
    first, *others = one.findings
    return {
        **finding_ref(knowledge, first),
        "plain": knowledge.findings[first].plain,
        "together_with": [finding_ref(knowledge, name) for name in others],
        "level": one.flag.level.word,
        "within": knowledge.policy.within[one.flag.level],
        "rule": _rule(one.flag),
        "because": one.flag.certificate.because,
        "chance": round(one.chance, 3),
    }


def _rule(flag: RedFlag) -> Json:
    return {"id": flag.id, "label": flag.label, "page": page_of("red-flags", flag.id)}
