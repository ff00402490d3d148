"""Single entries of rule files -> values of the engine: tests, medicines, screens, analytes, sources …."""

from collections.abc import Iterable, Mapping
from typing import Any

from service.engine.analyte import Analyte, Correction
from service.engine.knowledge import (
    Certificate,
    Effect,
    Effort,
    Medication,
    SafetyNet,
    Screen,
    Source,
    Suggestion,
    Test,
)

Data = Mapping[str, Any]


def certificate(data: Data) -> Certificate:
    """The birth certificate of a rule."""
    return Certificate(because=data["because"], sources=tuple(data.get("sources", ())), grade=data["grade"])


def codes(data: Data) -> dict[str, tuple[str, ...]]:
    """Codes by system."""
    return {system: tuple(values) for system, values in data.get("codes", {}).items()}


def suggestions(data: Iterable[Data]) -> tuple[Suggestion, ...]:
    """The tests that a rule asks for."""
    return tuple(Suggestion(test=s["test"], priority=s["priority"], certificate=certificate(s)) for s in data)


def safety_nets(data: Iterable[Data]) -> tuple[SafetyNet, ...]:
    """What to come back for."""
    return tuple(SafetyNet(text=item["text"], when=item["when"]) for item in data)


def test(data: Data) -> Test:
    """A test that may be suggested."""
    return Test(
        id=data["id"],
        label=data["label"],
        indication=data["indication"],
        certificate=certificate(data),
        settles=tuple(data.get("settles", ())),
        normal=data.get("normal"),
        avoid_when=data.get("avoid_when"),
        elsewhere=data.get("elsewhere"),
        effort=effort(data["effort"]) if "effort" in data else None,
        codes=codes(data),
    )


def effort(data: Data) -> Effort:
    """What a step takes."""
    return Effort(minutes=data["minutes"], cost=data["cost"], certificate=certificate(data))


def medication(data: Data) -> Medication:
    """A medicine or substance."""
    return Medication(
        id=data["id"],
        label=data["label"],
        kind=data["kind"],
        classes=frozenset(data["classes"]),
        effects=tuple(_effect(effect) for effect in data["effects"]),
        synonyms=tuple(data.get("synonyms", ())),
        brands={region: tuple(names) for region, names in data.get("brands", {}).items()},
        codes=codes(data),
    )


def _effect(data: Data) -> Effect:
    return Effect(
        effect=data["effect"],
        after=data["after"],
        within_days=data.get("within_days"),
        certificate=certificate(data),
    )


def screen(data: Data) -> Screen:
    """A statement that stands for a set of absent findings."""
    return Screen(
        id=data["id"],
        label=data["label"],
        absent=tuple(data["absent"]),
        because=data["because"],
        synonyms=tuple(data.get("synonyms", ())),
    )


def analyte(data: Data) -> Analyte:
    """A laboratory test."""
    low, high = data["possible"]
    return Analyte(
        id=data["id"],
        label=data["label"],
        unit=data["unit"],
        factors=dict(data["factors"]),
        possible=(float(low), float(high)),
        certificate=certificate(data),
        synonyms=tuple(data.get("synonyms", ())),
        loinc=tuple(data["loinc"]),
        offsets=dict(data.get("offsets", {})),
        computed=Correction(**data["computed"]) if "computed" in data else None,
    )


def source(data: Data) -> Source:
    """A work that rules cite."""
    kept = {key: data.get(key) for key in ("publisher", "year", "url")}
    return Source(id=data["id"], title=data["title"], kind=data["kind"], quality=data["quality"], **kept)
