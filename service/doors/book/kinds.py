"""The kinds of entry that have pages, in the order in which the book shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.engine.pack import Knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`path` is its part of the address, `held` its name in `Knowledge`; the rest are words for a reader."""

    path: str
    held: str
    noun: str
    title: str
    lead: str

    def entries(self, knowledge: Knowledge) -> Mapping[str, Any]:
        """All entries of this kind by id."""
        found: Mapping[str, Any] = getattr(knowledge, self.held)
        return found


_ALL = (
    Kind(
        path="conditions",
        held="conditions",
        noun="condition",
        title="Conditions",
        lead="What may lie behind twitching, jerking, cramp or spasm, with what speaks for and against each.",
    ),
    Kind(
        path="movements",
        held="movement_kinds",
        noun="kind of movement",
        title="Kinds of movement",
        lead="Which movement it is, before any diagnosis: what tells each kind from the others at the bedside.",
    ),
    Kind(
        path="findings",
        held="findings",
        noun="finding",
        title="Findings",
        lead="Symptoms, signs, history, exposures and results, each defined once, with how common it is.",
    ),
    Kind(
        path="red-flags",
        held="red_flags",
        noun="red flag",
        title="Red flags",
        lead="Rules that set a floor under the referral. No weight can lower it.",
    ),
    Kind(
        path="tests",
        held="tests",
        noun="test",
        title="Tests",
        lead="Investigations that may be suggested: when they are worth doing, and when not.",
    ),
    Kind(
        path="medications",
        held="medications",
        noun="medicine",
        title="Medicines and substances",
        lead="What each can do to muscle, after what, and for how long.",
    ),
    Kind(
        path="analytes",
        held="analytes",
        noun="laboratory value",
        title="Laboratory values",
        lead="What is measured, in which units, and what no living patient has.",
    ),
    Kind(
        path="screens",
        held="screens",
        noun="screen",
        title="Screens",
        lead="One statement that stands for a set of absent findings.",
    ),
    Kind(
        path="sources",
        held="sources",
        noun="source",
        title="Sources",
        lead="The works that the rules cite, and which rules cite them.",
    ),
)

KINDS: Mapping[str, Kind] = {kind.path: kind for kind in _ALL}
