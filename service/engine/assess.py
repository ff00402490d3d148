"""assess(knowledge, history) -> Assessment: the one way in. Pure: same knowledge and history, same answer."""

from dataclasses import dataclass

from service.engine.evidence import Evidence
from service.engine.history import History
from service.engine.interpret import ScreenReading, interpret
from service.engine.knowledge import Condition, SafetyNet
from service.engine.pack import Knowledge
from service.engine.plan import SuggestedTest, safety_net, workup
from service.engine.questions import NextQuestion, next_questions
from service.engine.rank import Scores, score
from service.engine.triage import Triage, triage, triage_out_of_scope
from service.engine.weigh import Contribution, weigh

DIFFERENTIAL = 10
QUESTIONS = 6
UNKNOWNS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One condition of the differential with its reasons. `unknown` are its most telling findings not yet known."""

    rank: int
    condition: str
    points: float
    probability: float
    support: str
    contributions: tuple[Contribution, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The whole answer, before any door turns it into JSON, HTML, cards or FHIR."""

    setting: str
    in_scope: bool
    evidence: Evidence
    scores: Scores
    triage: Triage
    differential: tuple[Entry, ...]
    must_not_miss: tuple[Entry, ...]
    workup: tuple[SuggestedTest, ...]
    next_questions: tuple[NextQuestion, ...]
    safety_net: tuple[SafetyNet, ...]
    screens: tuple[ScreenReading, ...]


def assess(knowledge: Knowledge, history: History) -> Assessment:
    """Interpret, weigh, rank, triage and plan. Raises ContradictionError where the history contradicts itself."""
    evidence, screens = interpret(knowledge, history)
    scores = score(knowledge, history.setting, evidence)
    if knowledge.policy.scope.holds(evidence.statuses) is not True:
        return _out_of_scope(knowledge, history, evidence, scores, screens)
    decided = triage(knowledge, evidence, scores)
    return Assessment(
        setting=history.setting,
        in_scope=True,
        evidence=evidence,
        scores=scores,
        triage=decided,
        differential=tuple(entry(knowledge, evidence, scores, name) for name in scores.order[:DIFFERENTIAL]),
        must_not_miss=_must_not_miss(knowledge, history.setting, evidence, scores),
        workup=workup(knowledge, evidence, scores, decided),
        next_questions=next_questions(knowledge, history.setting, evidence, scores, decided, QUESTIONS),
        safety_net=safety_net(knowledge, scores, decided),
        screens=screens,
    )


def _out_of_scope(
    knowledge: Knowledge, history: History, evidence: Evidence, scores: Scores, screens: tuple[ScreenReading, ...]
) -> Assessment:
    """No involuntary movement: the weights mean nothing, so nothing is ranked; red flags still speak."""
    decided = triage_out_of_scope(knowledge, evidence)
    return Assessment(
        setting=history.setting,
        in_scope=False,
        evidence=evidence,
        scores=scores,
        triage=decided,
        differential=(),
        must_not_miss=(),
        workup=(),
        next_questions=(),
        safety_net=knowledge.policy.safety_net[decided.level],
        screens=screens,
    )


def entry(knowledge: Knowledge, evidence: Evidence, scores: Scores, name: str) -> Entry:
    """One condition's place and reasons."""
    condition = knowledge.conditions[name]
    return Entry(
        rank=scores.place(name),
        condition=name,
        points=scores.points[name],
        probability=scores.probability[name],
        support=support(scores.probability[name]),
        contributions=weigh(knowledge, condition, evidence),
        unknown=_telling_unknowns(knowledge, condition, evidence),
    )


def support(probability: float) -> str:
    """The band that a page shows before any number: strong from 50 %, moderate 20 %, weak 5 %, else little."""
    bands = ((0.5, "strong"), (0.2, "moderate"), (0.05, "weak"))
    return next((word for least, word in bands if probability >= least), "little")


def _telling_unknowns(knowledge: Knowledge, condition: Condition, evidence: Evidence) -> tuple[str, ...]:
    askable = [
        weight
        for weight in condition.weights.values()
        if weight.finding not in evidence.statuses and knowledge.findings[weight.finding].question
    ]
    askable.sort(key=lambda w: (-max(abs(w.present) * w.frequency, abs(w.absent)), w.finding))
    return tuple(weight.finding for weight in askable[:UNKNOWNS])


def _must_not_miss(knowledge: Knowledge, setting: str, evidence: Evidence, scores: Scores) -> tuple[Entry, ...]:
    dangerous = (name for name in scores.order if knowledge.conditions[name].must_not_miss)
    kept = (name for name in dangerous if _plausible(knowledge, setting, evidence, scores, name))
    return tuple(entry(knowledge, evidence, scores, name) for name in kept)


def _plausible(knowledge: Knowledge, setting: str, evidence: Evidence, scores: Scores, name: str) -> bool:
    """Likely enough as it is, or spoken for by the evidence; unless the card names why it cannot be."""
    condition = knowledge.conditions[name]
    if condition.implausible_when is not None and condition.implausible_when.holds(evidence.statuses):
        return False
    if scores.probability[name] >= knowledge.policy.must_not_miss_probability:
        return True
    return scores.points[name] - condition.prior.points[setting] >= knowledge.policy.must_not_miss_margin
