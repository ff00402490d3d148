"""Who has reviewed which rule, as the rules themselves say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.engine.pack import Knowledge

# The kinds whose rules have a place for a reviewer's name.
KINDS = {"conditions": "condition", "red_flags": "red flag"}


@dataclass(frozen=True, slots=True)
class Review:
    """One rule and its reviewer; None where nobody has reviewed it."""

    kind: str
    rule: str
    label: str
    who: str | None
    role: str | None
    when: str | None


def reviews(knowledge: Knowledge) -> list[Review]:
    """Every rule that takes decisions about a patient, with its reviewer, in the order of kinds and ids."""
    return [
        Review(word, rule.id, rule.label, *_signed(rule.reviewed))
        for kind, word in KINDS.items()
        for rule in getattr(knowledge, kind).values()
    ]


def _signed(reviewed: Mapping[str, Any] | None) -> tuple[str | None, str | None, str | None]:
    """Who, in which role and when: the rules write "name, role" in one."""
    if not reviewed:
        return None, None, None
    who, _, role = reviewed["by"].partition(",")
    return who.strip(), role.strip() or None, reviewed["date"]
