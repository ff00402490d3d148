"""The documents of one assessment -> the answer, all but the HTML, which templates write from the same documents."""

from collections.abc import Callable, Mapping
from typing import Any

from service.doors.certify import knowledge_stamp, use_stamp, with_sources
from service.doors.notes import report_notes
from service.doors.overlay import report_changes
from service.doors.record.case import Case
from service.doors.record.leaflet import leaflet
from service.doors.record.letter import letter
from service.doors.record.note import note
from service.doors.record.structure import Document, compact, count_words, spread
from service.doors.report import report_referral

Json = dict[str, Any]

MAKERS: Mapping[str, Callable[[Case], Document]] = {"note": note, "letter": letter, "leaflet": leaflet}


def report_record(case: Case, wanted: frozenset[str], to_html: Callable[[Document], str]) -> Json:
    """The answer with the wanted documents; null stands for each of the others."""
    answer = {
        "knowledge": knowledge_stamp(case.knowledge),
        "intended_use": use_stamp(case.knowledge),
        "in_scope": case.assessment.in_scope,
        "referral": report_referral(case.knowledge, case.assessment),
        **{name: _written(make(case), to_html) if name in wanted else None for name, make in MAKERS.items()},
        "input_notes": report_notes(case.knowledge, case.reading, case.assessment),
        "local_changes": report_changes(case.knowledge, case.reading.history, case.assessment),
    }
    return with_sources(case.knowledge, answer)


def _written(document: Document, to_html: Callable[[Document], str]) -> Json:
    text = compact(document) if document.kind == "note" else spread(document)
    return {"text": text, "html": to_html(document), "words": count_words(text)}
