"""What a user did with what was shown: closed words and ids of our own, no free text, nothing of a patient."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from schemas.cds import OUTCOMES, Matching
from schemas.cds_overrides import OVERRIDE_REASONS
from schemas.fields import Message, Part, StrictSchema, Text, Word
from schemas.users import LOCATIONS, ROLES

KINDS = ("referral", "condition", "red_flag", "test")
_DIGEST = re.compile(r"sha-256=:[A-Za-z0-9+/]{43}=:", re.ASCII)


class SubjectSchema(StrictSchema):
    """The part of an answer that feedback is about."""

    kind = Word(KINDS, required=True, metadata={"description": "What kind of rule."})
    id = Text(required=True, metadata={"description": "Its id, as the answer gives it; a referral's is its level."})


class FeedbackSchema(StrictSchema):
    """Feedback on one part of one answer."""

    assessment = Matching(
        _DIGEST,
        "This must be the SHA-256 of the answer's body, written sha-256=:…: with base64 between the colons (RFC 9530).",
        required=True,
        metadata={
            "description": "SHA-256 of the answer's body, as the header `Repr-Digest` gives it to those who send"
            " `Want-Repr-Digest: sha-256=1`. It proves which answer is meant, and tells nothing of it."
        },
    )
    about = Part(SubjectSchema, required=True, metadata={"description": "What the feedback is about."})
    outcome = Word(OUTCOMES, required=True, metadata={"description": "What was done with it."})
    reason = Word(
        tuple(OVERRIDE_REASONS), metadata={"description": "Why it was overridden; needed there, and only there."}
    )
    user_role = Word(ROLES, required=True, metadata={"description": "What the user is."})
    location = Word(LOCATIONS, required=True, metadata={"description": "Where the patient was seen."})

    @validates_schema(skip_on_field_errors=True)
    def _reason_where_it_belongs(self, data: Any, **_: Any) -> None:
        if data["outcome"] == "overridden" and "reason" not in data:
            raise ValidationError([Message("required", "Say why it was overridden, with a code.")], "reason")
        if data["outcome"] == "accepted" and "reason" in data:
            text = "A reason stands only beside `overridden`; leave it out."
            raise ValidationError([Message("not_here", text)], "reason")


class FeedbackReceiptSchema(StrictSchema):
    """What was recorded: the six fields of a site's export."""

    intervention = fields.String(required=True, metadata={"description": "What was shown: kind and id."})
    action = fields.String(required=True, metadata={"description": "What was done with it."})
    feedback = fields.String(required=True, allow_none=True, metadata={"description": "Why, as a code."})
    user_role = fields.String(required=True, metadata={"description": "What the user is."})
    date = fields.String(
        required=True, metadata={"description": "When it was recorded, in UTC.", "format": "date-time"}
    )
    location = fields.String(required=True, metadata={"description": "Where the patient was seen."})
