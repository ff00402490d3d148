"""The tables of a safety case: what stands in its CSV files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from safety.records import Case, Software
from safety.results import NOT_RUN, result_of
from safety.reviews import Review

Table = tuple[Sequence[str], Iterable[Sequence[object]]]
Results = Mapping[str, str]

NOT_REVIEWED = "not reviewed"


def hazard_log(case: Case, results: Results) -> Table:
    """A line for each hazard, with its controls, its tests and what came of them."""
    head = "id hazard cause effect severity likelihood risk controls tests result".split()
    return [*head, "residual severity", "residual likelihood", "residual risk", "residual", "owner", "person"], (
        (
            *(h.id, h.hazard, h.cause, h.effect),
            *(h.before.severity, h.before.likelihood, case.scales.risk_of(h.before)),
            "\n".join(f"{control.id}: {control.does}" for control in h.controls),
            "\n".join(f"{test} ({results.get(test, NOT_RUN)})" for test in h.tests),
            result_of(h, results),
            *(h.after.severity, h.after.likelihood, case.scales.risk_of(h.after)),
            *(h.residual, h.owner, h.person or ""),
        )
        for h in case.hazards
    )


def trace(case: Case, results: Results) -> Table:
    """Requirement, hazard, control, test: a line for each test of each control, and for a control without one."""
    head = ("requirement", "it says", "hazard", "it is", "control", "it does", "test", "result")
    return head, _traced(case, results)


def _traced(case: Case, results: Results) -> Iterator[Sequence[object]]:
    hazards = {hazard.id: hazard for hazard in case.hazards}
    for requirement in case.requirements:
        for hazard in (hazards[name] for name in requirement.hazards):
            for control in hazard.controls:
                before = (requirement.id, requirement.requirement, hazard.id, hazard.hazard, control.id, control.does)
                yield from ((*before, test, results.get(test, NOT_RUN)) for test in control.tests)
                if not control.tests:
                    yield (*before, "", "no test: for the site")


def soup(software: Iterable[Software]) -> Table:
    """A line for each part that others wrote."""
    head = ("name", "maker", "version", "asked for", "why", "what is required of it", "known anomalies reviewed")
    return head, (
        (s.name, s.maker, s.version, "by us" if s.direct else "by another part", s.why, s.required, anomalies(s))
        for s in software
    )


def anomalies(part: Software) -> str:
    """Who read the list of known anomalies and when, or that nobody has."""
    done = part.anomalies_reviewed
    return f"{done['by']}, {done['date']}" if done else NOT_REVIEWED


def review_record(done: Iterable[Review]) -> Table:
    """A line for each rule: who reviewed it, in which role, when."""
    head = ("kind", "rule", "label", "reviewed by", "role", "date")
    return head, ((r.kind, r.rule, r.label, r.who or NOT_REVIEWED, r.role or "", r.when or "") for r in done)


def licence_list(parts: Iterable[tuple[str, str, str]]) -> Table:
    """A line for each part with its licence."""
    return ("name", "version", "licence"), parts
