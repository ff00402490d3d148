"""A laboratory value as reported: its unit however it is written, and what a bound such as `> 60` says of it."""

import re

from service.doors.fhir.resources import Resource, word
from service.engine.analyte import Analyte
from service.engine.pack import Knowledge

_BELOW, _ABOVE = frozenset({"<", "<="}), frozenset({">", ">="})
# So little that no limit lies between.
_LITTLE = 1e-9
# Ways to write UCUM's units by hand: `mEq/L`, `mcg/L`, `IU/L`, either sign for a millionth, `x10^9/L`.
_RESPELT = (
    (re.compile("[\u00b5\u03bc]"), "u"),
    (re.compile("mcg"), "ug"),
    (re.compile(r"(?<![a-z\[])([mun]?)iu\b"), r"\1[iu]"),
    (re.compile(r"\s+"), ""),
    (re.compile(r"^x?10[\^e]"), "10*"),
    (re.compile("\u00b2"), "2"),
)


def unit_of(analyte: Analyte, quantity: Resource) -> str | None:
    """The analyte's unit that a quantity is in, by its code or as written; None for another or none."""
    told = [unit for unit in (word(quantity, "code"), word(quantity, "unit")) if unit]
    exact = next((unit for unit in told if unit in analyte.factors), None)
    spelt: dict[str, list[str]] = {}
    for unit in analyte.factors:
        spelt.setdefault(_plain(unit), []).append(unit)
    near = (spelt.get(_plain(unit), []) for unit in told)
    # Two units that differ by a capital alone are two units, unless they come to the same.
    meant = (some[0] for some in near if len({analyte.factors[unit] for unit in some}) == 1)
    return exact or next(meant, None)


def _plain(unit: str) -> str:
    plain = unit.casefold()
    for pattern, letters in _RESPELT:
        plain = pattern.sub(letters, plain)
    return plain


def says_something(knowledge: Knowledge, analyte: Analyte, value: float, bound: str) -> bool:
    """Whether a value known only to lie below or above another says that a limit is passed, or that none can be.

    `> 2 mmol/L` of potassium may be low or high: read as 2 it would be a low one that nobody measured.
    """
    corrections = [other.computed for other in knowledge.analytes.values() if other.computed]
    if any(analyte.id in (one.of, one.by) for one in corrections):
        return False
    low, high = _limits(knowledge, analyte)
    if bound in _BELOW:
        passed, open_ = [one for one in low if value <= one], [one for one in (*low, *high) if one < value]
        return not any(one < value for one in high) and (bool(passed) or not open_)
    passed, open_ = [one for one in high if value >= one], [one for one in (*low, *high) if one > value]
    return bound in _ABOVE and not any(one > value for one in low) and (bool(passed) or not open_)


def within(value: float, bound: str) -> float:
    """A value that stands for a bound: just below what it is below, so that a limit there is passed."""
    return value - abs(value) * _LITTLE if bound == "<" else value


def _limits(knowledge: Knowledge, analyte: Analyte) -> tuple[list[float], list[float]]:
    """Where findings begin: those of low values, and those of high ones."""
    field = f"results.{analyte.id}"
    rules = [rule for one in knowledge.findings.values() for rule in one.derivations if rule.field == field]
    low = [rule.below for rule in rules if rule.below is not None]
    return low, [rule.at_least for rule in rules if rule.at_least is not None]
