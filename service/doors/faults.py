"""What can be wrong or worth saying about a caller's document. Never holds the caller's value."""

from dataclasses import dataclass

# Digits; a longer step is a name, and reading thousands of digits as a number is refused by Python.
LONGEST_INDEX = 9
# Told at once. A document with more is no slip of a caller's: its answer would be many times as long as itself.
MOST_FAULTS = 1000


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault at an RFC 6901 pointer, with a stable code and a sentence that says what to do."""

    pointer: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Something that was normalised, or not recognised and not used."""

    pointer: str
    code: str
    detail: str


_MORE = Fault("", "more_faults", "There are more faults like these. Mend those told first.")


class InvalidHistoryError(ValueError):
    """The history cannot be assessed as sent. Carries every fault, or MOST_FAULTS and that there are more."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults sorted by their place, each once."""
        found = sorted(set(faults), key=lambda fault: (_steps(fault.pointer), fault.code, fault.detail))
        self.faults = found if len(found) <= MOST_FAULTS else [*found[:MOST_FAULTS], _MORE]
        super().__init__(f"{len(self.faults)} faults")


def _steps(pointer: str) -> list[tuple[int, str]]:
    """Sort key that puts /sites/10 after /sites/9."""
    steps = pointer.split("/")
    return [(int(s), "") if s.isdecimal() and len(s) < LONGEST_INDEX else (-1, s) for s in steps]


def pointer_to(path: tuple[str | int, ...]) -> str:
    """The RFC 6901 pointer of a path."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
