"""Closure over parents: what a present child implies, what an absent parent implies. Imports nothing of ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_


@dataclass(frozen=True, slots=True)
class Ontology:
    """The findings' is-a order. `ancestors` of each id come nearest first.

    The same as bits of whole numbers: `bit` is a finding's own, `up` and `down` those of it and all above or below it,
    which is what its presence and its absence imply.
    """

    ancestors: Mapping[str, tuple[str, ...]]
    descendants: Mapping[str, frozenset[str]]
    bit: Mapping[str, int] = field(repr=False)
    up: Mapping[str, int] = field(repr=False)
    down: Mapping[str, int] = field(repr=False)

    def bits(self, findings: Iterable[str]) -> int:
        """The bits of several findings."""
        whole = 0
        for name in findings:
            whole |= self.bit[name]
        return whole

    def leaves(self, present: frozenset[str]) -> frozenset[str]:
        """The present findings that no other present finding is a kind of: the most specific ones."""
        return frozenset(f for f in present if self.descendants[f].isdisjoint(present))


def build_ontology(parents: Mapping[str, Iterable[str]], asked: Mapping[str, int] | None = None) -> Ontology:
    """The closure of `parents` (child id -> parent ids, all known, acyclic).

    `asked`: how often rules ask for a finding. The most asked have the lowest bits, so what asks for them is short.
    """
    ancestors = {child: _breadth_first(child, parents) for child in parents}
    descendants: dict[str, set[str]] = {child: set() for child in parents}
    for child, above in ancestors.items():
        for ancestor in above:
            descendants[ancestor].add(child)
    often = asked or {}
    bit = {name: 1 << nth for nth, name in enumerate(sorted(parents, key=lambda name: -often.get(name, 0)))}
    up, down = ({name: _bits(bit, name, line[name]) for name in bit} for line in (ancestors, descendants))
    return Ontology(ancestors, {key: frozenset(value) for key, value in descendants.items()}, bit, up, down)


def _bits(bit: Mapping[str, int], name: str, line: Iterable[str]) -> int:
    return reduce(or_, (bit[one] for one in line), bit[name])


def _breadth_first(child: str, parents: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    queue = list(parents[child])
    while queue:
        parent = queue.pop(0)
        if parent not in found:
            found[parent] = None
            queue.extend(parents[parent])
    return tuple(found)
