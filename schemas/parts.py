"""The parts that several answers share."""

from typing import ClassVar

from marshmallow import fields

from schemas.fields import StrictSchema
from schemas.intake import STATUSES
from schemas.shapes import (
    CHANGES,
    GRADES,
    LEVELS,
    SUPPORTS,
    codes,
    many,
    maybe_part,
    number,
    page,
    part,
    text,
    texts,
    told,
    told_page,
    told_probability,
    truth,
    word,
)


class OverlayStampSchema(StrictSchema):
    """Which overlay lies over the rules."""

    id = text("Id of the overlay.")
    version = text("Its version.")
    sha256 = text("SHA-256 over its files.")
    changes = fields.Integer(required=True, metadata={"description": "How many; GET /v1/about tells each."})


class KnowledgeStampSchema(StrictSchema):
    """Which knowledge answered."""

    version = text("Version of the rules.")
    sha256 = text("SHA-256 over the rule files.")
    overlay = maybe_part(OverlayStampSchema, "What the site laid over the rules; null: nothing.")


class LocalChangeSchema(StrictSchema):
    """One change of a site's overlay."""

    change = word(CHANGES, "What kind of change.")
    kind = word(
        ("conditions", "findings", "red-flags", "tests", "medications", "services"),
        "Of what kind of rule, as in paths.",
    )
    id = text("Id of the rule.")
    label = text("Its label.")
    page = page(allow_none=True)
    what = text("What it is now, and what the rules say without the overlay.")
    because = text("Why, in the words of the site.")
    by = text("Who answers for it.")
    date = text("The day of the change.")


class IntendedUseSchema(StrictSchema):
    """What the answer is for."""

    purpose = text("What it helps with.")
    user = text("Who may use it.")
    population = text("For whom.")
    limits = text("What it does not know.")
    not_for = text("What it must not be used for.")
    regulatory_status = text("What the service is in law.")


class CitedSourceSchema(StrictSchema):
    """A source that a rule cites."""

    id = text("Id of the source.")
    title = text("Title of the work.")
    year = fields.Integer(required=True, allow_none=True, metadata={"description": "Year of the work."})
    url = fields.String(required=True, allow_none=True, metadata={"description": "Address of the copy that was read."})
    quality = text("guideline, primary, review, label, secondary or low.")


class CertifiedSchema(StrictSchema):
    """A birth certificate: sentence, grade, ids of sources."""

    because = text("The reason, as a clinician wrote it into the rule.")
    grade = word(GRADES, "How good the evidence is.")
    sources = texts("Ids of what the rule cites.")


class FindingRefSchema(StrictSchema):
    """A finding by name."""

    finding = text("Id of the finding.")
    label = text("Its label.")
    question = fields.String(required=True, allow_none=True, metadata={"description": "How to ask for it."})
    page = page()


class ReviewedSchema(StrictSchema):
    """Whether a clinician has reviewed a rule."""

    reviewed = fields.Dict(
        required=True, allow_none=True, metadata={"description": "Who reviewed the rule and when; null: nobody yet."}
    )
    review = text("The same in words.")


class StatedFindingSchema(StrictSchema):
    """A finding with its status."""

    finding = text("Id of the finding.")
    label = text("Its label.")
    page = page()
    status = word(STATUSES, "Its status.")


class NamedSchema(StrictSchema):
    """Something by id and label."""

    id = text("Id.")
    label = text("Label.")


class ConditionNameSchema(NamedSchema):
    """A condition by id and label."""

    page = page()


class AvailabilitySchema(StrictSchema):
    """Whether a test can be had here."""

    available = truth("false: this site cannot do it.")
    instead = fields.String(
        required=True, allow_none=True, metadata={"description": "Whom to ask, where it is not available here."}
    )


class BriefContributionSchema(StrictSchema):
    """A contribution in a line."""

    finding = fields.String(required=True, allow_none=True, metadata={"description": "Id of the finding, or null."})
    label = text("The finding's label, or what the combination says.")
    page = told_page()
    status = word(STATUSES, "Its status in this history.")
    points = number("Decibans added: +10 makes the odds ten times as great.")


class ContributionSchema(StrictSchema):
    """What one finding adds to one condition: in full where it decides, in a line (label, status, points) elsewhere.

    `include: ["reasons"]` gives every one in full.
    """

    finding = fields.String(required=True, allow_none=True, metadata={"description": "Id of the finding, or null."})
    combination = told(fields.String, "Id of a combination, or null.", allow_none=True)
    label = fields.String(
        required=True, allow_none=True, metadata={"description": "The finding's label; of a combination, in a line."}
    )
    page = told_page()
    status = word(STATUSES, "Its status in this history.")
    points = number("Decibans added: +10 makes the odds ten times as great.")
    percent = told(fields.Float, "Percent of patients with the condition who have it.", allow_none=True)
    background_percent = told(fields.Float, "Percent of all who present who have it.", allow_none=True)
    sentence = told(fields.String, "The same in words.")
    because = told(fields.String, "The reason, as a clinician wrote it into the rule.")
    grade = fields.String(metadata={"description": "How good the evidence is.", "enum": list(GRADES)})
    sources = fields.List(fields.String(), metadata={"description": "Ids of what the rule cites."})


class ConditionRefSchema(ConditionNameSchema):
    """A condition as an entry names it."""

    summary = text("What it is.")
    codes = codes()
    reviewed = fields.Dict(
        required=True, allow_none=True, metadata={"description": "Who reviewed the card and when; null: nobody yet."}
    )
    review = text("The same in words.")


class EntrySchema(StrictSchema):
    """One condition of the differential with its reasons."""

    rank = fields.Integer(required=True, metadata={"description": "Place, from 1."})
    condition = part(ConditionRefSchema)
    points = number("Prior and evidence, decibans.")
    probability = told_probability("Share of the odds within the pack, 0-1. Not calibrated on patients.")
    calibrated_probability = fields.Float(
        metadata={"description": "As fitted on published cases, 0-1; only where `include` asks for calibration."}
    )
    support = word(SUPPORTS, "The probability in a word.")
    must_not_miss = truth("Dangerous if missed.")
    benign = truth("A reassuring label.")
    referral_level = word(LEVELS, "Where this condition would be sent.")
    against = many(ContributionSchema, "What speaks against it, strongest first.")

    class Meta(StrictSchema.Meta):
        """`for` is a word of Python, `unknown` a setting of marshmallow's."""

        include: ClassVar = {
            "for": many(ContributionSchema, "What speaks for it, strongest first."),
            "unknown": fields.List(
                fields.Nested(FindingRefSchema),
                metadata={"description": "Its most telling findings that are not known; first places only."},
            ),
        }


class CodedNameSchema(NamedSchema):
    """A test by id and label, with codes."""

    page = page()
    codes = codes()


class OutcomeSchema(StrictSchema):
    """The answer with one more fact."""

    level = word(LEVELS, "The referral level then.")
    leader = part(ConditionNameSchema, metadata={"description": "The leading condition then."})


class SafetyNetSchema(StrictSchema):
    """What to come back for."""

    text = text("In words for a patient.")
    when = word(("emergency", "urgent", "routine"), "How fast to come back.")


class NoteSchema(StrictSchema):
    """What was normalised or not used."""

    pointer = text("Where in the request.")
    code = text("Stable word for the kind of note.")
    detail = text("In words.")
