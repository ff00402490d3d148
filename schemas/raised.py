"""What would raise the referral."""

from marshmallow import fields

from schemas.fields import StrictSchema
from schemas.parts import ConditionNameSchema, FindingRefSchema
from schemas.shapes import LEVELS, many, number, part, text, word


class RaisedSchema(FindingRefSchema):
    """One finding that would raise the referral."""

    plain = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "A complaint in words for the patient; null for others."},
    )
    together_with = many(FindingRefSchema, "What must be present too; as a rule nothing.")
    level = word(LEVELS, "The level then, at least.")
    within = text("Within what time then.")
    rule = part(ConditionNameSchema, metadata={"description": "The red flag that would fire."})
    because = text("Why.")
    chance = number("How likely it is, by all that is known, 0-1.")


class WouldRaiseSchema(StrictSchema):
    """The fewest new findings that would raise the level, those that gain most first. At emergency there are none."""

    today = many(RaisedSchema, "To ask or look for now: not known so far.")
    watch_for = many(RaisedSchema, "Symptoms to come back for: not there now.")
