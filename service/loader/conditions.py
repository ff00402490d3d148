"""A condition card -> Condition: profiles spread over their members, percents turned into points."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.engine.knowledge import (
    Certificate,
    Combination,
    Condition,
    Finding,
    Group,
    Prior,
    Referral,
    Requirement,
    Weight,
)
from service.engine.ontology import Ontology
from service.engine.terms import GroupKind, Level, Status
from service.loader.entries import certificate, codes, safety_nets, suggestions
from service.loader.predicate import compile_predicate

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scale:
    """What the scale's words mean: fractions for classes, decibans for tiers; bounds of a frequency."""

    classes: Mapping[str, float]
    tiers: Mapping[str, float]
    lowest: float
    highest: float
    constants: Mapping[str, float]
    widths: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Members:
    """A group of findings as a card's profile needs it: its kind, and the ids of its members."""

    kind: GroupKind
    members: tuple[str, ...]


def members_of(findings: Mapping[str, Finding], groups: Mapping[str, Group]) -> dict[str, Members]:
    """The groups by id, each with its members in the order of the findings."""
    members: dict[str, list[str]] = {name: [] for name in groups}
    for finding in findings.values():
        if finding.group:
            members[finding.group].append(finding.id)
    return {name: Members(group.kind, tuple(members[name])) for name, group in groups.items()}


def compile_condition(
    data: Data, findings: Mapping[str, Finding], grouped: Mapping[str, Members], ontology: Ontology, scale: Scale
) -> Condition:
    """The condition on a checked card."""
    stated = [*_profile_frequencies(data, grouped, ontology), *_frequencies(data, scale)]
    counted = {item["finding"]: item["n"] for item in data["findings"] if "n" in item}
    weights = {
        name: weigh_one(findings[name], fraction, why, scale, counted.get(name)) for name, fraction, why in stated
    }
    implausible = data.get("implausible_when")
    return Condition(
        id=data["id"],
        label=data["label"],
        summary=data["summary"],
        plain=data.get("plain"),
        category=data["category"],
        status=data["status"],
        must_not_miss=data["must_not_miss"],
        benign=data["benign"],
        prior=_prior(data["prior"], scale),
        referral=_referral(data["referral"]),
        weights=weights,
        synonyms=tuple(data.get("synonyms", ())),
        reviewed=data["reviewed"],
        codes=codes(data),
        combinations=tuple(_combination(c) for c in data.get("combinations", ())),
        earned_when=tuple(_requirement(r) for r in data.get("earned_when", ())),
        implausible_when=compile_predicate(implausible["when"]) if implausible else None,
        workup=suggestions(data["workup"]),
        safety_net=safety_nets(data["safety_net"]),
    )


def weigh_one(finding: Finding, fraction: float, why: Certificate, scale: Scale, patients: int | None = None) -> Weight:
    """Points of a frequency: 10*log10(P(f|c)/P(f)) present, 10*log10((1-P(f|c))/(1-P(f))) absent, both in decibans."""
    frequency = min(max(fraction, scale.lowest), scale.highest)
    background = min(max(finding.background, scale.lowest), scale.highest)
    return Weight(
        finding=finding.id,
        frequency=frequency,
        present=10 * math.log10(frequency / background),
        absent=10 * math.log10((1 - frequency) / (1 - background)),
        certificate=why,
        patients=patients,
    )


def _frequencies(data: Data, scale: Scale) -> Iterator[tuple[str, float, Certificate]]:
    for item in data["findings"]:
        fraction = item["percent"] / 100 if "percent" in item else scale.classes[item["class"]]
        yield item["finding"], fraction, certificate(item)


def _profile_frequencies(
    data: Data, grouped: Mapping[str, Members], ontology: Ontology
) -> Iterator[tuple[str, float, Certificate]]:
    for name, profile in data["profiles"].items():
        why, percents = certificate(profile), dict(profile["percents"])
        if grouped[name].kind is GroupKind.PROFILE:
            percents = spread(percents, profile["otherwise"], grouped[name].members, ontology)
        for member, percent in percents.items():
            yield member, percent / 100, why


def spread(
    percents: Mapping[str, float], otherwise: float, members: Sequence[str], ontology: Ontology
) -> dict[str, float]:
    """Percents of a whole profile from those listed: `otherwise` for the rest.

    A member below a listed one is left to speak through it; a member above listed ones is at least as common as they.
    """
    whole = dict(percents)
    for member in members:
        if member in percents or any(ancestor in percents for ancestor in ontology.ancestors[member]):
            continue
        below = [percents[child] for child in ontology.descendants[member] if child in percents]
        whole[member] = max([otherwise, *below])
    return whole


def _prior(data: Data, scale: Scale) -> Prior:
    tiers = {setting: data[setting] for setting in ("primary_care", "neurology_clinic", "emergency_department")}
    return Prior(points={s: scale.tiers[tier] for s, tier in tiers.items()}, tiers=tiers, certificate=certificate(data))


def _referral(data: Data) -> Referral:
    return Referral(level=Level.of(data["level"]), to=data["to"], certificate=certificate(data))


def _combination(data: Data) -> Combination:
    when = compile_predicate(data["when"])
    return Combination(id=data["id"], when=when, points=data["points"], certificate=certificate(data))


def _requirement(data: Data) -> Requirement:
    return Requirement(finding=data["finding"], status=Status(data["is"]), because=data["because"])
