"""The closed words of the model (design: status, referral level, grade) with their order. Imports nothing of ours."""

from enum import Enum, IntEnum


class Status(Enum):
    """What is known of a finding. Not sent is UNKNOWN, and UNKNOWN is never ABSENT."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Level(IntEnum):
    """Referral levels; a greater value is more urgent, so `max` gives the floor that several rules set together."""

    SELF_CARE = 0
    PRIMARY_CARE = 1
    ROUTINE = 2
    URGENT = 3
    EMERGENCY = 4

    @property
    def word(self) -> str:
        """The word used in rules, API and pages."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Level":
        """The level for a word of the contract; KeyError for any other word."""
        return cls[word.upper()]


class GroupKind(Enum):
    """How the members of a group depend on each other."""

    EXCLUSIVE = "exclusive"  # exactly one holds: only the present member counts
    PROFILE = "profile"  # each stands alone, a card gives the whole profile; later members count less
    CORRELATED = "correlated"  # travel together: later members count less
