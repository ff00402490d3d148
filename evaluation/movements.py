"""`python -m evaluation.movements`: do bedside signs alone tell the kind of movement, with every name hidden?

Only cases that name one kind of movement are counted; that name is the truth, as good as its author's word.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.vignettes import load_vignettes
from service.doors.faults import InvalidHistoryError
from service.doors.intake import open_reception, read_history
from service.engine.evidence import ContradictionError, Evidence, settle
from service.engine.interpret import understand
from service.engine.movement import judge
from service.engine.pack import Knowledge
from service.loader.load import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the signs said of one case: the place of the named kind (from 1), and whether the first was settled."""

    place: int
    settled: bool


def blind(knowledge: Knowledge, evidence: Evidence) -> Told | None:
    """The kinds with every name hidden; None for a case that names no kind, or several."""
    stands = {kind.finding: kind.id for kind in knowledge.movements.kinds.values() if kind.finding}
    named = {stands[finding] for finding in stands if evidence.statuses.get(finding)}
    if len(named) != 1:
        return None
    kept = {name: known for name, known in evidence.statuses.items() if name not in knowledge.movements.names}
    found = judge(knowledge, settle(kept, {name: evidence.origins[name] for name in kept}, knowledge.ontology))
    if found is None:
        return None
    order = [one.kind for one in found.kinds]
    return Told(place=order.index(named.pop()) + 1, settled=found.settled)


def summary(told: Iterable[Told]) -> str:
    """The counts in a few lines."""
    every = list(told)
    settled = [one for one in every if one.settled]
    return "\n".join(
        (
            f"{len(every)} cases name one kind of movement. With every name hidden:",
            f"named kind first in {_within(every, 1)}, in the first three in {_within(every, 3)}",
            f"settled in {len(settled)}, and right in {_within(settled, 1)} of them",
        )
    )


def _within(told: list[Told], places: int) -> int:
    return sum(one.place <= places for one in told)


def main() -> None:
    """Print the counts over all vignettes."""
    reception = open_reception(load())
    told: list[Told] = []
    for vignette in load_vignettes():
        try:
            evidence = understand(reception.knowledge, read_history(reception, vignette.request).history).told
        except (InvalidHistoryError, ContradictionError):
            continue
        one = blind(reception.knowledge, evidence)
        told += [one] if one else []
    sys.stdout.write(summary(told) + "\n")


if __name__ == "__main__":
    main()
