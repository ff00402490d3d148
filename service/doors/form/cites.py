"""Sources as numbers: each source that is shown gets the next number, and the list at the end tells them."""

from collections.abc import Iterable
from typing import Any

from service.doors.links import page_of

Json = dict[str, Any]


class Cites:
    """The numbers of one page, given in the order in which its parts ask for them."""

    def __init__(self, citations: Iterable[Json]) -> None:
        """`citations`: every source of the answer, as its body lists them."""
        self._known = {one["id"]: one for one in citations}
        self._numbers: dict[str, int] = {}

    def on(self, one: Json) -> Json:
        """The same with `cites`, the numbers of its `sources`."""
        return one | {"cites": [self._number(name) for name in one["sources"]]}

    def sources(self) -> list[Json]:
        """Every source asked for so far: its number, its page in the knowledge book, title and year."""
        return [
            {
                "number": number,
                "page": page_of("sources", name),
                **{key: self._known[name][key] for key in ("title", "year")},
            }
            for name, number in self._numbers.items()
        ]

    def _number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers) + 1)
