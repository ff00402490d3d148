"""Does this record speak of what these rules are about? Asked of every patient, so it must be quick and quiet.

Narrower than the scope of an assessment: a tremor, a tic or epilepsy on a problem list is no reason for a card each
time the record is opened. Whoever has such a patient in mind sends the questionnaire or asks /v1/assessments.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from service.doors.intake import Reception
from service.engine.pack import Knowledge
from service.engine.terms import Status

# Twitching of muscle, in the words of the vocabulary, with every finding that is a kind of one of these.
ROOTS = ("twitching", "cramp", "spasm", "jerk", "muscle-rippling")
# How a medicine's effect must come about for a new order to matter. What comes on stopping is no reason not to start.
ON_TAKING = frozenset({"start", "use", "change"})


def twitching_findings(knowledge: Knowledge) -> frozenset[str]:
    """Every finding that is twitching, cramp, spasm or jerk, or a place that twitches, as in eyelid twitching."""
    below = knowledge.ontology.descendants
    places = (name for name, finding in knowledge.findings.items() if finding.kind == "site")
    return frozenset(places).union(*(below[root] | {root} for root in ROOTS if root in below))


def twitches(reception: Reception, wanted: frozenset[str], document: Mapping[str, Any]) -> tuple[str, ...]:
    """The findings in a history that say that the patient twitches, cramps, jerks or has spasms."""
    stated = document.get("associated_symptoms") or ()
    present = [item.get("finding") for item in stated if item.get("status", "present") == Status.PRESENT.value]
    kinds = (document.get("movement") or {}).get("types") or ()
    find = reception.lexicon["findings"].find
    found = (find(word) for word in (*present, *kinds) if word)
    return tuple(dict.fromkeys(one for one in found if one in wanted))


def same_thing(knowledge: Knowledge, effect: str, findings: Iterable[str]) -> str | None:
    """Of some findings the first that an effect may be: the effect itself, a kind of it, or what it is a kind of."""
    below = knowledge.ontology.descendants
    akin = (one for one in findings if one == effect or one in below[effect] or effect in below[one])
    return next(akin, None) if effect in below else None
