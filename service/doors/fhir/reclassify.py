"""A form that fills itself from a problem list puts symptoms among the illnesses; here they come out again."""

from service.doors.faults import Note
from service.doors.fhir.read_response import Read
from service.doors.lexicon import Lexicon, Vocabulary


def symptoms_from_illnesses(lexicon: Lexicon, read: Read) -> list[Note]:
    """Move what is a finding, and no illness of the vocabulary, from `history.past` to the symptoms. Tells of each."""
    history = read.document.get("history")
    past = history.get("past") if isinstance(history, dict) else None
    notes = []
    for place, told in reversed(list(enumerate(past if isinstance(past, list) else ()))):
        found = _finding(lexicon["history.past"], lexicon["findings"], told)
        if found:
            pointer = _move(read, place, found)
            notes.append(Note(pointer, "problem_read_as", "A symptom or sign among the illnesses: read as there now."))
    return notes


def _finding(illnesses: Vocabulary, findings: Vocabulary, told: object) -> str | None:
    if not isinstance(told, str) or illnesses.find(told):
        return None
    return findings.find(told)


def _move(read: Read, place: int, finding: str) -> str:
    """Move one, with where it stood; what stood behind it moves up."""
    past, head = read.document["history"]["past"], "/history/past"
    pointer = read.places.pop(f"{head}/{place}")
    del past[place]
    for behind in range(place + 1, len(past) + 1):
        read.places[f"{head}/{behind - 1}"] = read.places.pop(f"{head}/{behind}")
    symptoms = read.document.setdefault("associated_symptoms", [])
    read.places[f"/associated_symptoms/{len(symptoms)}"] = pointer
    symptoms.append({"finding": finding, "status": "present"})
    return pointer
