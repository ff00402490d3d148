"""One case as the documents read it: the request as sent, what was understood of it, and the assessment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.doors.intake import Reading, Reception
from service.doors.record.words import inside, within
from service.engine.assess import Assessment, Entry
from service.engine.evidence import Origin
from service.engine.knowledge import Condition
from service.engine.pack import Knowledge
from service.engine.terms import Level, Status

# Kinds of finding that the documents name one by one; the others have sentences of their own.
SIGNS = frozenset({"sign", "result"})
SAID = frozenset({"symptom", "circumstance", "movement", "history", "exposure", "site"}) | SIGNS
# Of what was derived, these fields have no sentence of their own. That one of them is absent is worth telling only of
# what was looked for by itself.
_DERIVED = {Status.PRESENT: ("/movement/", "/triggers", "/relievers", "/in_sleep"), Status.ABSENT: ("/movement/",)}
_WORDED = "/movement/types"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A checked history and its assessment. `date` is the caller's, already in words, or empty."""

    reception: Reception
    document: Mapping[str, Any]
    reading: Reading
    assessment: Assessment
    date: str = ""

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge that assessed."""
        return self.reception.knowledge

    @property
    def level(self) -> Level:
        """The referral level."""
        return self.assessment.triage.level

    @property
    def leader(self) -> Entry | None:
        """The first place, or None where nothing was ranked."""
        return next(iter(self.assessment.differential), None)

    @property
    def service(self) -> str:
        """Where the patient goes, by its label."""
        return self.knowledge.policy.services[self.assessment.triage.to]

    @property
    def within(self) -> str:
        """Within what time, inside a sentence."""
        return within(self.knowledge.policy.within[self.level])

    def part(self, name: str) -> Any:
        """A part of the history as sent; an empty dict where it was left out."""
        return self.document.get(name) or {}

    def condition(self, entry: Entry) -> Condition:
        """The card of a place."""
        return self.knowledge.conditions[entry.condition]

    def label(self, finding: str) -> str:
        """A finding inside a sentence."""
        return inside(self.knowledge.findings[finding].label)

    def kind(self, finding: str) -> str:
        """The kind of a finding."""
        return self.knowledge.findings[finding].kind


def present(case: Case) -> tuple[str, ...]:
    """The present findings that the history names, the most specific of each line, in the order they were sent."""
    kept = case.assessment.evidence.leaves - frozenset(_moving(case))
    return tuple(name for name in _named(case, Status.PRESENT) if name in kept)


def absent(case: Case) -> tuple[str, ...]:
    """The absent findings that the history names; one whose broader finding is absent too is left out."""
    named = _named(case, Status.ABSENT)
    above = case.knowledge.ontology.ancestors
    return tuple(name for name in named if not set(above[name]).intersection(named))


def seen_in(case: Case, names: tuple[str, ...]) -> tuple[str, ...]:
    """Of some findings the signs and results that the history states outright: what an examiner or a test found."""
    origins = case.assessment.evidence.origins
    return tuple(name for name in names if case.kind(name) in SIGNS and origins[name].kind == "stated")


def told_of(case: Case, names: tuple[str, ...]) -> tuple[str, ...]:
    """Of some findings the others: what the patient or a witness told."""
    seen = seen_in(case, names)
    return tuple(name for name in names if name not in seen)


def unsure(case: Case) -> tuple[str, ...]:
    """The findings that the history states as unknown and that stayed so."""
    stated = (one.finding for one in case.reading.history.stated if one.status is Status.UNKNOWN)
    return tuple(name for name in dict.fromkeys(stated) if case.assessment.evidence.status(name) is Status.UNKNOWN)


def not_recorded(case: Case) -> tuple[str, ...]:
    """What should be asked or looked for, most important first.

    What self-care still needs comes first, then what is stated as unknown, then the questions that would change most.
    """
    decided = case.assessment.triage
    needed = decided.missing if decided.level < Level.ROUTINE else ()
    missing = (one.requirement.finding for one in needed if one.status is Status.UNKNOWN)
    questions = (question.finding for question in case.assessment.next_questions)
    return tuple(dict.fromkeys((*missing, *unsure(case), *questions)))


def raising(case: Case, most: int) -> tuple[str, ...]:
    """What would raise the referral if it were found today, those first that gain most."""
    found = case.assessment.raising.today[:most]
    return tuple(" with ".join(map(case.label, one.findings)) for one in found)


def test_name(case: Case, name: str) -> str:
    """A test inside a sentence, with whom to ask where it is not available here."""
    test = case.knowledge.tests[name]
    return inside(test.label) + (f" (not available here; ask {test.elsewhere})" if test.elsewhere else "")


def screens(case: Case, *, signs: bool) -> tuple[str, ...]:
    """The labels of the screens that clear mostly signs, or of those that clear mostly what a patient tells."""
    taken = (case.knowledge.screens[name] for name in dict.fromkeys(case.reading.history.screens))
    return tuple(screen.label for screen in taken if (_share_of_signs(case, screen.absent) >= 0.5) is signs)


def _share_of_signs(case: Case, names: tuple[str, ...]) -> float:
    return sum(case.kind(name) in SIGNS for name in names) / max(1, len(names))


def _named(case: Case, status: Status) -> tuple[str, ...]:
    evidence = case.assessment.evidence
    stated = [one.finding for one in case.reading.history.stated if one.status is status]
    derived = (n for n, origin in evidence.origins.items() if origin.kind == "derived" and _unworded(origin, status))
    known = (n for n in (*stated, *sorted(derived)) if evidence.status(n) is status and case.kind(n) in SAID)
    return tuple(dict.fromkeys(known))


def _moving(case: Case) -> Iterator[str]:
    """The findings that the kinds of movement sent stand for: they have a sentence of their own."""
    types = case.reading.history.sets.get("movement.types", frozenset())
    for finding in case.knowledge.findings.values():
        if any(rule.field == "movement.types" and types & rule.one_of for rule in finding.derivations):
            yield finding.id


def _unworded(origin: Origin, status: Status) -> bool:
    return origin.pointer.startswith(_DERIVED[status]) and origin.pointer != _WORDED
