"""Trial: whether changes of evidence lift one condition to a place; bounded first, then supposed in full."""

from collections.abc import Iterator

import numpy as np

from service.engine.evidence import Evidence
from service.engine.family import Places, Points, Truths
from service.engine.rank import PLACES, Scores
from service.engine.singles import Singles
from service.engine.supposing import supposed_totals
from service.engine.whatif import Case, places, scored

# So many of the others, the foremost, stand for all where a change is only bounded. Whoever is not ahead of them all
# is not ahead of everybody, so that nothing is left out; what passes is supposed in full.
RIVALS = 16


class Trial:
    """One condition on its way to a place. Points are as in `Singles`, of it first and then of its rivals.

    The first of the rivals is the leader.
    """

    def __init__(self, case: Case, found: Singles, condition: str, place: int) -> None:
        """`place` counts from 1."""
        matrix = case.knowledge.matrix
        names = (condition, *[name for name in case.scores.order if name != condition][:RIVALS])
        near = [matrix.place[name] for name in names]
        self.gains: Points = found.gains[:, near]
        self.most: Points = found.most[:, near]
        self.family_most: Points = found.family_most[:, near]
        self._case, self._found, self._condition, self._place = case, found, condition, place
        self._now: Points = case.scores.column[near]
        self._first = matrix.ties[near[1:]] < matrix.ties[near[0]]
        self._supposed: dict[tuple[int, ...], tuple[Evidence, Scores] | None] = {}

    def may_be_enough(self, gains: Points) -> Truths:
        """Whether no more rivals than the place allows stay ahead once these points are added, a row a change."""
        points = (self._now + gains).round(PLACES)
        own, rivals = points[:, :1], points[:, 1:]
        ahead = (rivals > own) | ((rivals == own) & self._first)
        return np.asarray(ahead.sum(axis=1) < self._place)

    def reached(self, choices: Places) -> Iterator[bool]:
        """Whether each change, a row of places in `Singles.facts`, does lift it, supposed in full."""
        held: dict[int, bool] = {}
        rows: dict[tuple[int, ...], list[int]] = {}
        for row, chosen in enumerate(choices.tolist()):
            rows.setdefault(tuple(chosen[:-1]), []).append(row)
        for before, members in rows.items():
            held.update(zip(members, self._lifted(before, choices[members, -1].tolist()), strict=True))
        yield from (held[row] for row in range(len(choices)))

    def _lifted(self, before: tuple[int, ...], last: list[int]) -> list[bool]:
        """Whether each last fact lifts it once those before it are known; no where it is known by then."""
        known = self._with(before)
        if known is None:
            return [False] * len(last)
        evidence, scores = known
        facts = [self._found.facts[nth] for nth in last]
        open_facts = [fact for fact in facts if fact[0] not in evidence.statuses]
        if not open_facts or scores.counted is None:
            return [False] * len(last)
        knowledge = self._case.knowledge
        totals = supposed_totals(knowledge.matrix, scores.counted, evidence, open_facts, knowledge.ontology)
        columns = knowledge.matrix.priors[self._case.setting] + totals
        lifted = dict(
            zip(open_facts, (places(self._case, columns, self._condition) <= self._place).tolist(), strict=True)
        )
        return [lifted.get(fact, False) for fact in facts]

    def _with(self, chosen: tuple[int, ...]) -> tuple[Evidence, Scores] | None:
        if chosen not in self._supposed:
            facts = tuple(self._found.facts[nth] for nth in chosen)
            self._supposed[chosen] = scored(self._case, facts, self._case.evidence, self._case.scores)
        return self._supposed[chosen]
