"""Limits: the laboratory's own values at which a result counts. What a rule for safety hears they may only widen."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from math import inf
from typing import Any

from service.loader.fault import Fault
from service.loader.files import Entry
from service.loader.overlay.draft import Draft
from service.loader.overlay.safety import Safety
from service.loader.patients import check_limits, is_for

Rule = Mapping[str, Any]
_SEXES = ("female", "male")


def limits_of(finding: Rule, field: str) -> list[Rule]:
    """The limits of a finding on one laboratory value."""
    return [rule for rule in finding.get("from", ()) if rule["field"] == field]


def with_limits(finding: Rule, change: Rule) -> dict[str, Any]:
    """The finding with the limits of a change in the place of its own on that value."""
    fresh = [{"field": change["field"], **limit} for limit in change["from"]]
    kept = [rule for rule in finding.get("from", ()) if rule["field"] != change["field"]]
    return {**finding, "from": [*fresh, *kept]}


def check_change(change: Entry, draft: Draft, safety: Safety) -> Iterator[Fault]:
    """Every way in which new limits would be wrong or less safe. The finding is one of the pack."""
    name, field = change.data["id"], change.data["field"]
    old = draft.find("findings", name) or {}
    new = with_limits(old, change.data)
    before, after = limits_of(old, field), limits_of(new, field)
    if not before:
        yield change.fault(("field",), f"{name} has no limits on {field}.", "Name a value from which it is derived.")
        return
    if before == after:
        yield change.fault(("from",), "It changes nothing.", "Remove it, or give other limits.")
    yield from check_limits([Entry(change.file, change.path, {**change.data, "from": after})])
    yield from _less_safe(change, safety, before, after)
    for above, below in _nested(draft, safety, name, new):
        if not covers(limits_of(above, field), limits_of(below, field)):
            message = f"Some values would be {below['id']} and not {above['id']}, which it implies."
            yield change.fault(("from",), message, "Change both, the broader one first.")


def _less_safe(change: Entry, safety: Safety, before: Sequence[Rule], after: Sequence[Rule]) -> Iterator[Fault]:
    name = change.data["id"]
    line = safety.line(name)
    if line & (safety.calming | safety.progress):
        message = f"Rules for safety may fall silent when {name} is present, so its limits may not change here."
        yield change.fault(("id",), message, "Remove the change, or propose it for the pack.")
    elif line & safety.heard and not covers(after, before):
        message = f"Values that are {name} in the pack would no longer be, and rules for safety hear it."
        yield change.fault(("from",), message, "Keep the pack's limits or wider ones.")


def _nested(draft: Draft, safety: Safety, name: str, new: Rule) -> Iterator[tuple[Rule, Rule]]:
    """(broader, narrower) for each finding in line with a changed one, where both are derived from the same value."""
    pairs = [(above, name) for above in safety.ontology.ancestors[name]]
    pairs += [(name, below) for below in sorted(safety.ontology.descendants[name])]
    fields = {rule["field"] for rule in new["from"]}
    for broad, narrow in pairs:
        above = new if broad == name else draft.find("findings", broad) or {}
        below = new if narrow == name else draft.find("findings", narrow) or {}
        if all(fields & {rule["field"] for rule in one.get("from", ())} for one in (above, below)):
            yield above, below


def covers(wide: Sequence[Rule], narrow: Sequence[Rule]) -> bool:
    """Whether, for each patient, every value within the narrow limits is within the wide ones too. Empty: no claim."""
    if not wide or not narrow:
        return True
    ages = sorted({0.0, *_edges((*wide, *narrow))})
    return all(
        any(_within(rule, value) for rule in _for(wide, age, sex))
        for age, sex, value in product(ages, _SEXES, _samples((*wide, *narrow)))
        if any(_within(rule, value) for rule in _for(narrow, age, sex))
    )


def _edges(rules: Sequence[Rule]) -> Iterator[float]:
    for rule in rules:
        yield from (float(age) for key, age in rule.get("for", {}).items() if key != "sex")


def _for(rules: Sequence[Rule], age: float, sex: str) -> list[Rule]:
    return [rule for rule in rules if is_for(rule.get("for", {}), age, sex)]


def _samples(rules: Sequence[Rule]) -> list[float]:
    """One value of each stretch between two limits, and every limit."""
    bounds = sorted({float(rule[key]) for rule in rules for key in ("at_least", "below") if key in rule})
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    return [bounds[0] - 1, *bounds, *between, bounds[-1] + 1]


def _within(rule: Rule, value: float) -> bool:
    return float(rule.get("at_least", -inf)) <= value < float(rule.get("below", inf))
