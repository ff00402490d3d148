"""How far an answer may be relied on: certainty in every answer, robustness and calibration where asked for."""

from marshmallow import fields

from schemas.fields import StrictSchema
from schemas.parts import ConditionNameSchema, FindingRefSchema
from schemas.shapes import LEVELS, many, number, part, text, word

VERDICTS = ("clear", "leaning", "cannot_tell")
DOUBTS = ("too_little", "contradictory", "out_of_scope", "close_call", "outside_knowledge")


class DoubtSchema(StrictSchema):
    """One reason not to lean on the ranking."""

    kind = word(DOUBTS, "What kind of reason.")
    sentence = text("In words.")


class CertaintySchema(StrictSchema):
    """May the ranking be leaned on? It says nothing of the referral, which stands either way."""

    verdict = word(VERDICTS, "Published cases answered `clear` are right far more often than those that are not.")
    reasons = many(DoubtSchema, "Why not to lean on it. Where it is clear there is none.")
    would_help = many(FindingRefSchema, "What to ask or look for first. Nothing where it is clear.")


class IntervalSchema(StrictSchema):
    """Where nine draws of ten lie."""

    low = number("5 % of the draws are below, 0-1.")
    high = number("5 % of the draws are above, 0-1.")


class StandingSchema(StrictSchema):
    """One condition over all draws."""

    condition = part(ConditionNameSchema)
    first_share = number("Share of draws in which it is first, 0-1.")
    top_three_share = number("Share of draws in which it is among the first three, 0-1.")
    probability = part(IntervalSchema)
    sentence = text("The same in words.")


class ReferralStandingSchema(StrictSchema):
    """The referral level over all draws."""

    level = word(LEVELS, "The level as it stands.")
    share = number("Share of draws with the same level, 0-1.")
    levels = fields.Dict(
        keys=fields.String(),
        values=fields.Float(),
        required=True,
        metadata={"description": "Share of draws by level, highest level first."},
    )
    sentence = text("The same in words.")


class RobustnessSchema(StrictSchema):
    """How the answer stands when every weight and prior moves within its uncertainty."""

    draws = fields.Integer(required=True, metadata={"description": "How many draws."})
    seed = fields.Integer(required=True, metadata={"description": "Their seed, from the digest of the knowledge."})
    conditions = many(StandingSchema, "The conditions of the differential, in its order.")
    referral = part(ReferralStandingSchema)
    limits = text("What it does not say.")


class FittedOnSchema(StrictSchema):
    """What a calibration was fitted on."""

    cases = text("Which cases.")
    date = text("When, as YYYY-MM-DD.")
    knowledge = text("Version of the rules then.")


class BrierSchema(StrictSchema):
    """Brier scores (0 is perfect, 2 always wrong) of cases that the fit had not seen."""

    before = number("Without calibration.")
    after = number("With it.")


class CalibrationSchema(StrictSchema):
    """What the calibrated probabilities rest on."""

    method = word(("temperature",), "How probabilities are mapped.")
    temperature = number("Divides the log-odds; above 1 the model was too sure.")
    n = fields.Integer(required=True, metadata={"description": "Cases it was fitted on."})
    fitted_on = part(FittedOnSchema)
    brier = part(BrierSchema)
    because = text("Why it may be used, and how far.")
    statement = text("What it is not.")
