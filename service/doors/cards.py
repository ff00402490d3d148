"""The rules as the knowledge API shows them, each as a dict ready for JSON. Shapes: schemas/vocabulary.py."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from service.doors.certify import certified
from service.doors.faults import Fault, InvalidHistoryError
from service.doors.links import page_of
from service.doors.overlay import availability
from service.doors.reviewed import review_of
from service.engine.knowledge import (
    Condition,
    Effort,
    Finding,
    Medication,
    RedFlag,
    Screen,
    Source,
    Suggestion,
    Test,
)
from service.engine.pack import Knowledge

Json = dict[str, Any]


def names(entry: Any) -> Iterable[str]:
    """The words by which an entry may be looked for."""
    yield getattr(entry, "label", None) or entry.title
    yield from getattr(entry, "synonyms", ())
    for brands in getattr(entry, "brands", {}).values():
        yield from brands
    for codes in getattr(entry, "codes", {}).values():
        yield from codes


def named(kind: str, entry: Any) -> Json:
    """Id, label and page; `kind` as in paths."""
    label = getattr(entry, "label", None) or entry.title
    return {"id": entry.id, "label": label, "page": page_of(kind, entry.id)}


def finding(knowledge: Knowledge, one: Finding) -> Json:
    """A finding of the vocabulary."""
    group = knowledge.group_of.get(one.id)
    return {
        **named("findings", one),
        "kind": one.kind,
        "question": one.question,
        "plain": one.plain,
        "synonyms": list(one.synonyms),
        "parents": list(one.parents),
        "group": group.id if group else None,
        "background_percent": round(100 * one.background, 3),
        "background": certified(one.certificate),
        "codes": _codes(one.codes),
    }


def condition(knowledge: Knowledge, one: Condition) -> Json:
    """A condition's whole card."""
    return {
        **named("conditions", one),
        "summary": one.summary,
        "synonyms": list(one.synonyms),
        "category": one.category,
        "must_not_miss": one.must_not_miss,
        "benign": one.benign,
        **review_of(one.reviewed),
        "codes": _codes(one.codes),
        "prior": {
            "tiers": dict(one.prior.tiers),
            "points": {setting: round(points, 1) for setting, points in one.prior.points.items()},
            **certified(one.prior.certificate),
        },
        "referral": {
            "level": one.referral.level.word,
            "to": {"id": one.referral.to, "label": knowledge.policy.services[one.referral.to]},
            **certified(one.referral.certificate),
        },
        "weights": _weights(knowledge, one),
        "combinations": [{"id": c.id, "points": c.points, **certified(c.certificate)} for c in one.combinations],
        "earned_when": [
            {"finding": r.finding, "status": r.status.value, "because": r.because} for r in one.earned_when
        ],
        "workup": _suggestions(one.workup),
        "safety_net": [{"text": item.text, "when": item.when} for item in one.safety_net],
    }


def red_flag(knowledge: Knowledge, one: RedFlag) -> Json:
    """A floor under the referral level."""
    return {
        **named("red-flags", one),
        "level": one.level.word,
        "within": knowledge.policy.within[one.level],
        "to": {"id": one.to, "label": knowledge.policy.services[one.to]},
        "findings": sorted(one.reads),
        **review_of(one.reviewed),
        "workup": _suggestions(one.workup),
        **certified(one.certificate),
    }


def test(knowledge: Knowledge, one: Test) -> Json:
    """A test that may be suggested."""
    return {
        **named("tests", one),
        "indication": one.indication,
        "avoid_when": one.avoid_when,
        **availability(one),
        "settles": list(one.settles),
        "effort": _effort(one.effort) if one.effort else None,
        "codes": _codes(one.codes),
        **certified(one.certificate),
    }


def _effort(one: Effort) -> Json:
    return {"minutes": one.minutes, "cost": one.cost, **certified(one.certificate)}


def medication(knowledge: Knowledge, one: Medication) -> Json:
    """A medicine or substance."""
    return {
        **named("medications", one),
        "kind": one.kind,
        "classes": sorted(one.classes),
        "synonyms": list(one.synonyms),
        "brands": {region: list(brands) for region, brands in one.brands.items()},
        "effects": [
            {
                "effect": e.effect,
                "after": e.after,
                "within_days": e.within_days,
                **certified(e.certificate),
            }
            for e in one.effects
        ],
        "codes": _codes(one.codes),
    }


def screen(knowledge: Knowledge, one: Screen) -> Json:
    """A statement that stands for absent findings."""
    return {**named("screens", one), "absent": list(one.absent), "because": one.because}


def source(knowledge: Knowledge, one: Source) -> Json:
    """A work that rules cite."""
    return {
        "id": one.id,
        "title": one.title,
        "kind": one.kind,
        "publisher": one.publisher,
        "year": one.year,
        "url": one.url,
        "quality": one.quality,
        "page": page_of("sources", one.id),
    }


def page_bounds(arguments: Mapping[str, str], *, default: int, longest: int) -> tuple[int, int]:
    """`limit` and `offset` of a query. Raises InvalidHistoryError naming each that cannot be used."""
    faults = []
    values = {"limit": default, "offset": 0}
    for name, least, most in (("limit", 1, longest), ("offset", 0, 1_000_000)):
        given = arguments.get(name)
        if given is None:
            continue
        if given.isascii() and given.isdecimal() and len(given) < 8 and least <= int(given) <= most:
            values[name] = int(given)
        else:
            detail = f"The query parameter {name} must be a whole number from {least} to {most}."
            faults.append(Fault(f"/query/{name}", "out_of_range", detail))
    if faults:
        raise InvalidHistoryError(faults)
    return values["limit"], values["offset"]


def next_page(path: str, arguments: Mapping[str, str], limit: int, offset: int, total: int) -> str | None:
    """The address of the next page, or None."""
    if offset + limit >= total:
        return None
    query = {"q": arguments["q"]} if arguments.get("q") else {}
    return f"{path}?{urlencode({**query, 'limit': limit, 'offset': offset + limit})}"


def _codes(codes: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {system: list(values) for system, values in codes.items()}


def _suggestions(suggestions: Iterable[Suggestion]) -> list[Json]:
    return [{"test": s.test, "priority": s.priority, **certified(s.certificate)} for s in suggestions]


def _weights(knowledge: Knowledge, one: Condition) -> list[Json]:
    """Strongest first, so that a reader sees what decides."""
    ordered = sorted(one.weights.values(), key=lambda w: (-max(abs(w.present), abs(w.absent)), w.finding))
    return [
        {
            "finding": w.finding,
            "label": knowledge.findings[w.finding].label,
            "percent": round(100 * w.frequency, 2),
            "background_percent": round(100 * knowledge.findings[w.finding].background, 3),
            "points_present": round(w.present, 1),
            "points_absent": round(w.absent, 1),
            **certified(w.certificate),
        }
        for w in ordered
    ]
