"""Limits for some patients: those of one finding on one field must cover every age and sex exactly once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from service.loader.fault import Fault
from service.loader.files import Entry

Rule = Mapping[str, Any]


def check_limits(entries: list[Entry]) -> Iterator[Fault]:
    """A patient with two limits, or with none, would get an answer by accident."""
    for entry in entries:
        fields: dict[str, list[Rule]] = defaultdict(list)
        for rule in entry.data.get("from", ()):
            fields[rule["field"]].append(rule)
        for field, rules in fields.items():
            if any("for" in rule for rule in rules):
                yield from _check_field(entry, field, rules)


def _check_field(entry: Entry, field: str, rules: list[Rule]) -> Iterator[Fault]:
    """Limits hold from an age to just under another, so their edges are the only ages that need a look."""
    edges = {age for rule in rules for key, age in rule.get("for", {}).items() if key != "sex"} | {0}
    for age, sex in product(sorted(edges), ("female", "male")):
        found = sum(is_for(rule.get("for", {}), age, sex) for rule in rules)
        if found != 1:
            message = f"A {sex} patient of {age:g} years has {found} limits for {field}."
            yield entry.fault(("from",), message, "Let the limits of a field cover every age and sex once.")
            return


def is_for(patients: Rule, age: float, sex: str) -> bool:
    """Whether limits of an age and a sex hold for one patient."""
    low, high = float(patients.get("age_at_least", 0)), float(patients.get("age_below", age + 1))
    return low <= age < high and str(patients.get("sex", sex)) == sex
