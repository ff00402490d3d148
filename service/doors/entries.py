"""One condition of an answer: its place and its reasons, in full, in short or in a line."""

from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Any

from service.doors.certify import certified, finding_ref, named_ref
from service.doors.links import page_of
from service.doors.reviewed import review_of
from service.doors.sentences import contribution_sentence
from service.engine.assess import Entry
from service.engine.knowledge import Condition
from service.engine.pack import Knowledge
from service.engine.weigh import Contribution

Json = dict[str, Any]

# A contribution under this many decibans either way changes nothing that a reader could see.
WORTH_SAYING = 0.3
SHORT = 3


class Fullness(Enum):
    """How much an answer tells: all, not the reasons that few callers read, or no condition's reasons at all."""

    WHOLE = "whole"
    PLAIN = "plain"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a place tells: reasons on each side (None: all), each in full or in a line, and what is unknown."""

    reasons: int | None
    unknown: int
    in_full: bool = True


ALL = Extent(reasons=None, unknown=6)
# The reasons of the first places decide; of the others the strongest are enough. /explain gives any in full.
_WHOLE = {1: Extent(6, 6), 2: Extent(6, 6), 3: Extent(6, 6)}
_OTHERS_WHOLE = Extent(3, 3)
_PLAIN = {1: Extent(4, 3), 2: Extent(2, 2), 3: Extent(2, 2)}
_OTHERS_PLAIN = Extent(2, 0, in_full=False)
_BRIEF = Extent(0, 0)


def extent_of(rank: int, fullness: Fullness) -> Extent:
    """How much one place of the differential tells."""
    if fullness is Fullness.BRIEF:
        return _BRIEF
    return _WHOLE.get(rank, _OTHERS_WHOLE) if fullness is Fullness.WHOLE else _PLAIN.get(rank, _OTHERS_PLAIN)


def _condition(condition: Condition) -> Json:
    return {
        **named_ref(condition),
        "summary": condition.summary,
        "codes": {system: list(codes) for system, codes in condition.codes.items()},
        **review_of(condition.reviewed),
    }


def report_danger(knowledge: Knowledge, entry: Entry, *, reasons: int = SHORT) -> Json:
    """A dangerous condition in a few lines, with up to `reasons` for it and to ask for; 0 leaves both out."""
    condition = knowledge.conditions[entry.condition]
    told = {
        "condition": named_ref(condition),
        "rank": entry.rank,
        "points": round(entry.points, 1),
        "probability": round(entry.probability, 4),
        "support": entry.support,
        "referral_level": condition.referral.level.word,
    }
    if reasons:
        pro = (c for c in entry.contributions if c.points >= WORTH_SAYING)
        told["for"] = [contribution_line(knowledge, c) | _page(c) for c in islice(pro, reasons)]
        told["ask"] = [finding_ref(knowledge, name) for name in entry.unknown[:reasons]]
    return told


def report_entry(knowledge: Knowledge, entry: Entry, extent: Extent) -> Json:
    """One condition of the differential."""
    condition = knowledge.conditions[entry.condition]
    told = {
        "rank": entry.rank,
        "condition": _condition(condition),
        "points": round(entry.points, 1),
        "probability": round(entry.probability, 4),
        "support": entry.support,
        "must_not_miss": condition.must_not_miss,
        "benign": condition.benign,
        "referral_level": condition.referral.level.word,
        **_reasons(knowledge, entry, extent),
    }
    if extent.unknown:
        told["unknown"] = [finding_ref(knowledge, name) for name in entry.unknown[: extent.unknown]]
    return told


def _reasons(knowledge: Knowledge, entry: Entry, extent: Extent) -> Json:
    if extent.reasons == 0:
        return {"for": [], "against": []}
    tell = _contribution if extent.in_full else contribution_line
    pro = (c for c in entry.contributions if c.points >= WORTH_SAYING)
    contra = (c for c in entry.contributions if c.points <= -WORTH_SAYING)
    return {
        "for": [tell(knowledge, c) for c in islice(pro, extent.reasons)],
        "against": [tell(knowledge, c) for c in islice(contra, extent.reasons)],
    }


def _contribution(knowledge: Knowledge, one: Contribution) -> Json:
    finding = knowledge.findings[one.finding] if one.finding else None
    return {
        "finding": one.finding,
        "combination": one.combination,
        "label": finding.label if finding else None,
        **_page(one),
        "status": one.status.value,
        "points": round(one.points, 1),
        "percent": _percent(one.frequency),
        "background_percent": _percent(finding.background if finding else None),
        "sentence": contribution_sentence(knowledge, one),
        **certified(one.certificate),
    }


def contribution_line(knowledge: Knowledge, one: Contribution) -> Json:
    """A contribution in a line."""
    finding = knowledge.findings[one.finding] if one.finding else None
    label = finding.label if finding else one.certificate.because
    return {
        "finding": one.finding,
        "label": label,
        "status": one.status.value,
        "points": round(one.points, 1),
    }


def _page(one: Contribution) -> Json:
    return {"page": page_of("findings", one.finding) if one.finding else None}


def _percent(fraction: float | None) -> float | None:
    return None if fraction is None else round(fraction * 100, 2)
