"""One document for the record, from a form: as text to copy, and as parts for a template."""

from dataclasses import dataclass

from service.doors.form.desk import Outcome
from service.doors.intake import Reception
from service.doors.record.case import Case
from service.doors.record.report import MAKERS
from service.doors.record.structure import Document, compact, spread
from service.doors.record.words import written_date
from service.engine.assess import assess

KINDS = tuple(MAKERS)


@dataclass(frozen=True, slots=True)
class Written:
    """A document in its two forms: a note's text is of a line for each section, the others' is set out."""

    document: Document
    text: str


def write(reception: Reception, outcome: Outcome, kind: str, day: str = "") -> Written:
    """Write one of KINDS from a form without problems. `day`: YYYY-MM-DD to print on it, or none.

    Raises ValueError for a form with problems.
    """
    if outcome.reading is None or outcome.problems:
        raise ValueError("A form with problems has no document.")
    case = Case(
        reception=reception,
        document=outcome.parsed.document,
        reading=outcome.reading,
        assessment=assess(reception.knowledge, outcome.reading.history),
        date=written_date(day) if day else "",
    )
    document = MAKERS[kind](case)
    return Written(document, compact(document) if kind == "note" else spread(document))
