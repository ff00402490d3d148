"""What POST /v1/assessments/explain takes and returns."""

from marshmallow import fields

from schemas.fields import Part, StrictSchema, Text
from schemas.intake import IntakeSchema
from schemas.parts import (
    CitedSourceSchema,
    ConditionNameSchema,
    EntrySchema,
    FindingRefSchema,
    IntendedUseSchema,
    KnowledgeStampSchema,
    LocalChangeSchema,
    NoteSchema,
    OutcomeSchema,
)
from schemas.shapes import LEVELS, many, part, probability_statement, text, texts, truth, word


class ChangedFactSchema(FindingRefSchema):
    """A fact that would have to be known."""

    status = word(("present", "absent"), "The status that it would have to have.")


class ChangedAnswerSchema(OutcomeSchema):
    """The answer after a change."""

    rank = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The condition's place then; null where not modelled."}
    )


class ChangeSchema(StrictSchema):
    """The smallest change found that reaches a goal."""

    goal = word(("first_place", "top_three", "referral"), "What the change reaches.")
    facts = many(ChangedFactSchema, "The facts.")
    then = part(ChangedAnswerSchema)


class ExplanationSchema(StrictSchema):
    """Why, or why not, one condition, modelled or not."""

    knowledge = part(KnowledgeStampSchema)
    intended_use = part(IntendedUseSchema)
    modelled = truth("Whether Fascicle models the condition asked for.")
    remedy = text("Where it does not: the nearest names that it knows.", allow_none=True)
    entry = part(EntrySchema, allow_none=True, metadata={"description": "Null where the condition is not modelled."})
    referral_level = word(LEVELS, "The referral level as it stands.")
    leader = part(ConditionNameSchema, metadata={"description": "The leading condition as it stands."})
    changes = many(ChangeSchema, "For each goal not yet met, the smallest change found.")
    not_recorded = texts("Parts of the history that were left out.")
    input_notes = many(NoteSchema, "What was normalised or not used, and what is not recorded and matters.")
    local_changes = many(LocalChangeSchema, "What the site's overlay changed here; GET /v1/about lists all of it.")
    citations = many(CitedSourceSchema, "Every source that the answer cites, once.")
    probability_statement = probability_statement()


class ExplainRequestSchema(StrictSchema):
    """A history and the condition to explain."""

    condition = Text(required=True, metadata={"description": "Id, label or synonym of a condition."})
    history = Part(IntakeSchema, required=True, metadata={"description": "As POST /v1/assessments takes it."})
