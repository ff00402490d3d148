"""Posted: the fields of a form as a browser sends them, in order, each name with all its values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

# More fields than the page can hold with every list full.
MOST_FIELDS = 4000

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Posted:
    """What was typed. Texts are kept as they came; `first` and `all` give them without space around."""

    values: dict[str, list[str]]

    def first(self, name: str) -> str:
        """The field's text, or an empty one."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Every text of this name that is not empty."""
        return [text.strip() for text in self.values.get(name, ()) if text.strip()]

    def keys_of(self, rows: str) -> Iterator[str]:
        """The keys of the rows under a name, in order: `hand` of `sites.hand.side`."""
        keys = (name.split(".")[1] for name in self.values if name.startswith(f"{rows}.") and name.count(".") > 1)
        yield from dict.fromkeys(keys)


def posted(pairs: Iterable[Pair]) -> Posted:
    """The fields in pairs of name and text."""
    values: dict[str, list[str]] = {}
    for name, text in pairs:
        values.setdefault(name, []).append(text)
    return Posted(values)


def read_posted(body: bytes) -> Posted:
    """The fields of an `application/x-www-form-urlencoded` body. Raises ValueError for one that is none."""
    pairs = parse_qsl(
        body.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
    )
    return posted(pairs)
