"""What an assessment rests on, in short: the reason for each place, the red flags, what matters most."""

from collections.abc import Iterator

from service.doors.record.case import Case
from service.doors.record.words import denied, inside
from service.engine.assess import Entry
from service.engine.terms import Level, Status
from service.engine.triage import FiredFlag
from service.engine.weigh import Contribution

# A contribution under this many decibans is no reason.
WORTH_SAYING = 0.3
PLACES = 3


def reasons(case: Case, entry: Entry, most: int, *, against: bool = False) -> tuple[str, ...]:
    """The strongest reasons for a place, or against it, strongest first; what the patient has before who they are."""
    sign = -1 if against else 1
    told = [one for one in entry.contributions if sign * one.points >= WORTH_SAYING]
    told.sort(key=lambda one: (one.finding is None, _is_who(case, one)))
    return tuple(reason(case, one) for one in told[:most])


def reason(case: Case, one: Contribution) -> str:
    """One contribution in a few words."""
    if one.finding is None:
        return inside(one.certificate.because.rstrip("."))
    label = case.knowledge.findings[one.finding].label
    return denied(label) if one.status is Status.ABSENT else inside(label)


def flags(case: Case) -> tuple[FiredFlag, ...]:
    """The red flags that fired, highest level first; those of general practice only where nothing higher is asked."""
    least = Level.ROUTINE if case.level >= Level.ROUTINE else Level.SELF_CARE
    fired = [one for one in case.assessment.triage.red_flags if one.flag.level >= least]
    return tuple(sorted(fired, key=lambda one: (-one.flag.level, -len(one.because), one.flag.id)))


def by_importance(case: Case, names: tuple[str, ...]) -> tuple[str, ...]:
    """Findings in the order of what they did: in the red flags first, then by their points in the first places."""
    flagged = frozenset(part.finding for one in flags(case) for part in one.because)
    moved = dict(_moved(case))
    ancestors = case.knowledge.ontology.ancestors

    def rank(name: str) -> tuple[bool, float]:
        line = (name, *ancestors[name])
        return flagged.isdisjoint(line), -max(moved.get(one, 0.0) for one in line)

    return tuple(sorted(names, key=rank))


def _moved(case: Case) -> Iterator[tuple[str, float]]:
    pairs = [
        (one.finding, abs(one.points))
        for entry in case.assessment.differential[:PLACES]
        for one in entry.contributions
        if one.finding
    ]
    yield from sorted(pairs, key=lambda pair: pair[1])


def _is_who(case: Case, one: Contribution) -> int:
    """0 for what the patient has, 1 for how it goes, 2 for who it is."""
    kind = case.kind(one.finding) if one.finding else ""
    return {"course": 1, "demographic": 2}.get(kind, 0)
