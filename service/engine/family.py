"""Families: the weights of all conditions on findings that are kinds of each other, as arrays over the conditions.

A finding speaks only together with its own ancestors and descendants, so a change of one status asks one family again,
and asks it for every condition at once. The rules of speech are those that `weigh` tells one condition at a time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from service.engine.cardindex import CardIndex
from service.engine.ontology import Ontology

Points = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Truths = npt.NDArray[np.bool_]

# Points of one family that share a pile (None: nothing discounts them), one number a condition; 0 where silent.
Row = tuple[str | None, Points]


@dataclass(frozen=True, slots=True)
class Family:
    """One connected part of the ontology. Arrays have a row a member and a column a condition.

    `voice` is the place of the member through which a condition hears a finding, the last (empty) place where through
    none; `above[a, b]` whether member a is an ancestor of b; `alone` what each finding says as the only present leaf;
    `denied` what it says where only it and all below it are absent; `over` the places of each member's ancestors.
    """

    members: tuple[str, ...]
    place: Mapping[str, int]
    piles: tuple[str | None, ...]
    present: Points
    absent: Points
    deniable: Truths
    voice: Places
    above: Truths
    alone: tuple[tuple[Row, ...], ...]
    denied: tuple[tuple[Row, ...], ...]
    over: tuple[frozenset[int], ...]

    def rows(self, leaves: Sequence[int], absent: Sequence[int]) -> list[Row]:
        """What the family says to every condition, given the places of its present leaves and its absent members."""
        return [*self._present_rows(leaves), *self._absent_rows(absent)]

    def _present_rows(self, leaves: Sequence[int]) -> Iterator[Row]:
        if len(leaves) == 1:
            yield from self.alone[leaves[0]]
            return
        for nth, leaf in enumerate(leaves):
            heard = self.voice[leaf]
            kept = np.ones(len(heard), dtype=np.bool_)
            for other_nth, other in enumerate(leaves):
                if other_nth != nth:
                    kept &= ~self.above[heard, self.voice[other]]
                if other_nth < nth:
                    kept &= heard != self.voice[other]
            yield from _by_pile(self.present, self.piles, heard, kept)

    def _absent_rows(self, absent: Sequence[int]) -> Iterable[Row]:
        """What is absent comes with all below it, so under one most general member it is what that member denies."""
        every = frozenset(absent)
        general = [member for member in absent if self.over[member].isdisjoint(every)]
        return self.denied[general[0]] if self.denied and len(general) == 1 else self._each_absent(absent)

    def _each_absent(self, absent: Sequence[int]) -> Iterator[Row]:
        for member in absent:
            speaks = self.deniable[member]
            for other in absent:
                if self.above[other, member]:
                    speaks = speaks & ~self.deniable[other]
            if speaks.any():
                yield self.piles[member], np.where(speaks, self.absent[member], 0.0)


def build_families(cards: Mapping[str, CardIndex], ontology: Ontology, piles: Mapping[str, str | None]) -> list[Family]:
    """The families of a vocabulary with the weights of `cards`, in the cards' order. `piles`: finding -> its pile."""
    return [_family(members, cards, ontology, piles) for members in _components(ontology)]


def speaking(families: Iterable[Family]) -> tuple[Family, ...]:
    """Those of which some condition has a weight."""
    return tuple(one for one in families if one.present.any() or one.absent.any())


def _components(ontology: Ontology) -> Iterator[tuple[str, ...]]:
    seen: set[str] = set()
    for start in ontology.ancestors:
        found, queue = {start: None}, [start]
        while queue and start not in seen:
            near = queue.pop()
            for name in (*ontology.ancestors[near], *sorted(ontology.descendants[near])):
                if name not in found:
                    found[name] = None
                    queue.append(name)
        if start not in seen:
            seen.update(found)
            yield tuple(found)


def _family(
    members: tuple[str, ...], cards: Mapping[str, CardIndex], ontology: Ontology, piles: Mapping[str, str | None]
) -> Family:
    place = {name: nth for nth, name in enumerate(members)}
    nobody = len(members)
    shape = (len(members) + 1, len(cards))
    present, absent, deniable = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    voice = np.full(shape, nobody, dtype=np.intp)
    for column, card in enumerate(cards.values()):
        for name in members:
            if name in card.mentions:
                voice[place[name], column] = place[card.mentions[name]]
            if name in card.voices:
                present[place[name], column] = card.voices[name].weight.present
            if name in card.deniable:
                absent[place[name], column] = card.deniable[name].weight.absent
                deniable[place[name], column] = True
    above = np.zeros((nobody + 1, nobody + 1), dtype=np.bool_)
    for name in members:
        above[[place[ancestor] for ancestor in ontology.ancestors[name]], place[name]] = True
    of_member = (*(piles.get(name) for name in members), None)
    everyone = np.ones(len(cards), dtype=np.bool_)
    alone = tuple(tuple(_by_pile(present, of_member, voice[nth], everyone)) for nth in range(nobody))
    over = tuple(frozenset(np.flatnonzero(above[:, nth]).tolist()) for nth in range(nobody))
    family = Family(members, place, of_member, present, absent, deniable, voice, above, alone, (), over)
    lines = ((name, *sorted(ontology.descendants[name])) for name in members)
    denied = (tuple(family.rows((), [place[name] for name in line])) for line in lines)
    return replace(family, denied=tuple(denied))


def _by_pile(present: Points, piles: Sequence[str | None], heard: Places, kept: Truths) -> Iterator[Row]:
    """The points of the voices heard, a row a pile. The empty voice, which is the last place, has no points."""
    nobody = len(piles) - 1
    spoken = kept & (heard != nobody)
    points = np.where(spoken, present[heard, np.arange(len(heard))], 0.0)
    names = list(dict.fromkeys(piles[:nobody]))
    if len(names) == 1:
        if spoken.any():
            yield names[0], points
        return
    pile_of = np.array([*(names.index(name) for name in piles[:nobody]), -1])[heard]
    for nth, name in enumerate(names):
        inside = spoken & (pile_of == nth)
        if inside.any():
            yield name, np.where(inside, points, 0.0)
