"""Names that mean two things: a name of two medicines, or of two conditions, would be a guess between them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.loader.fault import Fault
from service.loader.files import Entry


def check_names(by_kind: Mapping[str, list[Entry]]) -> Iterator[Fault]:
    """Every name that stands with two medicines or with two conditions."""
    yield from _shared(by_kind["medications"], "medicine")
    yield from _shared(by_kind["conditions"], "condition")


def _shared(entries: list[Entry], noun: str) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for entry in entries:
        own = entry.data["id"]
        for name in {word.casefold() for word in _names(entry.data)}:
            if seen.setdefault(name, own) != own:
                message = f"The name {name!r} also means {seen[name]}."
                yield entry.fault(("id",), message, f"Keep the name with the {noun} that it means.")


def _names(data: Mapping[str, Any]) -> Iterable[str]:
    brands = (brand for names in data.get("brands", {}).values() for brand in names)
    return (data["id"], data["label"], *data.get("synonyms", ()), *brands)
