"""Interpret: history -> evidence. Fields, medications and results become findings; parents close over children.

What a comparison with an earlier visit and a settled kind of movement add comes last, and only where nothing is known.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from service.engine.change import Change, compare, learnt
from service.engine.derive import derive
from service.engine.evidence import (
    Contradiction,
    ContradictionError,
    Evidence,
    Observation,
    Origin,
    close,
    consistent,
    learn,
    settle,
)
from service.engine.facts import Fact, flatten
from service.engine.history import History
from service.engine.knowledge import Finding
from service.engine.movement import Movement, judge
from service.engine.pack import Knowledge
from service.engine.predicates import Is, true_leaves
from service.engine.terms import Status


@dataclass(frozen=True, slots=True)
class ScreenReading:
    """What one screen was taken to mean: the findings it made absent, and those left as the history says otherwise."""

    screen: str
    absent: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """What a history was taken to mean. `told`: the evidence as told, before anything was inferred or compared.

    `movement` is None where nothing moves or the knowledge has no kinds, `change` where there was no earlier visit.
    """

    told: Evidence
    evidence: Evidence
    screens: tuple[ScreenReading, ...]
    movement: Movement | None
    change: Change | None


def interpret(knowledge: Knowledge, history: History) -> tuple[Evidence, tuple[ScreenReading, ...]]:
    """The evidence in a history, and how each screen was read. Raises ContradictionError as `understand` does."""
    understood = understand(knowledge, history)
    return understood.evidence, understood.screens


def understand(knowledge: Knowledge, history: History) -> Interpretation:
    """All that a history says. What a site's overlay does to medicines puts out no red flag.

    Raises ContradictionError where it, or the earlier history in it, makes a finding both present and absent.
    """
    understood = _understand(knowledge, history)
    alone, pack = without_local(history), _with_withdrawn(knowledge, history)
    if alone is history and pack is knowledge:
        return understood
    try:
        before = _understand(pack, alone).evidence
    except ContradictionError:
        return understood
    held = _put_out(knowledge, before, understood.evidence)
    return replace(understood, evidence=replace(understood.evidence, held=held))


def check_agreement(knowledge: Knowledge, history: History) -> None:
    """Raise ContradictionError as `understand` does, without the cost of what it infers."""
    _both(knowledge, history)


def without_local(history: History) -> History:
    """The history as the pack alone would read it: the very same where no medicine needs the overlay."""
    earlier = history.earlier and replace(history.earlier, history=without_local(history.earlier.history))
    known = [replace(use, id=use.otherwise) if use.otherwise else use for use in history.medications]
    kept = tuple(use for use in known if use.otherwise or not use.local)
    same = kept == history.medications and earlier == history.earlier
    return history if same else replace(history, medications=kept, earlier=earlier)


def _with_withdrawn(knowledge: Knowledge, history: History) -> Knowledge:
    """The knowledge with the withdrawn effects of medicines; the very same where the history names no such medicine."""
    gone = knowledge.withdrawn.medications
    earlier = history.earlier.history.medications if history.earlier else ()
    if not gone or all(use.id not in gone for use in (*history.medications, *earlier)):
        return knowledge
    return replace(knowledge, medications={**knowledge.medications, **gone})


def _put_out(knowledge: Knowledge, before: Evidence, after: Evidence) -> dict[str, tuple[Is, ...]]:
    """The red flags that the one evidence fires and the other does not, with what made them."""
    lost = (name for name in knowledge.flags.fired(before) if not knowledge.flags.fires[name](after.yes, after.no))
    return {name: true_leaves(knowledge.red_flags[name].when, before.statuses) for name in lost}


def _understand(knowledge: Knowledge, history: History) -> Interpretation:
    (told, screens), then = _both(knowledge, history)
    change = compare(knowledge, then, told, history) if then is not None else None
    evidence = _with_change(knowledge, history, told, change)
    movement = judge(knowledge, evidence) if knowledge.policy.scope.holds(evidence.statuses) is True else None
    if movement is not None:
        evidence, movement = _with_movement(knowledge, evidence, movement, _unsure(history, knowledge))
    return Interpretation(told=told, evidence=evidence, screens=screens, movement=movement, change=change)


Read = tuple[Evidence, tuple[ScreenReading, ...]]


def _both(knowledge: Knowledge, history: History) -> tuple[Read, Evidence | None]:
    """The history as told, and the earlier one; the contradictions of both at once."""
    then: Evidence | None = None
    earlier: tuple[Contradiction, ...] = ()
    if history.earlier is not None:
        try:
            then = _told(knowledge, history.earlier.history)[0]
        except ContradictionError as error:
            earlier = error.contradictions
    try:
        now = _told(knowledge, history)
    except ContradictionError as error:
        raise ContradictionError(error.contradictions, earlier) from None
    if earlier:
        raise ContradictionError((), earlier)
    return now, then


def _told(knowledge: Knowledge, history: History) -> Read:
    facts = flatten(history, knowledge.medications)
    observed = [*_stated(history), *_derived(_reading(knowledge, facts), facts)]
    statuses, origins = close(observed, knowledge.ontology)
    unsure = _unsure(history, knowledge)
    readings = tuple(_read_screen(knowledge, name, unsure, statuses, origins) for name in history.screens)
    return settle(statuses, origins, knowledge.ontology), readings


def _with_change(knowledge: Knowledge, history: History, told: Evidence, change: Change | None) -> Evidence:
    """What the comparison teaches, as if it had been told: a stated finding, even one stated otherwise, stays."""
    facts = learnt(change, history) if change is not None else {}
    evidence = told
    for field, fact in facts.items():
        found = list(_derived(_reading(knowledge, {field: fact}), {field: fact}))
        if any(one.present and told.statuses.get(one.finding) is False for one in found):
            continue
        after = evidence
        for one in found:
            if one.finding not in told.statuses and consistent(after, one.finding, one.present, knowledge.ontology):
                origin = Origin("change", "/earlier", field)
                after = learn(after, one.finding, one.present, origin, knowledge.ontology)
        # Nothing that was not told may put out a red flag.
        evidence = after if _fired(knowledge, evidence) <= _fired(knowledge, after) else evidence
    return evidence


def _fired(knowledge: Knowledge, evidence: Evidence) -> set[str]:
    return set(knowledge.flags.fired(evidence))


def _reading(knowledge: Knowledge, facts: Mapping[str, Fact]) -> list[Finding]:
    """The findings that any of these facts may settle, in the order of the pack. A list settles by its words alone."""
    derived = knowledge.asking.derived_from
    keys: list[str | tuple[str, str]] = []
    for field, fact in facts.items():
        keys.extend([(field, word) for word in fact] if isinstance(fact, frozenset) else [field])
    names = {name for key in keys for name in derived.get(key, ())}
    return [knowledge.findings[name] for name in sorted(names, key=knowledge.asking.place.__getitem__)]


def _with_movement(
    knowledge: Knowledge, evidence: Evidence, movement: Movement, unsure: set[str]
) -> tuple[Evidence, Movement]:
    """A settled kind of movement counts as present where nobody named a kind.

    It informs the ranking alone: where it would fire a red flag or put one out it is not counted.
    """
    finding = knowledge.movements.kinds[movement.leading.kind].finding
    named = (name for name in knowledge.movements.names - knowledge.movements.lay if evidence.statuses.get(name))
    if finding is None or not movement.settled or finding in unsure or finding in evidence.statuses or any(named):
        return evidence, movement
    if not consistent(evidence, finding, True, knowledge.ontology):
        return evidence, movement
    after = learn(evidence, finding, True, Origin("inferred", "/movement"), knowledge.ontology)
    if _fired(knowledge, evidence) != _fired(knowledge, after):
        return evidence, movement
    return after, replace(movement, inferred=finding)


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
