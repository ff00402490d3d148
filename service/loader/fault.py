"""A fault in a rule file: where, what is wrong, and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake. `file` is relative to the rules folder's parent, `line` counts from 1, `pointer` is RFC 6901."""

    file: str
    line: int
    pointer: str
    message: str
    remedy: str

    def __str__(self) -> str:
        """One line for a terminal or an editor's problem matcher."""
        return f"{self.file}:{self.line}: {self.pointer or '/'}: {self.message} {self.remedy}"


def count_of(faults: list[Fault]) -> str:
    """How many faults, in words: `1 fault`, `7 faults`."""
    return "1 fault" if len(faults) == 1 else f"{len(faults)} faults"


class RulesError(Exception):
    """The rules cannot be used. Carries every fault; nothing is loaded."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults in the order of file and line."""
        self.faults = sorted(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
