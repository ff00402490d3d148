"""Next questions: which unknown findings would change most; expected change of referral first, then of the ranking."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from service.engine.evidence import Evidence
from service.engine.pack import Knowledge
from service.engine.rank import Scores
from service.engine.terms import Level
from service.engine.triage import Triage
from service.engine.whatif import Case, WhatIf, askable, chance, referral_change, suppose_all

LEADERS = 8
# A question is worth a minute from this expected change on: of the referral, in levels; of the probabilities, 0 to 1.
LEAST_LEVELS = 0.01
LEAST_RANKING = 0.01
MOST_CANDIDATES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestion:
    """An unknown finding worth asking. Expected changes are over its chance of presence, given all that is known."""

    finding: str
    chance_present: float
    referral_change: float
    ranking_change: float
    if_present: WhatIf
    if_absent: WhatIf


def next_questions(
    knowledge: Knowledge, setting: str, evidence: Evidence, scores: Scores, decided: Triage, most: int
) -> tuple[NextQuestion, ...]:
    """The `most` unknown findings that would change the referral, then the ranking, most."""
    case = Case(knowledge, setting, evidence, scores, decided)
    asked = [_ask(case, finding) for finding in candidates(knowledge, evidence, scores)]
    useful = [q for q in asked if q.referral_change >= LEAST_LEVELS or q.ranking_change >= LEAST_RANKING]
    useful.sort(key=lambda q: (-round(q.referral_change, 6), -round(q.ranking_change, 6), q.finding))
    return tuple(useful[:most])


def candidates(knowledge: Knowledge, evidence: Evidence, scores: Scores) -> list[str]:
    """Unknown findings that could complete a red flag or that separate the leading conditions, most telling first."""
    names = dict.fromkeys(completing(knowledge, evidence))
    spread = sorted(_spread(knowledge, evidence, scores).items(), key=lambda item: (-item[1], item[0]))
    names.update(dict.fromkeys(finding for finding, _ in spread))
    return list(names)[:MOST_CANDIDATES]


def completing(knowledge: Knowledge, evidence: Evidence, above: Level = Level.SELF_CARE) -> Iterator[str]:
    """Findings that alone would fire a red flag of which a part already holds, of a level over `above`."""
    unknown = partial(askable, knowledge, evidence)
    anything = knowledge.findings.__contains__
    found = knowledge.flags.completed_by(evidence, above, unknown, anything)
    for _, finding in sorted(found, key=lambda pair: (-pair[0].level, pair[0].id, pair[1])):
        yield finding


def _spread(knowledge: Knowledge, evidence: Evidence, scores: Scores) -> dict[str, float]:
    spread: dict[str, float] = {}
    for name in scores.order[:LEADERS]:
        for finding, weight in knowledge.conditions[name].weights.items():
            if askable(knowledge, evidence, finding):
                telling = max(abs(weight.present) * weight.frequency, abs(weight.absent))
                spread[finding] = spread.get(finding, 0.0) + telling * scores.probability[name]
    return spread


def _ask(case: Case, finding: str) -> NextQuestion:
    likely = chance(case, (finding, True))
    yes, no = suppose_all(case, (finding, True)), suppose_all(case, (finding, False))
    outcomes = ((likely, yes), (1 - likely, no))
    return NextQuestion(
        finding=finding,
        chance_present=likely,
        referral_change=referral_change(case, outcomes),
        ranking_change=sum(share * _distance(case.scores, after.scores) for share, after in outcomes),
        if_present=WhatIf.of(yes),
        if_absent=WhatIf.of(no),
    )


def _distance(before: Scores, after: Scores) -> float:
    """Total variation between two probability distributions over the conditions: 0 the same, 1 disjoint."""
    return float(np.abs(before.chances - after.chances).sum()) / 2
