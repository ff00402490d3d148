"""Holding a document to a number of words: parts give up whole items from their end, the least important part first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A sentence around a list. Without items nothing is said.

    `least` items stay until nothing else can go, `always` items for ever. `frame` holds the list at `{}`. A part that
    is `counted` says how many of its items it gave up.
    """

    frame: str = "{}."
    items: tuple[str, ...] = ()
    joint: str = ", "
    least: int = 0
    always: int = 0
    counted: bool = False
    dropped: int = 0

    def text(self) -> str:
        """The sentence; empty where the part has nothing left to say."""
        if not self.items:
            return ""
        more = f" (+{self.dropped} more)" if self.counted and self.dropped else ""
        return self.frame.replace("{}", self.joint.join(self.items) + more, 1)

    def shorter(self) -> "Part":
        """The part without its last item."""
        return replace(self, items=self.items[:-1], dropped=self.dropped + 1)


Parts = Mapping[str, Part]


def shorten(parts: Parts, order: tuple[str, ...], words: Callable[[Parts], int], most: int) -> Parts:
    """The parts with at most `most` words, where dropping can reach that.

    Each part of `order` in turn goes down to the items that it keeps; only when all have are those given up as well.
    """
    kept = dict(parts)
    for least in (True, False):
        for name in order:
            floor = max(kept[name].always, kept[name].least if least else 0)
            while words(kept) > most and len(kept[name].items) > floor:
                kept[name] = kept[name].shorter()
    return kept
