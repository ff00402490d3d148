"""What must hold between hazards, requirements, controls and tests."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from safety.controls import Known
from safety.records import ROOT, Case, Hazard, Scales
from safety.suite import not_in_suite


def faults_of(case: Case, known: Known, root: Path = ROOT) -> list[str]:
    """Every fault of the hazard log and the requirements, each a sentence with its place. Empty: all holds."""
    absent = frozenset(not_in_suite(case.tests, root))
    found = list(_twice((*(h.id for h in case.hazards), *(r.id for r in case.requirements))))
    found += _faults_of_scales(case.scales)
    for hazard in case.hazards:
        found += _faults_of_hazard(hazard, case.scales, known, absent)
    return found + list(_faults_of_requirements(case))


def _twice(ids: Iterable[str]) -> Iterator[str]:
    yield from (f"{name}: stands twice." for name, count in Counter(ids).items() if count > 1)


def _faults_of_scales(scales: Scales) -> Iterator[str]:
    if list(scales.matrix) != list(scales.severity):
        yield "scales: the matrix needs one row for each severity, in their order."
    for name, row in scales.matrix.items():
        if len(row) != len(scales.likelihood) or list(row) != sorted(row):
            yield f"scales: the row {name} needs one risk for each likelihood, none below the one before."


def _faults_of_hazard(hazard: Hazard, scales: Scales, known: Known, absent: frozenset[str]) -> Iterator[str]:
    if not hazard.tests:
        yield f"{hazard.id}: no control names a test."
    yield from (f"{hazard.id}: the suite has no {test}." for test in hazard.tests if test in absent)
    for control in hazard.controls:
        kind, _, name = control.id.partition(":")
        if name not in known.get(kind, ()):
            yield f"{hazard.id}: there is no control {control.id}."
    estimates = (hazard.before, hazard.after)
    if any(e.severity not in scales.severity or e.likelihood not in scales.likelihood for e in estimates):
        yield f"{hazard.id}: severity and likelihood must be words of the scales."
    elif scales.risk_of(hazard.after) > scales.risk_of(hazard.before):
        yield f"{hazard.id}: the risk with its controls is above that without them."


def _faults_of_requirements(case: Case) -> Iterator[str]:
    hazards = {hazard.id for hazard in case.hazards}
    for requirement in case.requirements:
        unknown = set(requirement.hazards) - hazards
        yield from (f"{requirement.id}: there is no hazard {name}." for name in sorted(unknown))
    traced = {name for requirement in case.requirements for name in requirement.hazards}
    yield from (f"{name}: no requirement names it." for name in sorted(hazards - traced))
