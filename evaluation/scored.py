"""Scored cases: what the engine itself says to each vignette, with every probability, without the way over HTTP."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluation.outcomes import Outcome
from evaluation.vignettes import Vignette
from service.doors.intake import open_reception, read_history
from service.engine.evidence import Evidence
from service.engine.history import History
from service.engine.interpret import interpret
from service.engine.pack import Knowledge
from service.engine.rank import Scores, score
from service.engine.terms import Level
from service.engine.triage import level_from

Numbers = npt.NDArray[np.float64]
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Told:
    """One vignette as evidence, which no constant of the model changes. `floor`: what its red flags ask for."""

    vignette: Vignette
    setting: str
    evidence: Evidence
    floor: Level


@dataclass(frozen=True, slots=True)
class Scored:
    """One vignette with its scores and its referral level."""

    told: Told
    scores: Scores
    level: Level

    @property
    def vignette(self) -> Vignette:
        """The case."""
        return self.told.vignette


def tell(knowledge: Knowledge, vignettes: Iterable[Vignette]) -> list[Told]:
    """The evidence in every vignette's first history."""
    reception = open_reception(knowledge)
    return [_told(knowledge, vignette, read_history(reception, vignette.request).history) for vignette in vignettes]


def _told(knowledge: Knowledge, vignette: Vignette, history: History) -> Told:
    evidence, _ = interpret(knowledge, history)
    fired = (knowledge.red_flags[name].level for name in knowledge.flags.fired(evidence))
    return Told(vignette, history.setting, evidence, max(fired, default=Level.SELF_CARE))


def score_all(knowledge: Knowledge, told: Sequence[Told]) -> list[Scored]:
    """Every case scored and referred with this knowledge."""
    return [judge(knowledge, one, score(knowledge, one.setting, one.evidence)) for one in told]


def judge(knowledge: Knowledge, told: Told, scores: Scores) -> Scored:
    """A case with scores made elsewhere, and the referral that follows."""
    return Scored(told, scores, level_from(knowledge, told.evidence, scores, told.floor))


def outcomes(knowledge: Knowledge, cases: Iterable[Scored]) -> Iterator[Outcome]:
    """The same as outcomes, for the figures."""
    for case in cases:
        shown = case.scores.order[:SHOWN]
        yield Outcome(
            vignette=case.vignette,
            order=shown,
            probabilities=tuple(case.scores.probability[name] for name in shown),
            referral=case.level.word,
            covered=case.vignette.diagnosis in knowledge.conditions,
        )


def right_places(knowledge: Knowledge, vignette: Vignette) -> list[int]:
    """The places in the pack of what is right for a case; none where the pack lacks it."""
    return [knowledge.matrix.place[name] for name in sorted(vignette.right) if name in knowledge.matrix.place]
