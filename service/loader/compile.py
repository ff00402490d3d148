"""Checked documents -> Knowledge. Assumes that shape and cross-checks have passed."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from service.engine.asking import index_asking
from service.engine.cardindex import index_card
from service.engine.derivation import Derivation, Patients
from service.engine.flagindex import index_flags
from service.engine.knowledge import Finding, Group, Medication, Policy, RedFlag
from service.engine.overlay import Overlay
from service.engine.pack import About, Knowledge, Withdrawn, closure_of, group_index
from service.engine.tally import build_matrix
from service.engine.terms import GroupKind, Level
from service.loader.conditions import Scale, compile_condition, members_of
from service.loader.entries import (
    analyte,
    certificate,
    codes,
    effort,
    medication,
    safety_nets,
    screen,
    source,
    suggestions,
    test,
)
from service.loader.files import RuleFile, entries
from service.loader.movements import compile_movements
from service.loader.predicate import compile_predicate
from service.loader.reliance import calibration, uncertainty, verdicts

Data = Mapping[str, Any]
T = TypeVar("T")


def compile_knowledge(
    files: list[RuleFile],
    sha256: str,
    hpo_parents: Mapping[str, tuple[str, ...]] | None = None,
    overlay: Overlay | None = None,
) -> Knowledge:
    """The knowledge in checked files. `overlay`: what a site laid over them."""
    one = {kind: next(entries(files, kind)).data for kind in ("pack", "scale", "referral")}
    scale = read_scale(one["scale"])
    findings = _by_id(files, "findings", finding)
    groups = _by_id(files, "groups", group)
    red_flags = _by_id(files, "red_flags", red_flag)
    ontology = closure_of(findings, red_flags)
    grouped = members_of(findings, groups)
    conditions = {d["id"]: compile_condition(d, findings, grouped, ontology, scale) for d in _in_use(files)}
    group_of = group_index(findings, groups, ontology)
    cards = {c.id: index_card(c.weights, c.combinations, ontology, group_of) for c in conditions.values()}
    rules = policy(one["referral"], one["pack"], scale, one["scale"]["effort"])
    matrix = build_matrix(conditions, cards, ontology, group_of, _backgrounds(findings), rules.group_discount)
    return Knowledge(
        about=about(one["pack"], sha256),
        findings=findings,
        groups=groups,
        conditions=conditions,
        red_flags=red_flags,
        policy=rules,
        calibration=next((calibration(e.data) for e in entries(files, "calibration")), None),
        ontology=ontology,
        hpo_parents=hpo_parents or {},
        group_of=group_of,
        cards=cards,
        matrix=matrix,
        flags=index_flags(red_flags, findings, ontology),
        asking=index_asking(findings, conditions, matrix.frequencies),
        movements=compile_movements([e.data for e in entries(files, "movements")], findings, ontology, group_of, scale),
        overlay=overlay,
        **_looked_up(files),
    )


def _looked_up(files: list[RuleFile]) -> dict[str, Any]:
    """The fields of the knowledge that need nothing but their own files."""
    return {
        "tests": _by_id(files, "workup", test),
        "medications": _medications(files),
        "screens": _by_id(files, "screens", screen),
        "analytes": _by_id(files, "analytes", analyte),
        "sources": _by_id(files, "sources", source),
        "words": _words(files),
        "withdrawn": _withdrawn(files),
    }


def _backgrounds(findings: Mapping[str, Finding]) -> dict[str, float]:
    return {finding.id: finding.background for finding in findings.values()}


def _withdrawn(files: list[RuleFile]) -> Withdrawn:
    """The red flags, and the medicines with their effects, that a site's overlay has switched off."""
    flags, medicines = (
        [e.data for e in entries(files, kind) if e.data.get("withdrawn")] for kind in ("red_flags", "medications")
    )
    return Withdrawn(
        red_flags={data["id"]: red_flag(data) for data in flags},
        medications={data["id"]: medication(data) for data in medicines},
    )


def _in_use(files: list[RuleFile]) -> list[Data]:
    """The cards that are served, in the order of their ids."""
    cards = (e.data for e in entries(files, "conditions"))
    active = [card for card in cards if card["status"] == "in_use" and not card.get("withdrawn")]
    return sorted(active, key=lambda data: str(data["id"]))


def _by_id(files: list[RuleFile], kind: str, make: Callable[[Data], T]) -> dict[str, T]:
    """The rules of one kind in the order of their ids, without those that a site has withdrawn."""
    found = sorted((e.data for e in entries(files, kind) if not e.data.get("withdrawn")), key=lambda data: data["id"])
    return {data["id"]: make(data) for data in found}


