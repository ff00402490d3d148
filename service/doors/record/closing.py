"""How every document for a clinician ends: when, by which knowledge, and who answers for it."""

from service.doors.record.case import Case

REVIEWED_BY = "Decision support; reviewed by ___"


def closing(case: Case) -> tuple[str, ...]:
    """The last lines. A date stands only where the caller gave one: the service has no clock."""
    dated = (f"{case.date}.",) if case.date else ()
    return (*dated, f"Knowledge {case.knowledge.version}.", REVIEWED_BY)
