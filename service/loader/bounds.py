"""The bounds of the verdicts on certainty: each in its range, and those that belong together in order."""

from collections.abc import Iterator, Mapping

from service.loader.fault import Fault
from service.loader.files import Entry

# What lies between 0 and 1 without touching either: probabilities, shares and ratios.
_FRACTIONS = ("certainty-clear", "certainty-leaning", "certainty-contradiction-share", "certainty-rarely-together")


def check_bounds(entries: list[Entry]) -> Iterator[Fault]:
    """Every bound of a scale that makes no sense."""
    for entry in entries:
        places = {item["id"]: place for place, item in enumerate(entry.data["constants"])}
        values = {item["id"]: item["value"] for item in entry.data["constants"]}
        yield from _ranges(entry, places, values)
        if values.get("certainty-leaning", 0) >= values.get("certainty-clear", 1):
            where = ("constants", places["certainty-leaning"], "value")
            yield entry.fault(where, "An answer would be clear before it leans.", "Put it below certainty-clear.")


def _ranges(entry: Entry, places: Mapping[str, int], values: Mapping[str, float]) -> Iterator[Fault]:
    for name, place in places.items():
        where = ("constants", place, "value")
        if name in _FRACTIONS and not 0 < values[name] < 1:
            yield entry.fault(where, f"{name} is not between 0 and 1.", "Give it as a fraction.")
        elif name.startswith("certainty-") and values[name] < 0:
            yield entry.fault(where, f"{name} is below 0.", "Give a number of 0 or more.")
