"""Faults of a history as the form tells them: in its own words, at the field, and in one list at the top."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.doors.faults import Fault, InvalidHistoryError
from service.doors.form.labels import FAULTS, NAMES
from service.doors.form.parse import Parsed
from service.doors.places import place_of
from service.engine.evidence import ContradictionError
from service.engine.history import History
from service.engine.pack import Knowledge

# Where a fault of the whole history leads.
FIRST_FIELD = "movement.types"
_CHOICES = frozenset({"wrong_type", "unknown_value"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the field's name and its message, with what stands in for `{label}`."""

    field: str
    text: str
    label: str = ""

    @property
    def name(self) -> str:
        """What the field is called: the label of its kind, whatever row it stands in."""
        first, _, rest = self.field.partition(".")
        below = rest.partition(".")[2]
        names = (self.field, f"{first}.{below}", first)
        return next((NAMES[name] for name in names if name in NAMES), "")


def history_problems(parsed: Parsed, error: InvalidHistoryError) -> list[Problem]:
    """Every fault that the schema and the vocabularies found, each with its field."""
    made = [Problem(parsed.field_of(fault.pointer) or FIRST_FIELD, _words(parsed, fault)) for fault in error.faults]
    # A row whose name is not known lacks no name.
    named = {problem.field for problem in made if problem.text != FAULTS["required"]}
    return list(dict.fromkeys(one for one in made if one.text != FAULTS["required"] or one.field not in named))


def _words(parsed: Parsed, fault: Fault) -> str:
    name = parsed.field_of(fault.pointer) or ""
    last = fault.pointer.rpartition("/")[2]
    if fault.code == "empty_history":
        return FAULTS["nothing"]
    if fault.code in ("one_of", "required"):
        return FAULTS["required"]
    if last.endswith("days_ago") or last == "since_days":
        return FAULTS["number" if fault.code == "wrong_type" else "later"]
    if fault.code == "wrong_type":
        return FAULTS["number" if _is_number(name) else "choice"]
    if fault.code == "unknown_value" and fault.detail.startswith("This must be one of"):
        return FAULTS["choice"]
    return _unknown(fault.detail) if fault.code == "unknown_value" else fault.detail


def _unknown(detail: str) -> str:
    """What to do about a word that is not known: what may be meant, never a vocabulary's ids in a row."""
    told, meant, names = detail.partition("Did you mean")
    return f"{told}{meant}{names.replace('-', ' ')}" if meant else FAULTS["unknown"]


def _is_number(name: str) -> bool:
    return name.endswith((".value", "_years", ".per_day"))


def contradiction_problems(
    knowledge: Knowledge, history: History, parsed: Parsed, error: ContradictionError
) -> list[Problem]:
    """What is said to be both present and absent, told at both fields."""
    return list(dict.fromkeys(_contradictions(knowledge, history, parsed, error)))


def _contradictions(
    knowledge: Knowledge, history: History, parsed: Parsed, error: ContradictionError
) -> Iterator[Problem]:
    for one in error.contradictions:
        for origin in (one.present, one.absent):
            name = parsed.field_of(place_of(history, origin.pointer)) or FIRST_FIELD
            yield Problem(name, FAULTS["contradiction"], knowledge.findings[one.finding].label)
