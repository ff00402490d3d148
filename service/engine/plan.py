"""Plan: what to test and what to come back for, gathered from the rules that spoke."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from service.engine.comeback import come_back
from service.engine.evidence import Evidence
from service.engine.knowledge import Certificate, SafetyNet, Suggestion
from service.engine.pack import Knowledge
from service.engine.raising import Raised
from service.engine.rank import Scores
from service.engine.terms import Level
from service.engine.triage import Triage

PRIORITIES = ("now", "soon", "if_persists")
URGENCIES = ("emergency", "urgent", "routine")

# A condition's tests are suggested from this probability on; a dangerous one's from the lower figure.
LIKELY = 0.10
LIKELY_DANGEROUS = 0.04
MOST_TESTS = 10
MOST_ADVICE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    """Why a test is suggested: the condition or red flag that asks for it."""

    kind: str
    rule: str
    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedTest:
    """A test, how soon, for what, and whether the history already holds its result."""

    test: str
    priority: str
    indications: tuple[Indication, ...]
    result_known: bool


def workup(knowledge: Knowledge, evidence: Evidence, scores: Scores, decided: Triage) -> tuple[SuggestedTest, ...]:
    """Suggested tests, soonest first, then by the likelihood of what they are for. None for an earned reassurance."""
    gathered: dict[str, list[tuple[Suggestion, Indication]]] = {}
    for suggestion, indication in _asked_for(knowledge, scores, decided):
        gathered.setdefault(suggestion.test, []).append((suggestion, indication))
    tests = [_merge(knowledge, evidence, name, asked) for name, asked in gathered.items()]
    if decided.level is Level.SELF_CARE:
        tests = [test for test in tests if test.priority == "if_persists"]
    return tuple(sorted(tests, key=lambda test: PRIORITIES.index(test.priority))[:MOST_TESTS])


def safety_net(
    knowledge: Knowledge, scores: Scores, decided: Triage, watch_for: tuple[Raised, ...] = ()
) -> tuple[SafetyNet, ...]:
    """What to come back for, most urgent first: advice of the level and the likely conditions; what would raise it."""
    advice = [*knowledge.policy.safety_net.get(decided.level, ())]
    for name in _likely(knowledge, scores)[:3]:
        advice.extend(knowledge.conditions[name].safety_net)
    once = tuple({item.text: item for item in advice}.values())[:MOST_ADVICE]
    whole = (*once, *come_back(knowledge, watch_for, once))
    return tuple(sorted(whole, key=lambda item: URGENCIES.index(item.when)))


def _asked_for(knowledge: Knowledge, scores: Scores, decided: Triage) -> Iterator[tuple[Suggestion, Indication]]:
    for fired in decided.red_flags:
        for suggestion in fired.flag.workup:
            yield suggestion, Indication(kind="red_flag", rule=fired.flag.id, certificate=suggestion.certificate)
    for name in _likely(knowledge, scores):
        for suggestion in knowledge.conditions[name].workup:
            yield suggestion, Indication(kind="condition", rule=name, certificate=suggestion.certificate)


def _likely(knowledge: Knowledge, scores: Scores) -> list[str]:
    """The leader, and whoever else is likely enough: the order falls by probability, so its beginning is enough."""
    chances = scores.probability
    first = takewhile(lambda name: chances[name] >= LIKELY_DANGEROUS, scores.order[1:])
    return [scores.order[0], *(n for n in first if chances[n] >= LIKELY or knowledge.conditions[n].must_not_miss)]


def _merge(
    knowledge: Knowledge, evidence: Evidence, name: str, asked: list[tuple[Suggestion, Indication]]
) -> SuggestedTest:
    soonest = min((suggestion.priority for suggestion, _ in asked), key=PRIORITIES.index)
    known = any(finding in evidence.statuses for finding in knowledge.tests[name].settles)
    return SuggestedTest(
        test=name,
        priority=soonest,
        indications=tuple(indication for _, indication in asked),
        result_known=known,
    )
