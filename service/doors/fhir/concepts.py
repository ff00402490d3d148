"""Codes and texts of a record -> the words of the knowledge. Codes come first; a text must be a known name."""

from service.doors.fhir.resources import Resource, codes, names
from service.doors.lexicon import Lexicon
from service.engine.pack import Knowledge

# As IntakeSchema takes of a text.
LONGEST_WORD = 120
# Kinds of finding that stay true of the patient, where a symptom or a sign is over in time.
LASTING = frozenset({"history", "demographic"})


def finding_of(lexicon: Lexicon, concept: Resource, *, absent: bool = False) -> str | None:
    """The finding that a CodeableConcept means, or None.

    A code that is narrower than its finding says nothing of that finding by being absent; no ICD-10 code does.
    """
    told = list(codes(concept))
    for system, code in told:
        found = lexicon.finding_coded(system, code)
        if found and not (absent and lexicon.is_narrower(system, code)):
            return found
    for name in names(concept):
        found = lexicon["findings"].find(name)
        if found:
            return found
    above = (lexicon.finding_above(system, code) for system, code in told if not absent)
    return next((found for found in above if found), None)


def illness_of(lexicon: Lexicon, field: str, concept: Resource) -> str | None:
    """The word of `history.past` or `history.family` that a CodeableConcept's text means, or None."""
    found = (lexicon[field].find(name) for name in names(concept))
    return next((word for word in found if word), None)


def site_of(lexicon: Lexicon, concept: Resource) -> str | None:
    """A place as written, with its side, where the vocabulary of sites knows it."""
    known = (name for name in names(concept) if len(name) <= LONGEST_WORD and lexicon["sites.site"].find(name))
    return next(known, None)


def is_movement(knowledge: Knowledge, finding: str) -> bool:
    """Whether a finding is, or implies, what these rules are about: twitching, jerking, cramp or spasm."""
    scope = knowledge.policy.scope.findings()
    return finding in scope or not scope.isdisjoint(knowledge.ontology.ancestors[finding])


def lasts(knowledge: Knowledge, finding: str) -> bool:
    """Whether a finding, once it was there, stays true of the patient."""
    return knowledge.findings[finding].kind in LASTING
