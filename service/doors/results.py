"""Laboratory values: the analyte by name or LOINC code, the unit into the canonical one, the impossible refused."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.intake import LARGEST_RESULT
from service.doors.faults import Fault, pointer_to
from service.doors.lexicon import Lexicon
from service.engine.analyte import Analyte
from service.engine.history import MeasuredResult
from service.engine.pack import Knowledge


def find_analyte(knowledge: Knowledge, lexicon: Lexicon, item: Mapping[str, Any]) -> Analyte | None:
    """The analyte that a result names, or None where the knowledge has none."""
    name = None
    if isinstance(item.get("test"), str):
        name = lexicon["analytes"].find(item["test"])
    elif isinstance(item.get("code"), dict) and item["code"].get("system") == "loinc":
        name = lexicon.analyte_codes.get(str(item["code"].get("value")))
    return knowledge.analytes[name] if name else None


def convert(analyte: Analyte, value: float, unit: str) -> float | None:
    """The value in the canonical unit, or None for a unit that the analyte is not measured in."""
    factor = analyte.factors.get(unit)
    return None if factor is None else value * factor + analyte.offsets.get(unit, 0)


def computed(knowledge: Knowledge, given: Sequence[MeasuredResult]) -> Iterator[MeasuredResult]:
    """The values that follow from those given and were not reported themselves, such as calcium from total calcium."""
    known = {result.analyte: result for result in given}
    for analyte in knowledge.analytes.values():
        how = analyte.computed
        if how is not None and analyte.id not in known and {how.of, how.by} <= known.keys():
            of, by = known[how.of], known[how.by]
            value = of.value + how.per_unit * (how.around - by.value)
            yield MeasuredResult(analyte=analyte.id, value=value, pointer=of.pointer)


def check_results(knowledge: Knowledge, lexicon: Lexicon, results: Any) -> Iterator[Fault]:
    """Units that an analyte is not measured in, values that no living patient has, and values given twice."""
    seen: set[str] = set()
    for place, item in enumerate(results if isinstance(results, list) else ()):
        analyte = find_analyte(knowledge, lexicon, item) if isinstance(item, dict) else None
        if analyte is not None:
            yield from _check_one(analyte, item, ("results", place))
            if analyte.id in seen:
                detail = f"{analyte.label} is given more than once. Keep the latest."
                yield Fault(pointer_to(("results", place)), "given_twice", detail)
            seen.add(analyte.id)


def _check_one(analyte: Analyte, item: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Fault]:
    unit, value = item.get("unit"), item.get("value")
    if not isinstance(unit, str) or isinstance(value, bool) or not isinstance(value, int | float):
        return  # the schema has told
    if not -LARGEST_RESULT <= value <= LARGEST_RESULT:
        return  # so it has of this, which may be too large to convert
    converted = convert(analyte, value, unit)
    if converted is None:
        known = ", ".join(analyte.factors)
        detail = f"{analyte.label} is not measured in this unit. Use one of (UCUM): {known}."
        yield Fault(pointer_to((*path, "unit")), "unknown_unit", detail)
    elif not analyte.possible[0] <= converted <= analyte.possible[1]:
        low, high = analyte.possible
        detail = f"{analyte.label} must be from {low:g} to {high:g} {analyte.unit}. Check the number and the unit."
        yield Fault(pointer_to((*path, "value")), "impossible_value", detail)
