"""What changed since an earlier visit, and what that did."""

from marshmallow import fields

from schemas.fields import StrictSchema
from schemas.parts import StatedFindingSchema
from schemas.shapes import LEVELS, many, number, part, text, word

PACES = ("none", "slow", "steady", "fast")
INFERRED_COURSES = ("progressive", "improving")


class SpreadSchema(StrictSchema):
    """A region, or a second side of one, that moves now and did not then."""

    region = text("The region of the body.")
    site = text("The place as told.")
    side = fields.String(required=True, allow_none=True, metadata={"description": "left, right, both or not told."})


class PaceSchema(StrictSchema):
    """How fast it spreads."""

    word = word(PACES, "In a word: from one region a month fast, below one in half a year slow.")
    regions = fields.Integer(required=True, metadata={"description": "New regions and sides."})
    per_month = number("New regions and sides a month.")


class ChangedReferralSchema(StrictSchema):
    """What the change did to the referral."""

    before = word(LEVELS, "The level of the earlier history by itself.")
    without_comparison = word(LEVELS, "The level of the present history by itself.")
    after = word(LEVELS, "The level now.")
    because = text("What the change did, in words.")


class VisitsSchema(StrictSchema):
    """Two visits compared. What one of them does not mention is unknown: neither new for sure nor resolved."""

    days_between = number("Days between the visits.")
    new = many(StatedFindingSchema, "Absent then, present now.")
    resolved = many(StatedFindingSchema, "Present then, absent now.")
    newly_reported = many(StatedFindingSchema, "Present now, not mentioned then: it may be new.")
    not_mentioned = many(StatedFindingSchema, "Present then, not mentioned now: it may be there still.")
    spread = many(SpreadSchema, "New regions and sides.")
    pace = part(PaceSchema)
    course_inferred = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "The course that the comparison shows, where the present history states none.",
            "enum": [*INFERRED_COURSES, None],
        },
    )
    sentence = text("The same in words.")
    referral = part(ChangedReferralSchema)
