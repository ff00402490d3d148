"""What a neurology triage desk looks for first, each as yes, no, not examined or not recorded."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.doors.record.case import Case
from service.doors.record.words import denied, opening
from service.engine.terms import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A heading of the desk. `roots` cover it with all their kinds; `sign` is what an examiner would look for."""

    label: str
    roots: tuple[str, ...]
    sign: str | None = None


DOMAINS = (
    Domain(label="Weakness", roots=("weakness",), sign="weakness-on-examination"),
    Domain(label="Wasting", roots=("wasting",), sign="wasting"),
    Domain(label="Upper motor neurone signs", roots=("upper-motor-neuron-sign",), sign="upper-motor-neuron-sign"),
    Domain(label="Bulbar", roots=("bulbar-symptom", "tongue-fasciculation", "tongue-wasting")),
    Domain(label="Sensory", roots=("sensory-symptom",), sign="sensory-loss"),
    Domain(label="Consciousness and seizures", roots=("altered-consciousness", "seizure")),
)
NOT_EXAMINED = "Not examined"
NOT_RECORDED = "Not recorded"


def examined(case: Case) -> tuple[tuple[str, str], ...]:
    """Every domain that the knowledge has, with its answer."""
    known = (domain for domain in DOMAINS if any(root in case.knowledge.findings for root in domain.roots))
    return tuple((domain.label, _answer(case, domain)) for domain in known)


def _answer(case: Case, domain: Domain) -> str:
    yes = ", ".join(case.label(name) for name in _present(case, domain))
    no = ", ".join(denied(case.knowledge.findings[name].label) for name in _absent(case, domain))
    looked = domain.sign is None or _status(case, domain.sign) is not Status.UNKNOWN
    if yes:
        answer = f"Yes: {yes}" + (f"; {no}" if no else "")
        return answer if looked else f"{answer}; not examined"
    if all(_status(case, root) is Status.ABSENT for root in domain.roots):
        return "No"
    nothing = NOT_RECORDED if domain.sign is None or domain.sign not in domain.roots else NOT_EXAMINED
    return f"{opening(no)}; otherwise {nothing.lower()}" if no else nothing


def _status(case: Case, name: str) -> Status:
    return case.assessment.evidence.status(name)


def _line(case: Case, domain: Domain) -> frozenset[str]:
    below = case.knowledge.ontology.descendants
    return frozenset().union(*({root, *below[root]} for root in domain.roots if root in below))


def _present(case: Case, domain: Domain) -> Iterator[str]:
    """The most specific present findings of the domain."""
    return (name for name in sorted(_line(case, domain)) if name in case.assessment.evidence.leaves)


def _absent(case: Case, domain: Domain) -> Iterator[str]:
    """The broadest absent findings of the domain; that an examiner found nothing stands for all of them."""
    line, evidence = _line(case, domain), case.assessment.evidence
    if domain.sign in evidence.absent:
        line &= {domain.sign}
    for name in sorted(line & evidence.absent):
        if evidence.absent.isdisjoint(case.knowledge.ontology.ancestors[name]):
            yield name
