"""CardIndex: one condition's card, indexed once so that weighing it against evidence is a few set operations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.engine.knowledge import Combination, Group, Weight
from service.engine.normal import normal
from service.engine.ontology import Ontology
from service.engine.prefilter import needed
from service.engine.terms import GroupKind
from service.engine.truth import Test, surely


@dataclass(frozen=True, slots=True)
class Voice:
    """One weight as the scorer needs it. `above`: its ancestors on the card; `group`: only where members discount."""

    finding: str
    weight: Weight
    group: str | None
    above: frozenset[str]


@dataclass(frozen=True, slots=True)
class CompiledCombination:
    """A combination as bits and code. `needs`: one of these bits is present where it holds; 0 where none has to be."""

    combination: Combination
    needs: int
    fires: Test

    def holds(self, yes: int, no: int) -> bool:
        """Whether it surely holds."""
        return (not self.needs or self.needs & yes != 0) and self.fires(yes, no)


@dataclass(frozen=True, slots=True)
class CardIndex:
    """`voices` by finding; `mentions`: finding -> the weight it speaks through; `deniable`: what speaks when absent."""

    voices: Mapping[str, Voice]
    mentions: dict[str, str]
    deniable: dict[str, Voice]
    combinations: tuple[CompiledCombination, ...]


def index_card(
    weights: Mapping[str, Weight],
    combinations: Iterable[Combination],
    ontology: Ontology,
    group_of: Mapping[str, Group],
) -> CardIndex:
    """The index of the weights and combinations on one card."""
    voices = {name: _voice(weights, name, ontology, group_of) for name in weights}
    deniable = {name: voice for name, voice in voices.items() if not _exclusive(name, group_of)}
    compiled = tuple(_combination(one, ontology) for one in combinations)
    return CardIndex(voices, mention_index(weights, ontology), deniable, compiled)


def mention_index(weights: Mapping[str, Weight], ontology: Ontology) -> dict[str, str]:
    """For each finding, the weight a card gives for it: its own, or that of the nearest ancestor the card mentions.

    A card that knows only the parent is taken to have the child in the same proportion as everybody with the parent
    has it, which makes the child's likelihood ratio the parent's.
    """
    index = {name: name for name in weights}
    for finding in frozenset().union(*(ontology.descendants[name] for name in weights)) - weights.keys():
        index[finding] = next(above for above in ontology.ancestors[finding] if above in weights)
    return index


def _voice(weights: Mapping[str, Weight], name: str, ontology: Ontology, group_of: Mapping[str, Group]) -> Voice:
    group = group_of.get(name)
    return Voice(
        finding=name,
        weight=weights[name],
        group=pile_of(group),
        above=frozenset(ontology.ancestors[name]) & weights.keys(),
    )


def _combination(one: Combination, ontology: Ontology) -> CompiledCombination:
    when = normal(one.when)
    return CompiledCombination(one, ontology.bits(needed(when)), surely(when, ontology.bit))


def pile_of(group: Group | None) -> str | None:
    """Where a weight's points are discounted together with others: nowhere, for most exclusive groups."""
    if group is None:
        return None
    return group.pile or (None if group.kind is GroupKind.EXCLUSIVE else group.id)


def _exclusive(name: str, group_of: Mapping[str, Group]) -> bool:
    group = group_of.get(name)
    return group is not None and group.kind is GroupKind.EXCLUSIVE
