"""Interpret: history -> evidence. Fields, medications and results become findings; parents close over children."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service.engine.derive import derive
from service.engine.evidence import Evidence, Observation, Origin, close, settle
from service.engine.facts import Fact, flatten
from service.engine.history import History
from service.engine.knowledge import Finding
from service.engine.pack import Knowledge
from service.engine.terms import Status


@dataclass(frozen=True, slots=True)
class ScreenReading:
    """What one screen was taken to mean: the findings it made absent, and those left as the history says otherwise."""

    screen: str
    absent: tuple[str, ...]
    kept: tuple[str, ...]


def interpret(knowledge: Knowledge, history: History) -> tuple[Evidence, tuple[ScreenReading, ...]]:
    """The evidence in a history, and how each screen was read.

    Raises ContradictionError where the history makes a finding both present and absent.
    """
    facts = flatten(history, knowledge.medications)
    observed = [*_stated(history), *_derived(knowledge.findings.values(), facts)]
    statuses, origins = close(observed, knowledge.ontology)
    unsure = _unsure(history, knowledge)
    readings = tuple(_read_screen(knowledge, name, unsure, statuses, origins) for name in history.screens)
    return settle(statuses, origins, knowledge.ontology), readings


def _stated(history: History) -> Iterator[Observation]:
    for stated in history.stated:
        if stated.status is not Status.UNKNOWN:
            yield Observation(stated.finding, stated.status is Status.PRESENT, Origin("stated", stated.pointer))


def _unsure(history: History, knowledge: Knowledge) -> set[str]:
    """What is stated as unknown, and its parents: a screen that denied one of them would deny the unknown one too."""
    named = [stated.finding for stated in history.stated if stated.status is Status.UNKNOWN]
    return {finding for name in named for finding in (name, *knowledge.ontology.ancestors[name])}


def _derived(findings: Iterable[Finding], facts: Mapping[str, Fact]) -> Iterator[Observation]:
    for finding in findings:
        if finding.derivations:
            status, field = derive(finding, facts)
            if status is not None:
                kind = "result" if field.startswith("results.") else "derived"
                yield Observation(finding.id, status, Origin(kind, "/" + field.replace(".", "/"), field))


def _read_screen(
    knowledge: Knowledge, name: str, unsure: set[str], statuses: dict[str, bool], origins: dict[str, Origin]
) -> ScreenReading:
    """Make absent what the screen stands for, unless the history already says something of it, "unknown" included."""
    kept = tuple(f for f in knowledge.screens[name].absent if statuses.get(f) or f in unsure)
    fresh: list[str] = []
    for finding in knowledge.screens[name].absent:
        if finding in kept:
            continue
        for implied in (finding, *sorted(knowledge.ontology.descendants[finding])):
            if implied not in statuses:
                statuses[implied] = False
                origins[implied] = Origin("screen", "/screens", name)
                fresh.append(implied)
    return ScreenReading(name, tuple(fresh), kept)
