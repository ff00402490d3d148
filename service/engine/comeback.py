"""What to come back for, in the words of the patient: the symptoms that would raise the referral, by how urgently."""

import re
from collections.abc import Iterator

from service.engine.knowledge import SafetyNet
from service.engine.pack import Knowledge
from service.engine.raising import Raised
from service.engine.terms import Level

# How fast to come back for a red flag of each level, and what introduces it.
_LINES = {
    "emergency": "Go to hospital today if {this} appears: {named}.",
    "urgent": "See a doctor within days if {this} appears: {named}.",
    "routine": "See a doctor if {this} appears: {named}.",
}


def come_back(knowledge: Knowledge, watch_for: tuple[Raised, ...], told: tuple[SafetyNet, ...]) -> Iterator[SafetyNet]:
    """A line for each urgency. What advice of the same urgency in `told` names already is left out."""
    for when, line in _LINES.items():
        said = " ".join(item.text for item in told if item.when == when)
        phrases = (_phrase(knowledge, one) for one in watch_for if _when(one) == when)
        fresh = [phrase for phrase in phrases if not re.search(rf"\b{re.escape(phrase)}\b", said)]
        if fresh:
            this = "this" if len(fresh) == 1 else "one of these"
            named = " or ".join(filter(None, [", ".join(fresh[:-1]), fresh[-1]]))
            yield SafetyNet(text=line.format(this=this, named=named), when=when)


def _when(one: Raised) -> str:
    if one.flag.level is Level.EMERGENCY:
        return "emergency"
    return "urgent" if one.flag.level is Level.URGENT else "routine"


def _phrase(knowledge: Knowledge, one: Raised) -> str:
    """In the patient's words where the rules have them; two findings belong together."""
    findings = (knowledge.findings[name] for name in one.findings)
    return " together with ".join(finding.plain or finding.label for finding in findings)
