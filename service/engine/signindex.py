"""SignIndex: the signs that tell kinds of movement apart, as arrays, so that how telling each is costs one product."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from service.engine.family import Points
from service.engine.knowledge import Finding, Weight

# Kinds of finding that a clinician can ask about or look for at once. Of names one cannot ask: they are the answer.
_ASKABLE = frozenset({"symptom", "circumstance", "sign"})


@dataclass(frozen=True, slots=True)
class SignIndex:
    """`often`: how often each kind has each sign (a row a kind); `surprise`: the entropy of that, in bits."""

    names: tuple[str, ...]
    often: Points = field(repr=False)
    surprise: Points = field(repr=False)

    def telling(self, chances: Points) -> Points:
        """For each sign the mutual information, in bits, of its presence and the kind, whose `chances` are given."""
        return np.asarray(entropy(chances @ self.often) - chances @ self.surprise)


def index_signs(
    kinds: Sequence[Mapping[str, Weight]], findings: Mapping[str, Finding], signs: Iterable[str]
) -> SignIndex:
    """The index of those signs that one can ask about, from the weights of each kind.

    A kind that does not mention a sign has it as often as anybody.
    """
    names = tuple(name for name in signs if findings[name].kind in _ASKABLE and findings[name].question is not None)
    often = np.array([[_frequency(weights, findings[name]) for name in names] for weights in kinds])
    often = often.reshape(len(kinds), len(names))
    return SignIndex(names, often, entropy(often))


def entropy(chance: Points) -> Points:
    """The entropy, in bits, of a yes or no with these chances of yes."""
    parts = np.stack([chance, 1 - chance])
    logs = np.log2(parts, out=np.zeros_like(parts), where=parts > 0)
    return np.asarray(-(parts * logs).sum(axis=0))


def _frequency(weights: Mapping[str, Weight], finding: Finding) -> float:
    weight = weights.get(finding.id)
    return finding.background if weight is None else weight.frequency
