"""How telling a sign is: the arrays against the definition of mutual information, worked out one sign at a time."""

from itertools import product
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engine.pack import Knowledge
from service.engine.signindex import entropy


@given(shares=st.lists(st.floats(0.001, 1), min_size=40, max_size=40))
def test_it_is_the_mutual_information_of_the_sign_and_the_kind(knowledge: Knowledge, shares: list[float]) -> None:
    index = knowledge.movements.asking
    chances = np.array(shares[: len(index.often)]) / sum(shares[: len(index.often)])
    told = index.telling(chances)
    for column in range(len(index.names)):
        assert told[column] == pytest.approx(_information(chances.tolist(), index.often[:, column].tolist()), abs=1e-9)


def test_a_kind_has_a_sign_that_it_does_not_mention_as_often_as_anybody(knowledge: Knowledge) -> None:
    index, rules = knowledge.movements.asking, knowledge.movements
    for row, (kind, name) in enumerate(product(rules.kinds.values(), index.names)):
        weight = kind.weights.get(name)
        usual = knowledge.findings[name].background if weight is None else weight.frequency
        assert index.often.ravel()[row] == usual


def test_what_is_sure_surprises_nobody() -> None:
    assert entropy(np.array([0.0, 1.0, 0.5])).tolist() == [0.0, 0.0, 1.0]


def _information(chances: list[float], often: list[float]) -> float:
    """The sum over kind and answer of p(kind, answer) * log2(p(answer | kind) / p(answer))."""
    found = 0.0
    for present in (True, False):
        given_kind = [one if present else 1 - one for one in often]
        whole = sum(c * g for c, g in zip(chances, given_kind, strict=True))
        found += sum(c * g * log2(g / whole) for c, g in zip(chances, given_kind, strict=True) if g > 0)
    return found
