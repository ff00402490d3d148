"""What POST /v1/assessments/batch answers, one line of NDJSON for each line sent, and a last one that sums up."""

from marshmallow import fields

from schemas.assessment import AssessmentSchema
from schemas.fields import StrictSchema
from schemas.parts import IntendedUseSchema
from schemas.problem import ProblemSchema
from schemas.shapes import LEVELS, many, number, text, texts, truth, word


class _LineSchema(StrictSchema):
    """What every line has. A last line sums up: it has `end` and no number, and without it the batch was cut off."""

    line = fields.Integer(metadata={"description": "Number of the line sent, from 1; empty lines count too."})
    status = fields.Integer(metadata={"description": "What the line would have got by itself: 200, 400, 413 …"})
    problem = fields.Nested(ProblemSchema, metadata={"description": "Where the status is not 200."})


class EndSchema(StrictSchema):
    """The last line's sum."""

    answered = fields.Integer(required=True, metadata={"description": "Lines with an answer."})
    refused = fields.Integer(required=True, metadata={"description": "Lines with a problem."})
    complete = truth("false: the lines after the last one answered were not read; send them as another batch.")


class BatchLineSchema(_LineSchema):
    """One line: the answer to a history, or its problem; or the end."""

    answer = fields.Nested(AssessmentSchema, metadata={"description": "Where the status is 200."})
    end = fields.Nested(EndSchema)


class RankedSchema(StrictSchema):
    """A place of the ranking."""

    condition = text("Id of the condition.")
    points = number("Prior and evidence, decibans.")
    probability = number("Share of the odds within the pack, 0-1. Not calibrated on patients.")


class ScoresSchema(StrictSchema):
    """The referral level and the first places, without reasons."""

    in_scope = truth("false: nothing moves, so nothing was ranked.")
    level = word(LEVELS, "The referral level.")
    red_flags = fields.List(
        fields.String(), required=True, metadata={"description": "Ids of the red flags that fired."}
    )
    withdrawn = texts("Ids of the red flags that would have fired, had the site not withdrawn them.")
    first = many(RankedSchema, "The first five conditions.")


class ScoresLineSchema(_LineSchema):
    """One line: level and first places for a history, or its problem; or the end."""

    scores = fields.Nested(ScoresSchema, metadata={"description": "Where the status is 200."})
    end = fields.Nested(EndSchema)
    intended_use = fields.Nested(
        IntendedUseSchema, metadata={"description": "Beside the end: what all these levels are for, and are not."}
    )
