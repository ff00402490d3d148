"""assess(knowledge, history) -> Assessment: the one way in. Pure: same knowledge and history, same answer."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from service.engine.certainty import OUT_OF_SCOPE, Certainty, Grounds, certainty
from service.engine.change import Change
from service.engine.evidence import Evidence
from service.engine.history import History
from service.engine.interpret import Interpretation, ScreenReading, understand
from service.engine.knowledge import SafetyNet
from service.engine.movement import Movement
from service.engine.pack import Knowledge
from service.engine.plan import SuggestedTest, safety_net, workup
from service.engine.questions import NextQuestion, next_questions
from service.engine.raising import NOTHING_RAISES, Raising, raising
from service.engine.rank import Scores, score
from service.engine.triage import Triage, triage, triage_out_of_scope
from service.engine.visits import Visits, visits
from service.engine.weigh import Contribution, support, weigh

DIFFERENTIAL = 10
QUESTIONS = 6
UNKNOWNS = 6


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One condition of the differential. Its reasons, and what is unknown of it, are sought when first asked for."""

    rank: int
    condition: str
    points: float
    probability: float
    support: str
    _knowledge: Knowledge = field(repr=False, compare=False)
    _evidence: Evidence = field(repr=False, compare=False)

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """What speaks for and against it, strongest first."""
        return weigh(self._knowledge, self._knowledge.conditions[self.condition], self._evidence)

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Its most telling findings not yet known."""
        first = self._knowledge.asking.first[self.condition]
        return tuple(islice((name for name in first if name not in self._evidence.statuses), UNKNOWNS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The whole answer, before any door turns it into JSON, HTML, cards or FHIR.

    `raising` is empty at emergency and out of scope. `movement` is None where nothing moves, `change` and `visits`
    where the history has no earlier one.
    """

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
    certainty: Certainty
    raising: Raising = NOTHING_RAISES
    movement: Movement | None = None
    change: Change | None = None
    visits: Visits | None = None


def assess(knowledge: Knowledge, history: History) -> Assessment:
    """Interpret, weigh, rank, triage and plan. Raises ContradictionError where the history contradicts itself."""
    understood = understand(knowledge, history)
    evidence = understood.evidence
    scores = score(knowledge, history.setting, evidence)
    if knowledge.policy.scope.holds(evidence.statuses) is not True:
        return _out_of_scope(knowledge, history, understood, scores)
    decided = triage(knowledge, evidence, scores)
    questions = next_questions(knowledge, history.setting, evidence, scores, decided, QUESTIONS)
    raised = raising(knowledge, evidence, scores, decided)
    first = tuple(entry(knowledge, evidence, scores, name) for name in scores.order[:DIFFERENTIAL])
    return Assessment(
        setting=history.setting,
        in_scope=True,
        evidence=evidence,
        scores=scores,
        triage=decided,
        differential=first,
        must_not_miss=_must_not_miss(knowledge, history.setting, evidence, scores, first),
        workup=workup(knowledge, evidence, scores, decided),
        next_questions=questions,
        safety_net=safety_net(knowledge, scores, decided, raised.watch_for),
        raising=raised,
        screens=understood.screens,
        certainty=certainty(_grounds(knowledge, history, evidence, scores), questions),
        movement=understood.movement,
        change=understood.change,
        visits=visits(knowledge, history),
    )


def _out_of_scope(knowledge: Knowledge, history: History, understood: Interpretation, scores: Scores) -> Assessment:
    """No involuntary movement: the weights mean nothing, so nothing is ranked; red flags still speak."""
    decided = triage_out_of_scope(knowledge, understood.evidence)
    return Assessment(
        setting=history.setting,
        in_scope=False,
        evidence=understood.evidence,
        scores=scores,
        triage=decided,
        differential=(),
        must_not_miss=(),
        workup=(),
        next_questions=(),
        safety_net=knowledge.policy.safety_net[decided.level],
        screens=understood.screens,
        certainty=OUT_OF_SCOPE,
        change=understood.change,
        visits=visits(knowledge, history),
    )


def _grounds(knowledge: Knowledge, history: History, evidence: Evidence, scores: Scores) -> Grounds:
    return Grounds(
        knowledge=knowledge, setting=history.setting, evidence=evidence, scores=scores, unread=len(history.unread)
    )


def entry(knowledge: Knowledge, evidence: Evidence, scores: Scores, name: str) -> Entry:
    """One condition's place and reasons."""
    return Entry(
        rank=scores.places[name],
        condition=name,
        points=scores.points[name],
        probability=scores.probability[name],
        support=support(scores.probability[name]),
        _knowledge=knowledge,
        _evidence=evidence,
    )


def _must_not_miss(
    knowledge: Knowledge, setting: str, evidence: Evidence, scores: Scores, first: tuple[Entry, ...]
) -> tuple[Entry, ...]:
    placed = {one.condition: one for one in first}
    dangerous = (name for name in scores.order if knowledge.conditions[name].must_not_miss)
    kept = (name for name in dangerous if _plausible(knowledge, setting, evidence, scores, name))
    return tuple(placed.get(name) or entry(knowledge, evidence, scores, name) for name in kept)


def _plausible(knowledge: Knowledge, setting: str, evidence: Evidence, scores: Scores, name: str) -> bool:
    """Likely enough as it is, or spoken for by the evidence; unless the card names why it cannot be."""
    condition = knowledge.conditions[name]
    if scores.probability[name] < knowledge.policy.must_not_miss_probability:
        spoken = scores.points[name] - condition.prior.points[setting]
        if spoken < knowledge.policy.must_not_miss_margin:
            return False
    return condition.implausible_when is None or not condition.implausible_when.holds(evidence.statuses)
