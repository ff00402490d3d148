"""Desk: what reading and showing the form needs of one knowledge, built once; and what comes of a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.doors.faults import InvalidHistoryError
from service.doors.form.bedside import bedside_fields
from service.doors.form.choices import Choices, build_choices
from service.doors.form.labels import FAULTS, WHOLE_FORM
from service.doors.form.parse import Parsed, parse_form, strangers
from service.doors.form.posted import Posted
from service.doors.form.problems import Problem, contradiction_problems, history_problems
from service.doors.form.rows import start_list
from service.doors.form.suggest import Index, build_indexes
from service.doors.intake import Reading, Reception, read_history
from service.doors.report import report_assessment
from service.engine.assess import assess
from service.engine.evidence import ContradictionError

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """The prepared parts. `start` are the findings asked before anything is known, most telling first."""

    reception: Reception
    bedside: Mapping[str, str]
    choices: Choices
    indexes: Mapping[str, Index]
    start: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a form: the history as understood and its answer, or the problems that stand in the way."""

    parsed: Parsed
    problems: list[Problem] = field(default_factory=list)
    reading: Reading | None = None
    answer: Json | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was told."""
        return not self.parsed.document

    def notes(self) -> dict[str, list[str]]:
        """Field -> what was read as something else, or not used."""
        found: dict[str, list[str]] = {}
        for note in self.reading.notes if self.reading else ():
            found.setdefault(self.parsed.field_of(note.pointer) or "", []).append(note.detail)
        return found


def open_desk(reception: Reception) -> Desk:
    """Prepare to read and show forms."""
    knowledge = reception.knowledge
    return Desk(
        reception=reception,
        bedside=bedside_fields(knowledge),
        choices=build_choices(knowledge),
        indexes=build_indexes(reception),
        start=start_list(knowledge),
    )


def consider(desk: Desk, form: Posted, today: date) -> Outcome:
    """Read a form and assess it. Every fault becomes a problem at its field; nothing is raised."""
    parsed = parse_form(form, desk.bedside, today)
    if strangers(form, today):
        return Outcome(parsed, [Problem(WHOLE_FORM, FAULTS["stranger"])])
    knowledge = desk.reception.knowledge
    try:
        reading = read_history(desk.reception, parsed.document)
    except InvalidHistoryError as error:
        return Outcome(parsed, history_problems(parsed, error))
    try:
        assessment = assess(knowledge, reading.history)
    except ContradictionError as error:
        return Outcome(parsed, contradiction_problems(knowledge, reading.history, parsed, error), reading)
    return Outcome(parsed, [], reading, report_assessment(knowledge, reading, assessment))