def _medications(files: list[RuleFile]) -> dict[str, Medication]:
    """All medicines by id: of a withdrawn one only the effects are gone."""
    whole = {e.data["id"]: medication(e.data) for e in entries(files, "medications")}
    gone = _withdrawn(files).medications
    return {name: replace(whole[name], effects=()) if name in gone else whole[name] for name in sorted(whole)}


def _words(files: list[RuleFile]) -> dict[str, dict[str, str]]:
    spellings: dict[str, dict[str, str]] = {}
    for entry in entries(files, "words"):
        told = spellings.setdefault(entry.data["field"], {})
        told.update(dict.fromkeys(entry.data["synonyms"], entry.data["word"]))
    return spellings


def finding(data: Data) -> Finding:
    """A finding of the vocabulary."""
    return Finding(
        id=data["id"],
        label=data["label"],
        kind=data["kind"],
        background=data["background"]["percent"] / 100,
        certificate=certificate(data["background"]),
        question=data.get("question"),
        synonyms=tuple(data.get("synonyms", ())),
        parents=tuple(data.get("parents", ())),
        group=data.get("group"),
        codes=codes(data),
        derivations=tuple(_derivation(rule) for rule in data.get("from", ())),
        lay=data.get("lay", False),
        plain=data.get("plain"),
        only_with=data.get("only_with"),
    )


def _derivation(data: Data) -> Derivation:
    return Derivation(
        field=data["field"],
        one_of=frozenset(data.get("one_of", ())),
        and_one_of=frozenset(data.get("and_one_of", ())),
        flag=data.get("is"),
        at_least=data.get("at_least"),
        below=data.get("below"),
        patients=Patients(**data["for"]) if "for" in data else None,
        settles=data.get("settles", False),
    )


def group(data: Data) -> Group:
    """A group of findings that depend on each other."""
    return Group(
        id=data["id"],
        label=data["label"],
        kind=GroupKind(data["kind"]),
        because=data["because"],
        pile=data.get("pile"),
        progress=data.get("progress", False),
    )


def red_flag(data: Data) -> RedFlag:
    """A floor under the referral level."""
    when = compile_predicate(data["when"])
    return RedFlag(
        id=data["id"],
        label=data["label"],
        level=Level.of(data["level"]),
        to=data["to"],
        when=when,
        reads=when.findings(),
        certificate=certificate(data),
        workup=suggestions(data.get("workup", ())),
        reviewed=data.get("reviewed"),
    )


def about(data: Data, sha256: str) -> About:
    """Who made the pack, for whom."""
    return About(
        version=data["version"],
        released=data["released"],
        sha256=sha256,
        intended_use=dict(data["intended_use"]),
        developer=data["developer"],
        regulatory_status=data["regulatory_status"],
        funding=data.get("funding"),
    )


def read_scale(data: Data) -> Scale:
    """The meaning of the scale's words and constants. Percent in the file, fractions and decibans here."""
    constants = {item["id"]: item["value"] for item in data["constants"]}
    return Scale(
        classes={word: percent / 100 for word, percent in data["classes"].items()},
        tiers={word: 10 * math.log10(percent / 100) for word, percent in data["tiers"].items()},
        lowest=constants["lowest-percent"] / 100,
        highest=constants["highest-percent"] / 100,
        constants=constants,
        widths=data["uncertainty"],
    )


def policy(referral: Data, pack: Data, scale: Scale, efforts: Data) -> Policy:
    """The model's own numbers."""
    levels = {Level.of(item["id"]): item for item in referral["levels"]}
    descending = sorted(levels, reverse=True)
    return Policy(
        thresholds={level: levels[level]["threshold"] for level in descending if "threshold" in levels[level]},
        group_discount=scale.constants["group-discount"],
        must_not_miss_margin=scale.constants["must-not-miss-margin"],
        must_not_miss_probability=scale.constants["must-not-miss-probability"],
        within={level: levels[level]["within"] for level in descending},
        services={item["id"]: item["label"] for item in referral["services"]},
        level_labels={level: levels[level]["label"] for level in descending},
        safety_net={level: safety_nets(levels[level]["safety_net"]) for level in descending},
        scope=compile_predicate(pack["scope"]["when"]),
        uncertainty=uncertainty(scale),
        verdicts=verdicts(scale.constants),
        question=effort(efforts["question"]),
        sign=effort(efforts["sign"]),
    )
