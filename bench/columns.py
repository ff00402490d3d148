"""Columns: how fast histories that are read already could be scored, exactly, by one sparse product.

Families of findings and discounted piles make points no plain sum of weights. What a pile says depends on all that is
known in it, so each different thing said is a row of its own, made by the engine; a history is then a few dozen of
them, and its points their sum. What is printed is the most that this gives: rows made beforehand, and found.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from evaluation.vignettes import load_vignettes
from service.doors.intake import open_reception, read_history
from service.engine.evidence import Evidence
from service.engine.interpret import understand
from service.engine.pack import Knowledge
from service.engine.rank import Scores, score
from service.loader.load import load

SETTING = "primary_care"
# The histories over and over: so many that their rows do not all stay in the processor's own memory.
TIMES = 20
ROUNDS = 5
NEAR = 1e-9


def run(*, short: bool = False) -> int:
    """Print histories a second and core: scored one by one, and as rows; status 1 where their points differ."""
    # A second thread would be a second core.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    knowledge, told = _read(64 if short else None)
    singly = _cost(lambda: [score(knowledge, SETTING, one) for one in told], len(told))
    scores = [score(knowledge, SETTING, one) for one in told]
    rows, said = rows_of(knowledge, scores)
    product, often = _product(said, len(rows)), TIMES * len(told)
    sums = product @ rows
    near = np.abs(sums[: len(told)] - np.array([one.column for one in scores])).max() <= NEAR
    index = {number: number for number in range(len(rows))}
    say = sys.stdout.write
    say(f"{len(told)} histories read already, {len(knowledge.conditions)} conditions; CPU of one core\n")
    say(f"a history is {statistics.mean(map(len, said)):.0f} of {len(rows):,} rows\n")
    _row("scored one by one, as the service does", singly)
    _row("rows summed, once it is known which", _cost(lambda: product @ rows, often))
    _row(
        "only looking up which, a dictionary in Python",
        _cost(lambda: [[index[n] for n in one] for one in said], len(said)),
    )
    _row("only finding the first ten of the sums", _cost(lambda: np.argpartition(-sums, 10, axis=1)[:, :10], often))
    say(f"points {'are the same' if near else 'DIFFER'} within {NEAR:g}\n")
    return 0 if near else 1


def _row(name: str, cost: float) -> None:
    sys.stdout.write(f"{name:46}  {1e6 * cost:8.2f} µs  {1 / cost:10,.0f} a second\n")


def _read(most: int | None) -> tuple[Knowledge, list[Evidence]]:
    knowledge = load()
    reception = open_reception(knowledge)
    requests = [vignette.request for vignette in load_vignettes()[:most]]
    return knowledge, [understand(knowledge, read_history(reception, one).history).evidence for one in requests]


def rows_of(knowledge: Knowledge, scores: Iterable[Scores]) -> tuple[Any, list[list[int]]]:
    """Every different thing said, as a row of points by condition; and for each history the numbers of its rows."""
    places: dict[bytes, int] = {}
    prior = knowledge.matrix.priors[SETTING]
    said = [
        [places.setdefault(np.asarray(row).tobytes(), len(places)) for row in (prior, *_parts(knowledge, one))]
        for one in scores
    ]
    return np.array([np.frombuffer(row) for row in places]), said


def _parts(knowledge: Knowledge, scores: Scores) -> Iterable[Any]:
    """The rows of one history: a row for each pile, for each family outside all piles, and for each combination."""
    counted = scores.counted
    if counted is None:
        raise ValueError("These points were not counted from evidence.")
    for pile, sums in counted.sums.items():
        if pile is not None:
            yield sums
    yield from (sum(rows) for rows in counted.piles.get(None, {}).values() if len(rows))
    for number in counted.combined:
        condition, one = knowledge.matrix.combinations[number]
        row = np.zeros(len(knowledge.conditions))
        row[condition] = one.combination.points
        yield row


def _product(said: list[list[int]], count: int) -> Any:
    """A sparse matrix with a line for each history, over and over, and a 1 for each of its rows."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 after the number of threads is set

    often = said * TIMES
    ends = np.cumsum([0, *map(len, often)])
    columns = np.concatenate([np.array(one) for one in often])
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(often), count))


def _cost(work: Callable[[], object], count: int) -> float:
    """CPU seconds for one of so many, the best of some rounds."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        found.append((time.process_time() - began) / count)
    return min(found)
