"""What POST /v1/assessments/note takes and returns."""

import re
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields

from schemas.assessment import ReferralSchema
from schemas.fields import Items, Message, StrictSchema, Text, Word
from schemas.intake import IntakeSchema, optional
from schemas.parts import CitedSourceSchema, IntendedUseSchema, KnowledgeStampSchema, LocalChangeSchema, NoteSchema
from schemas.shapes import many, part, text, truth

DOCUMENTS = ("note", "letter", "leaflet")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Day(Text):
    """A day of the calendar as YYYY-MM-DD."""

    def __init__(self, **kwargs: Any) -> None:
        """Accept ten characters that name a day."""
        super().__init__(longest=10, **kwargs)
        self.validators.append(_is_day)


def _is_day(value: str) -> None:
    try:
        known = bool(_ISO.fullmatch(value)) and date.fromisoformat(value)
    except ValueError:
        known = False
    if not known:
        raise ValidationError([Message("not_a_date", "This must be a day of the calendar, written as 2026-05-01.")])


class RecordOptionsSchema(StrictSchema):
    """What is asked for beside the history."""

    documents = Items(Word(DOCUMENTS), most=len(DOCUMENTS), **optional("Which documents to write. Default: all."))
    date = Day(**optional("The day to print on the documents. Without one no date is printed.", format="date"))


class RecordRequestSchema(RecordOptionsSchema, IntakeSchema):
    """A history as POST /v1/assessments takes it, and beside it which documents to write and what date to print."""


class WrittenSchema(StrictSchema):
    """One document, twice: the same words in the same order."""

    words = fields.Integer(required=True, metadata={"description": "Words of the text."})
    html = text("As a fragment of HTML: one `article`, everything escaped, no script, no style.")
    text = text("As plain text.")


def _written(description: str) -> fields.Nested:
    told = {"description": description}
    return fields.Nested(WrittenSchema, required=True, allow_none=True, metadata=told)


class RecordSchema(StrictSchema):
    """Documents of one assessment."""

    knowledge = part(KnowledgeStampSchema)
    intended_use = part(IntendedUseSchema)
    in_scope = truth("false: no twitching, jerking, cramp or spasm at all; nothing was ranked.")
    referral = part(ReferralSchema)
    note = _written("Clinic note in SOAP order, at most 120 words; null where not asked for.")
    letter = _written("Referral letter; null where not asked for.")
    leaflet = _written("Leaflet for the patient; null where not asked for.")
    input_notes = many(NoteSchema, "What was normalised or not used, and what is not recorded and matters.")
    local_changes = many(LocalChangeSchema, "What the site's overlay changed here; GET /v1/about lists all of it.")
    citations = many(CitedSourceSchema, "Every source that the referral cites, once.")
