"""Next questions: which unknown findings would change most; expected change of referral first, then of the ranking."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from service.engine.evidence import Evidence
from service.engine.family import Points
from service.engine.outcomes import Outcome, outcomes
from service.engine.pack import Knowledge
from service.engine.rank import Scores
from service.engine.triage import Triage
from service.engine.whatif import Case, WhatIf, chance, referral_change

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


class _Worth(NamedTuple):
    """What asking for a finding is expected to change, and its two ends; few of these become questions."""

    finding: str
    chance: float
    referral_change: float
    ranking_change: float
    yes: Outcome
    no: Outcome


def next_questions(
    knowledge: Knowledge, setting: str, evidence: Evidence, scores: Scores, decided: Triage, most: int
) -> tuple[NextQuestion, ...]:
    """The `most` unknown findings that would change the referral, then the ranking, most."""
    case = Case(knowledge, setting, evidence, scores, decided)
    names = candidates(knowledge, evidence, scores, decided)
    ends = outcomes(case, [(name, present) for name in names for present in (True, False)])
    asked = [_worth(case, name, yes, no) for name, yes, no in zip(names, ends[::2], ends[1::2], strict=True)]
    useful = [one for one in asked if one.referral_change >= LEAST_LEVELS or one.ranking_change >= LEAST_RANKING]
    useful.sort(key=lambda one: (-round(one.referral_change, 6), -round(one.ranking_change, 6), one.finding))
    return tuple(_question(one) for one in useful[:most])


def candidates(knowledge: Knowledge, evidence: Evidence, scores: Scores, decided: Triage) -> list[str]:
    """Unknown findings that could complete a red flag or that separate the leading conditions, most telling first."""
    names = dict.fromkeys(_completing(knowledge, evidence, decided))
    spread = _spread(knowledge, evidence, scores)
    most = np.argsort(-spread, kind="stable")[:MOST_CANDIDATES]
    names.update(dict.fromkeys(knowledge.asking.names[nth] for nth in most.tolist() if spread[nth] > 0))
    return list(names)[:MOST_CANDIDATES]


def _completing(knowledge: Knowledge, evidence: Evidence, decided: Triage) -> Iterator[str]:
    """Findings that alone would fire a red flag of which a part already holds, the most urgent flags first."""
    asking = knowledge.asking
    unfit = asking.unfit(evidence.statuses)
    may = (one for one in decided.one_more if one.waiting and one.finding in asking.askable)
    found = [(-one.flag.level, one.flag.id, one.finding) for one in may if one.finding not in unfit]
    for _, _, finding in sorted(found):
        yield finding


def _spread(knowledge: Knowledge, evidence: Evidence, scores: Scores) -> Points:
    """How much each unknown finding could move the leading conditions, by their probability."""
    asking, matrix = knowledge.asking, knowledge.matrix
    spread = np.zeros(len(asking.names))
    for name in scores.order[:LEADERS]:
        spread += asking.telling[matrix.place[name]] * scores.probability[name]
    spread[[asking.place[name] for name in (*evidence.statuses, *asking.unfit(evidence.statuses))]] = 0.0
    return spread


def _worth(case: Case, finding: str, yes: Outcome, no: Outcome) -> _Worth:
    likely = chance(case, (finding, True))
    rarely = 1 - likely
    referral = referral_change(case, ((likely, yes.level), (rarely, no.level)))
    return _Worth(finding, likely, referral, likely * yes.moved + rarely * no.moved, yes, no)


def _question(one: _Worth) -> NextQuestion:
    return NextQuestion(
        finding=one.finding,
        chance_present=one.chance,
        referral_change=one.referral_change,
        ranking_change=one.ranking_change,
        if_present=WhatIf(level=one.yes.level, leader=one.yes.leader),
        if_absent=WhatIf(level=one.no.level, leader=one.no.leader),
    )
