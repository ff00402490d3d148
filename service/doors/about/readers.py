"""Readers: which findings tell an attribute, and every rule that reads one of them. Computed, never written by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from marshmallow import Schema

from schemas.fields import Items, Part
from schemas.intake import HistorySchema
from service.doors.about.attributes import Attribute
from service.engine.derivation import Patients
from service.engine.knowledge import Condition, Finding
from service.engine.pack import Knowledge

# Where a condition's card can read a finding.
PLACES = ("weights", "combinations", "earned_when", "implausible_when")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """The fields and findings that tell an attribute, and the ids of the rules that read them, by kind of rule.

    `limits`: findings whose laboratory limits differ by it. `rules` has no empty kinds.
    """

    fields: tuple[str, ...]
    findings: frozenset[str]
    limits: frozenset[str]
    rules: Mapping[str, tuple[str, ...]]

    @property
    def used(self) -> bool:
        """Whether it can change an answer."""
        return bool(self.rules or self.limits)


def use_of(knowledge: Knowledge, attribute: Attribute) -> Use:
    """How the compiled rules and the schema of a history use an attribute."""
    fields = tuple(path for path in paths(HistorySchema()) if path.rsplit(".", 1)[-1] in attribute.names)
    limits = frozenset(f.id for f in knowledge.findings.values() if any(_bounded(f, field) for field in fields))
    findings = told_by(knowledge, attribute, fields)
    rules = {
        kind: tuple(sorted(names)) for kind, names in _rules(knowledge, with_line(knowledge, findings | limits)).items()
    }
    return Use(
        fields=fields, findings=findings, limits=limits, rules={kind: names for kind, names in rules.items() if names}
    )


def paths(schema: Schema, above: str = "") -> Iterator[str]:
    """The dotted names of every field of a history that holds a value; lists add nothing to a name."""
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, Items) else field
        if isinstance(inner, Part):
            yield from paths(inner.schema, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def told_by(knowledge: Knowledge, attribute: Attribute, fields: tuple[str, ...]) -> frozenset[str]:
    """The findings that tell an attribute: derived from its fields, listed for it, or with its words in their names."""
    return frozenset(
        finding.id
        for finding in knowledge.findings.values()
        if finding.id in attribute.findings
        or any(rule.field in fields for rule in finding.derivations)
        or (attribute.pattern and attribute.pattern.search(_words(finding)))
    )


def with_line(knowledge: Knowledge, findings: frozenset[str]) -> frozenset[str]:
    """Findings with all that their presence or absence implies."""
    order = knowledge.ontology
    return findings.union(
        *(order.ancestors[name] for name in findings), *(order.descendants[name] for name in findings)
    )


def read_by(card: Condition, findings: frozenset[str]) -> dict[str, list[str]]:
    """Of some findings, those that each place of a condition's card reads. No place is empty."""
    read = {
        "weights": card.weights.keys() & findings,
        "combinations": frozenset().union(*(one.when.findings() for one in card.combinations)) & findings,
        "earned_when": {one.finding for one in card.earned_when} & findings,
        "implausible_when": (card.implausible_when.findings() if card.implausible_when else frozenset()) & findings,
    }
    return {place: sorted(names) for place, names in read.items() if names}


def _rules(knowledge: Knowledge, findings: frozenset[str]) -> dict[str, set[str]]:
    """The ids of every rule that reads one of the findings, by kind as in paths."""
    kinds = knowledge.movements.kinds.values()
    return {
        "conditions": {one.id for one in knowledge.conditions.values() if read_by(one, findings)},
        "red-flags": {one.id for one in knowledge.red_flags.values() if one.reads & findings},
        "screens": {one.id for one in knowledge.screens.values() if findings.intersection(one.absent)},
        "movements": {one.id for one in kinds if one.finding in findings or one.weights.keys() & findings},
        "tests": {one.id for one in knowledge.tests.values() if findings.intersection(one.settles)},
        "scope": {"scope"} if knowledge.policy.scope.findings() & findings else set(),
    }


def _bounded(finding: Finding, field: str) -> bool:
    """Whether limits of a laboratory value behind a finding differ by a field of the patient."""
    return any(_asks(rule.patients, field) for rule in finding.derivations if rule.patients)


def _asks(patients: Patients, field: str) -> bool:
    if field == "patient.sex":
        return patients.sex is not None
    return field == "patient.age_years" and (patients.age_at_least, patients.age_below) != (None, None)


def _words(finding: Finding) -> str:
    return " | ".join((finding.id.replace("-", " "), finding.label, finding.question or "", *finding.synonyms))
