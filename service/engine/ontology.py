"""Closure over parents: what a present child implies, what an absent parent implies. Imports nothing of ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ontology:
    """The findings' is-a order. `ancestors` of each id come nearest first."""

    ancestors: Mapping[str, tuple[str, ...]]
    descendants: Mapping[str, frozenset[str]]

    def leaves(self, present: frozenset[str]) -> frozenset[str]:
        """The present findings that no other present finding is a kind of: the most specific ones."""
        return frozenset(f for f in present if self.descendants[f].isdisjoint(present))


def build_ontology(parents: Mapping[str, Iterable[str]]) -> Ontology:
    """The closure of `parents` (child id -> parent ids, all known, acyclic)."""
    ancestors = {child: _breadth_first(child, parents) for child in parents}
    descendants: dict[str, set[str]] = {child: set() for child in parents}
    for child, above in ancestors.items():
        for ancestor in above:
            descendants[ancestor].add(child)
    return Ontology(ancestors, {key: frozenset(value) for key, value in descendants.items()})


def _breadth_first(child: str, parents: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    queue = list(parents[child])
    while queue:
        parent = queue.pop(0)
        if parent not in found:
            found[parent] = None
            queue.extend(parents[parent])
    return tuple(found)
