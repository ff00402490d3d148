"""Kinds of movement: checked files -> MovementRules, and what must make sense in them."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.engine.cardindex import index_card, pile_of
from service.engine.family import build_families, speaking
from service.engine.knowledge import Finding, Group, Weight
from service.engine.movementkind import MovementKind, MovementRules
from service.engine.ontology import Ontology
from service.engine.signindex import index_signs
from service.loader.conditions import Scale, weigh_one
from service.loader.entries import certificate
from service.loader.fault import Fault
from service.loader.files import Entry

Data = Mapping[str, Any]
SUM_TOLERANCE = 0.01
NAMED_BY = "movement.types"
# The word of that list which names none.
UNNAMED = "unknown"


def compile_movements(
    cards: list[Data],
    findings: Mapping[str, Finding],
    ontology: Ontology,
    group_of: Mapping[str, Group],
    scale: Scale,
) -> MovementRules:
    """The kinds of movement on checked cards, in the order of their ids."""
    lay = frozenset(f.id for f in findings.values() if f.lay)
    members = sorted(lay.union(data["finding"] for data in cards if "finding" in data))
    kinds = {d["id"]: _kind(d, members, findings, scale) for d in sorted(cards, key=lambda d: str(d["id"]))}
    signs = tuple(sorted({item["finding"] for data in cards for item in data["discriminators"]}))
    indexed = {name: index_card(kind.weights, (), ontology, group_of) for name, kind in kinds.items()}
    families = speaking(build_families(indexed, ontology, {name: pile_of(one) for name, one in group_of.items()}))
    return MovementRules(
        kinds=kinds,
        cards=indexed,
        families=families,
        family_of={name: nth for nth, one in enumerate(families) for name in one.members},
        names=frozenset(f.id for f in findings.values() if _names_a_movement(f)),
        lay=lay,
        signs=signs,
        asking=index_signs([kind.weights for kind in kinds.values()], findings, signs),
        probability=scale.constants["movement-settled-probability"],
        times=scale.constants["movement-settled-times"],
    )


def _names_a_movement(finding: Finding) -> bool:
    named = any(rule.field == NAMED_BY and UNNAMED not in rule.one_of for rule in finding.derivations)
    return finding.kind == "movement" or named


def _kind(data: Data, members: list[str], findings: Mapping[str, Finding], scale: Scale) -> MovementKind:
    settled = data["settled_by"]
    return MovementKind(
        id=data["id"],
        label=data["label"],
        summary=data["summary"],
        finding=data.get("finding"),
        share=data["prior"]["percent"] / 100,
        certificate=certificate(data["prior"]),
        weights={w.finding: w for w in (*_named(data, members, findings, scale), *_signs(data, findings, scale))},
        settled_by=tuple(settled["findings"]),
        tests=tuple(settled.get("tests", ())),
    )


def _named(data: Data, members: list[str], findings: Mapping[str, Finding], scale: Scale) -> Iterator[Weight]:
    """The names: those listed, and `otherwise` for every other that stands for a kind or means many."""
    names = data["names"]
    percents = {**dict.fromkeys(members, names["otherwise"]), **names["percents"]}
    why = certificate(names)
    return (weigh_one(findings[name], percent / 100, why, scale) for name, percent in percents.items())


def _signs(data: Data, findings: Mapping[str, Finding], scale: Scale) -> Iterator[Weight]:
    for item in data["discriminators"]:
        yield weigh_one(findings[item["finding"]], item["percent"] / 100, certificate(item), scale)


def check_movements(entries: list[Entry], findings: Mapping[str, Data], ontology: Ontology) -> Iterator[Fault]:
    """Shares that make up all, each finding once and no commoner than what it implies, each name for one kind."""
    total = sum(entry.data["prior"]["percent"] for entry in entries)
    if entries and abs(total - 100) > SUM_TOLERANCE:
        message = f"The shares of all kinds of movement sum to {total:g} %, not 100 %."
        yield entries[0].fault(("prior", "percent"), message, "Every movement is of one kind: make them sum to 100.")
    stands: dict[str, str] = {}
    for entry in entries:
        finding = entry.data.get("finding")
        if finding and stands.setdefault(finding, entry.data["id"]) != entry.data["id"]:
            message = f"{finding} already stands for {stands[finding]}."
            yield entry.fault(("finding",), message, "Give each kind a finding of its own, or none.")
        if finding and findings[finding].get("lay"):
            message = f"{finding} is a lay word for several kinds."
            yield entry.fault(("finding",), message, "Name the finding that means this kind alone.")
        yield from _on_one_card(entry, findings, ontology)


def _on_one_card(entry: Entry, findings: Mapping[str, Data], ontology: Ontology) -> Iterator[Fault]:
    percents = dict(entry.data["names"]["percents"])
    for place, item in enumerate(entry.data["discriminators"]):
        name = item["finding"]
        if name in percents:
            yield entry.fault(("discriminators", place), f"{name} stands twice on this card.", "Keep one.")
        percents[name] = item["percent"]
    for name in entry.data["names"]["percents"]:
        if findings[name]["kind"] != "movement" and not _derived_by_name(findings[name]):
            yield entry.fault(("names", "percents", name), f"{name} names no movement.", "Move it to discriminators.")
    for name, percent in percents.items():
        for ancestor in ontology.ancestors[name]:
            if percents.get(ancestor, 100) < percent:
                message = (
                    f"{name} ({percent} %) is commoner than {ancestor} ({percents[ancestor]} %), which it implies."
                )
                yield entry.fault(("discriminators",), message, "Raise the parent or lower the child.")


def _derived_by_name(finding: Data) -> bool:
    return any(rule["field"] == NAMED_BY for rule in finding.get("from", ()))
