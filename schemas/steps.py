"""The next best steps."""

from marshmallow import fields

from schemas.fields import StrictSchema
from schemas.intake import STEP_MODES
from schemas.parts import AvailabilitySchema, ConditionNameSchema, FindingRefSchema, OutcomeSchema
from schemas.shapes import COSTS, many, maybe_part, number, part, text, word

STEP_KINDS = ("question", "sign", "test")


class StepTestSchema(ConditionNameSchema, AvailabilitySchema):
    """A test by id and label."""

    avoid_when = fields.String(required=True, allow_none=True, metadata={"description": "When not to do it."})


class StepSchema(StrictSchema):
    """One step, with what it takes and what it would change."""

    kind = word(STEP_KINDS, "To ask, to look for, or to test.")
    finding = maybe_part(FindingRefSchema, "What to ask or look for; null for a test.")
    test = maybe_part(StepTestSchema, "The test; null for a question or a sign.")
    result = maybe_part(FindingRefSchema, "The result of the test that would change most; null for others.")
    minutes = number("Of patient and staff together, without the wait for a result; null: not stated.", allow_none=True)
    cost = fields.String(
        required=True, allow_none=True, metadata={"description": "In a word; null: not stated.", "enum": [*COSTS, None]}
    )
    chance = number("How likely the finding, or that result, is to be there, 0-1.")
    referral_change = number("Expected change of the referral level, in levels.")
    ranking_change = number(
        "Expected information in bits: which of the first three conditions it is, or whether it is the first."
    )
    if_present = part(OutcomeSchema)
    if_absent = part(OutcomeSchema, metadata={"description": "Without the finding, or where the test shows nothing."})
    sentence = text("The same in words.")


class NextStepsSchema(StrictSchema):
    """Questions, signs and tests together, those first that would change most; of equals the cheaper and quicker."""

    mode = word(STEP_MODES, "How they were chosen.")
    steps = many(StepSchema, "Best first.")
