"""Which findings are asked: those that matter most for what is entered, those answered, those searched for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.doors.form.fields import FINDINGS, NOT_ASKED
from service.doors.form.posted import Posted
from service.engine.pack import Knowledge
from service.engine.terms import Level

Json = Mapping[str, Any]

# So many rows are proposed; the rest is found by search.
PROPOSED = 10
# Kinds of finding that are asked as rows before anything is known; the others have fields of their own.
ASKED = frozenset({"symptom", "sign"})


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as it is asked."""

    id: str
    label: str
    question: str | None
    status: str


def start_list(knowledge: Knowledge) -> tuple[str, ...]:
    """What to ask when nothing is known: what most benign labels must earn first, then what most urgent red flags read.

    A finding that has a field of its own is not among them.
    """
    needs = Counter(need.finding for condition in knowledge.conditions.values() for need in condition.earned_when)
    urgent = (flag for flag in knowledge.red_flags.values() if flag.level >= Level.URGENT)
    read = Counter(name for flag in urgent for name in flag.reads)
    asked = (name for name in needs | read if _is_asked(knowledge, name))
    return tuple(sorted(asked, key=lambda name: (-needs[name], -read[name], name)))


def _is_asked(knowledge: Knowledge, name: str) -> bool:
    finding = knowledge.findings[name]
    return finding.kind in ASKED and not finding.derivations


def wanted(answer: Json | None) -> Iterator[str]:
    """What an answer asks for: next questions, what reassurance still needs, what would help, what would raise."""
    if answer is None:
        return
    referral = answer["referral"]
    for part in (
        *(answer["next_questions"], referral["missing"]),
        *(answer["certainty"]["would_help"], referral["would_raise"]["today"]),
    ):
        yield from (one["finding"] for one in part)


def answered(knowledge: Knowledge, form: Posted) -> list[Row]:
    """The rows that were answered, in the order of the form."""
    names = (name.removeprefix(f"{FINDINGS}.") for name in form.values if name.startswith(f"{FINDINGS}."))
    return [row for row in rows_of(knowledge, names, form) if row.status != NOT_ASKED]


def proposed(knowledge: Knowledge, start: Iterable[str], answer: Json | None, form: Posted) -> list[Row]:
    """The rows that matter most now and have no answer yet, most telling first."""
    names = dict.fromkeys((*wanted(answer), *start))
    rows = (row for row in rows_of(knowledge, names, form) if row.status == NOT_ASKED)
    return [row for row, _ in zip(rows, range(PROPOSED), strict=False)]


def rows_of(knowledge: Knowledge, names: Iterable[str], form: Posted) -> Iterator[Row]:
    """Findings as rows with what the form says of them. Names that are no findings are passed over."""
    for name in names:
        finding = knowledge.findings.get(name)
        if finding is not None:
            status = form.first(f"{FINDINGS}.{name}") or NOT_ASKED
            yield Row(finding.id, finding.label, finding.question, status)
