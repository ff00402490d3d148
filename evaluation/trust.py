"""Trust: how well the probabilities keep their word, as they are and calibrated, on what parts of the cases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.brier import Bin, Mean, believed, bins, mean, multi_class, top_one
from evaluation.reliability import svg, table
from evaluation.scored import Scored, score_all, tell
from evaluation.vignettes import HELD_OUT, Vignette
from service.engine.pack import Knowledge

AS_IT_IS, CALIBRATED = "as it is", "calibrated"


@dataclass(frozen=True, slots=True)
class Trust:
    """Brier scores by part and mapping, and the bins of the diagram by mapping."""

    scores: dict[str, tuple[Mean, Mean]]
    bins: dict[str, list[Bin]]


def trust(knowledge: Knowledge, clinic: Sequence[Vignette]) -> Trust:
    """Brier scores of all cases and of the held-out ones, with and without the calibration of the rules, if any."""
    cases = score_all(knowledge, tell(knowledge, clinic))
    maps = {AS_IT_IS: 1.0}
    if knowledge.calibration is not None:
        maps[CALIBRATED] = knowledge.calibration.temperature
    parts = {"all": cases, HELD_OUT: [c for c in cases if c.vignette.part == HELD_OUT]}
    scores = {
        f"{part}, {name}": _scores(knowledge, inside, temperature)
        for part, inside in parts.items()
        for name, temperature in maps.items()
        if inside
    }
    return Trust(scores, {name: bins(believed(knowledge, cases, t)) for name, t in maps.items()})


def _scores(knowledge: Knowledge, cases: Sequence[Scored], temperature: float) -> tuple[Mean, Mean]:
    found = believed(knowledge, cases, temperature)
    return mean(found, top_one), mean(found, multi_class)


def lines(found: Trust) -> Iterator[str]:
    """For a terminal: Brier scores, then the diagram as a table."""
    yield "probabilities: Brier score of the first condition; of all (95 % bootstrap interval), lenient"
    for name, (first, every) in found.scores.items():
        yield f"  {name:<38}{first}; {every}"
    for name, inside in found.bins.items():
        yield f"reliability, {name}"
        yield from table(inside)


def draw(found: Trust, path: Path) -> None:
    """Write the reliability diagram."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(svg(found.bins), "utf-8")
