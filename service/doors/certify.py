"""Parts that every answer shares: which knowledge answered, names of things, birth certificates, citations."""

from collections.abc import Container, Iterable
from typing import Any

from service.doors.links import page_of
from service.engine.knowledge import Certificate, Condition
from service.engine.pack import Knowledge

Json = dict[str, Any]
_NESTED = (dict, list)


def knowledge_stamp(knowledge: Knowledge) -> Json:
    """Which knowledge answered, and whose overlay lies over it."""
    overlay = knowledge.overlay
    return {
        "version": knowledge.about.version,
        "sha256": knowledge.about.sha256,
        "overlay": overlay
        and {
            "id": overlay.id,
            "version": overlay.version,
            "sha256": overlay.sha256,
            "changes": len(overlay.changes),
        },
    }


def use_stamp(knowledge: Knowledge) -> Json:
    """What an answer is for, and what the service is in law."""
    return {**knowledge.about.intended_use, "regulatory_status": knowledge.about.regulatory_status}


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


def with_sources(knowledge: Knowledge, answer: Json, uncited: Container[str] = ()) -> Json:
    """The answer with every source that any part of it cites, described once. `uncited`: parts that cite nothing."""
    answer["citations"] = report_sources(knowledge, sorted(_cited(answer, uncited)))
    return answer


def _cited(answer: Json, uncited: Container[str]) -> set[str]:
    """What any part cites. An answer has thousands of parts, so only those that can hold others are looked into."""
    cited: set[str] = set(answer.get("sources", ()))
    parts: list[Any] = [value for name, value in answer.items() if name not in uncited and type(value) in _NESTED]
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            cited.update(part.get("sources", ()))
            part = part.values()
        for value in part:
            if type(value) is dict or type(value) is list:
                parts.append(value)  # noqa: PERF401 most parts hold none: a list for each costs a third more
    return cited


def finding_ref(knowledge: Knowledge, name: str) -> Json:
    """A finding by name, with how to ask for it."""
    finding = knowledge.findings[name]
    return {
        "finding": name,
        "label": finding.label,
        "question": finding.question,
        "page": page_of("findings", name),
    }


def named_ref(condition: Condition) -> Json:
    """A condition by name, with its page."""
    return {"id": condition.id, "label": condition.label, "page": page_of("conditions", condition.id)}
