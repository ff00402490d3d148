"""CDS Hooks 2.0.1: what a client sends to a service and to its feedback. Unknown members are passed over."""

import re
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from schemas.fields import Items, Message, Part, Text, Word
from schemas.users import LOCATIONS, ROLES

OUTCOMES = ("accepted", "overridden")
# CDS Hooks has no members for who gave feedback and where; its extensions may hold them, under a name of our own.
USER = "example.fascicle.user"
LONGEST_ADDRESS = 2000
LONGEST_COMMENT = 4000

_OBJECT = Message("wrong_type", "This must be an object in braces.")
_MISSING = Message("required", "This must be given.")
_UUID = re.compile(r"(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)
# RFC 3339: with seconds and a zone.
_INSTANT = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
    r"([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)


class Thing(fields.Dict):
    """Any JSON object: a FHIR resource, or what an extension holds."""

    default_error_messages = {  # noqa: RUF012 - marshmallow reads it from the class
        "invalid": _OBJECT,
        "required": _MISSING,
        "null": Message("null", "This must not be null; leave it out instead."),
    }


class Matching(Text):
    """A text of one pattern."""

    def __init__(self, pattern: re.Pattern[str], remedy: str, **kwargs: Any) -> None:
        """Refuse what the whole pattern does not fit; `remedy` says what would."""
        super().__init__(**kwargs)
        self.pattern, self.remedy = pattern, Message("wrong_form", remedy)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs))
        if not self.pattern.fullmatch(text):
            raise ValidationError([self.remedy])
        return text


class TolerantSchema(Schema):
    """An object that may hold more than is read here: extensions, and members of later versions."""

    error_messages = {"type": _OBJECT}  # noqa: RUF012 - marshmallow reads it from the class

    class Meta:
        """Pass over what is not known."""

        unknown = EXCLUDE


class WholeNumber(fields.Integer):
    """A whole JSON number; no strings, no booleans."""

    default_error_messages = {  # noqa: RUF012 - marshmallow reads it from the class
        "invalid": Message("wrong_type", "This must be a whole number without quotes."),
        "required": _MISSING,
    }

    def _validated(self, value: Any) -> int:
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return value


class FhirAuthorizationSchema(TolerantSchema):
    """The access token that a client gives for one call, looked at where it would be used."""

    access_token = Matching(_TOKEN, "This must be a bearer token as RFC 6750 writes it.", longest=8000, required=True)
    token_type = Word(("Bearer",), required=True)
    expires_in = WholeNumber(required=True)
    scope = Text(longest=LONGEST_ADDRESS, required=True)
    subject = Text(longest=LONGEST_ADDRESS, required=True)


class CdsRequestSchema(TolerantSchema):
    """A call of a service."""

    hook = Text(required=True, metadata={"description": "The hook that calls; the service's own."})
    hookInstance = Matching(
        _UUID,
        "This must be a UUID, such as d1577c69-dfbe-44ad-ba6d-3e05e953b2ea.",
        required=True,
        metadata={"description": "A UUID for this call of the hook.", "format": "uuid"},
    )
    context = Thing(required=True, metadata={"description": "What the hook's definition asks for."})
    prefetch = Thing(
        allow_none=True,
        metadata={"description": "FHIR resources by the keys that the discovery names; null where there is none."},
    )
    fhirServer = Text(
        longest=LONGEST_ADDRESS,
        allow_none=True,
        metadata={"description": "Asked for what the prefetch lacks, if the site lists it; else passed over."},
    )
    fhirAuthorization = Thing(
        allow_none=True,
        metadata={"description": "The access token for a listed fhirServer, never kept; else passed over unread."},
    )
    extension = Thing(allow_none=True, metadata={"description": "Passed over."})

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _authorized_somewhere(self, _data: Any, sent: Any, **_: Any) -> None:
        if isinstance(sent, dict) and sent.get("fhirAuthorization") is not None and not sent.get("fhirServer"):
            text = "fhirAuthorization stands only beside a fhirServer."
            raise ValidationError([Message("required", text)], "fhirServer")


class AcceptedSuggestionSchema(TolerantSchema):
    """A suggestion that was taken up."""

    id = Text(required=True, metadata={"description": "The suggestion's uuid."})


class ReasonCodingSchema(TolerantSchema):
    """Why a card was passed over, as a code."""

    code = Text(required=True, metadata={"description": "One of the card's overrideReasons, or the client's own."})
    system = Text(longest=LONGEST_ADDRESS, allow_none=True, metadata={"description": "The code's system."})
    display = Text(longest=LONGEST_COMMENT, allow_none=True, metadata={"description": "Passed over."})


class OverrideReasonSchema(TolerantSchema):
    """Why a card was passed over."""

    reason = Part(ReasonCodingSchema, allow_none=True, metadata={"description": "As a code."})
    userComment = fields.String(
        allow_none=True,
        validate=validate.Length(max=LONGEST_COMMENT, error=Message("wrong_length", "This is too long.")),
        error_messages={"invalid": Message("wrong_type", "This must be a text in quotes.")},
        metadata={"description": "In words. Dropped unread: it may speak of the patient."},
    )


class CdsUserSchema(TolerantSchema):
    """Who gave feedback, and where."""

    user_role = Word(ROLES, metadata={"description": "What the user is."})
    location = Word(LOCATIONS, metadata={"description": "Where the patient was seen."})


class CdsFeedbackExtensionSchema(TolerantSchema):
    """Beside the specification's own members; other extensions are passed over."""

    user = Part(CdsUserSchema, data_key=USER, metadata={"description": "Who gave the feedback, and where."})


class CdsFeedbackEntrySchema(TolerantSchema):
    """What became of one card."""

    card = Text(required=True, metadata={"description": "The card's uuid."})
    outcome = Word(OUTCOMES, required=True, metadata={"description": "What was done with it."})
    outcomeTimestamp = Matching(
        _INSTANT,
        "This must be a time of RFC 3339, such as 2026-11-22T10:00:00Z.",
        required=True,
        metadata={"description": "When, in UTC.", "format": "date-time"},
    )
    acceptedSuggestions = Items(
        Part(AcceptedSuggestionSchema), most=100, metadata={"description": "Needed with `accepted`."}
    )
    overrideReason = Part(OverrideReasonSchema, allow_none=True, metadata={"description": "With `overridden`."})
    extension = Part(
        CdsFeedbackExtensionSchema, allow_none=True, metadata={"description": "Of this entry, before that of all."}
    )

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _accepted_something(self, _data: Any, sent: Any, **_: Any) -> None:
        if isinstance(sent, dict) and sent.get("outcome") == "accepted" and not sent.get("acceptedSuggestions"):
            text = "Name the suggestions that were accepted, each as an object with its id."
            raise ValidationError([Message("required", text)], "acceptedSuggestions")


class CdsFeedbackSchema(TolerantSchema):
    """Feedback on one or more cards."""

    feedback = Items(
        Part(CdsFeedbackEntrySchema), most=200, required=True, metadata={"description": "One entry for each outcome."}
    )
    extension = Part(CdsFeedbackExtensionSchema, allow_none=True, metadata={"description": "Of all entries."})

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _says_something(self, _data: Any, sent: Any, **_: Any) -> None:
        if isinstance(sent, dict) and sent.get("feedback") == []:
            raise ValidationError([Message("required", "Give at least one entry.")], "feedback")


class CdsFeedbackReceiptSchema(Schema):
    """That feedback was taken."""

    received = fields.Integer(required=True, metadata={"description": "How many entries were taken."})
