"""The notes of an answer: what was read otherwise than written or not used, and what is not known and matters."""

from collections.abc import Iterable, Iterator, Mapping

from service.doors.certify import Json
from service.doors.change import change_notes
from service.doors.faults import Note
from service.doors.intake import Reading
from service.doors.overlay import withdrawn_notes
from service.doors.sentences import screen_sentence
from service.engine.assess import Assessment
from service.engine.history import History
from service.engine.interpret import ScreenReading, interpret
from service.engine.pack import Knowledge

Statuses = Mapping[str, bool]

PREGNANT = "pregnant"
# The code of the note that nobody has told whether the patient is pregnant.
PREGNANCY_UNKNOWN = "pregnancy_not_recorded"
AGE_UNKNOWN = "age_not_recorded"
_ASK_AGE = (
    "The age is not recorded. Some red flags, causes and laboratory limits hold for one age alone, above all those of "
    "children: ask before acting on this answer."
)
# Ages in years at which radiology departments in Britain ask about pregnancy before an examination: mostly 12 to 55; 12
# to 50 in the audit standard of the Royal College of Radiologists ("Pregnancy questioning"). The wider one is taken.
CHILDBEARING = range(12, 56)
_ASK = (
    "Whether the patient is pregnant is not recorded. It decides how dangerous some causes are, and which tests and "
    "medicines are safe: ask before acting on this answer."
)


def report_notes(knowledge: Knowledge, reading: Reading, assessment: Assessment) -> list[Json]:
    """All notes of an assessment."""
    evidence = assessment.evidence
    read = (*reading.notes, *_screen_notes(knowledge, assessment.screens), *change_notes(assessment))
    return [_note(note) for note in (*read, *_cautions(knowledge, reading.history, evidence.statuses))]


def explained_notes(knowledge: Knowledge, reading: Reading) -> list[Json]:
    """The notes of an explanation, which rests on the same evidence and compares no visits."""
    evidence, screens = interpret(knowledge, reading.history)
    read = (*reading.notes, *_screen_notes(knowledge, screens))
    return [_note(note) for note in (*read, *_cautions(knowledge, reading.history, evidence.statuses))]


def _cautions(knowledge: Knowledge, history: History, statuses: Statuses) -> Iterator[Note]:
    yield from withdrawn_notes(knowledge, statuses)
    yield from _age(history)
    if PREGNANT in knowledge.findings and PREGNANT not in statuses and _may_be_pregnant(history):
        yield Note("/patient/pregnant", PREGNANCY_UNKNOWN, _ASK)


def _age(history: History) -> Iterator[Note]:
    """That the age is not told, on which red flags, limits and causes depend."""
    if history.fields.get("patient.age_years") is None:
        yield Note("/patient/age_years", AGE_UNKNOWN, _ASK_AGE)


def _may_be_pregnant(history: History) -> bool:
    """Whether pregnancy has to be asked for, as far as sex and age are known. Of a patient not described at all: no."""
    sex, age = history.fields.get("patient.sex"), history.fields.get("patient.age_years")
    if sex == "male" or (sex is None and age is None):
        return False
    return not isinstance(age, int | float) or int(age) in CHILDBEARING


def _screen_notes(knowledge: Knowledge, screens: Iterable[ScreenReading]) -> Iterator[Note]:
    yield from (Note("/screens", "screen_read_as", screen_sentence(knowledge, reading)) for reading in screens)


def _note(note: Note) -> Json:
    return {"pointer": note.pointer, "code": note.code, "detail": note.detail}
