"""The v1 answer: what POST /v1/assessments returns."""

from typing import ClassVar

from marshmallow import fields

from schemas.fields import StrictSchema
from schemas.intake import SETTINGS, STATUSES
from schemas.movement import WhichMovementSchema
from schemas.parts import (
    AvailabilitySchema,
    BriefContributionSchema,
    CertifiedSchema,
    CitedSourceSchema,
    CodedNameSchema,
    ConditionNameSchema,
    EntrySchema,
    FindingRefSchema,
    IntendedUseSchema,
    KnowledgeStampSchema,
    LocalChangeSchema,
    NamedSchema,
    NoteSchema,
    OutcomeSchema,
    ReviewedSchema,
    SafetyNetSchema,
    StatedFindingSchema,
)
from schemas.raised import WouldRaiseSchema
from schemas.reliance import CalibrationSchema, CertaintySchema, RobustnessSchema
from schemas.shapes import (
    LEVELS,
    PRIORITIES,
    SUPPORTS,
    many,
    number,
    page,
    part,
    probability_statement,
    text,
    texts,
    told_page,
    told_probability,
    truth,
    word,
)
from schemas.steps import NextStepsSchema
from schemas.visits import VisitsSchema

# `inferred`: from a settled kind of movement; `change`: from the comparison with an earlier visit.
ORIGINS = ("stated", "derived", "result", "screen", "implied", "inferred", "change")


class ReasonSchema(StrictSchema):
    """One rule that set or held the referral level."""

    kind = word(
        ("red_flag", "likely_conditions", "benign_not_earned", "leading_benign", "out_of_scope"),
        "What kind of rule asked for the level.",
    )
    level = word(LEVELS, "The level that it asks for.")
    rule = fields.String(required=True, allow_none=True, metadata={"description": "Id of the red flag or condition."})
    page = page(allow_none=True)
    sentence = text("Why.")
    sources = texts("Ids of what the rule cites.")


class MissingSchema(FindingRefSchema):
    """A fact that a reassuring answer still needs."""

    needed = word(STATUSES, "The status that it needs.")
    status = word(STATUSES, "What is known now.")
    because = text("Why it is needed.")


class ReferralSchema(StrictSchema):
    """Where to, how fast, and why."""

    level = word(LEVELS, "The referral level.")
    label = text("The level in words.")
    within = text("Within what time.")
    to = part(NamedSchema, metadata={"description": "The service."})
    because = many(ReasonSchema, "Every rule that set or held the level, highest first.")
    missing = many(MissingSchema, "What must be known before self-care could be said.")
    would_raise = part(WouldRaiseSchema)


class RedFlagHitSchema(ReviewedSchema, CertifiedSchema):
    """A red flag that fired."""

    id = text("Id of the red flag.")
    label = text("Its label.")
    page = page()
    level = word(LEVELS, "The floor that it sets.")
    within = text("Within what time.")
    to = part(NamedSchema, metadata={"description": "The service."})
    findings = many(StatedFindingSchema, "What made it fire.")


class DangerousSchema(StrictSchema):
    """A dangerous condition that the evidence does not make implausible."""

    condition = part(ConditionNameSchema)
    rank = fields.Integer(required=True, metadata={"description": "Place in the whole ranking."})
    points = number("Prior and evidence, decibans.")
    probability = told_probability("Share of the odds, 0-1.")
    support = word(SUPPORTS, "The probability in a word.")
    referral_level = word(LEVELS, "Where this condition would be sent.")
    ask = fields.List(
        fields.Nested(FindingRefSchema), metadata={"description": "What to ask or look for; first entries only."}
    )

    class Meta(StrictSchema.Meta):
        """`for` is a word of Python."""

        include: ClassVar = {
            "for": fields.List(
                fields.Nested(BriefContributionSchema),
                metadata={"description": "What speaks for it, strongest first; first entries only."},
            )
        }


class IndicationSchema(CertifiedSchema):
    """Why a test is suggested."""

    kind = word(("condition", "red_flag"), "What kind of rule asks for it.")
    rule = text("Id of the rule.")
    label = text("Label of the rule.")
    page = page()


class SuggestedTestSchema(AvailabilitySchema):
    """A suggested test."""

    test = part(CodedNameSchema)
    priority = word(PRIORITIES, "How soon.")
    indication = text("When it is worth doing.")
    avoid_when = fields.String(required=True, allow_none=True, metadata={"description": "When not to do it."})
    result_known = truth("The history already holds its result.")
    because = many(IndicationSchema, "The rules that ask for it.")


class NextQuestionSchema(FindingRefSchema):
    """An unknown finding worth asking."""

    chance_present = number("How likely it is to be present, 0-1.")
    referral_change = number("Expected change of the referral level, in levels.")
    ranking_change = number("Expected change of the probabilities: 0 none, 1 complete.")
    because = text("Why to ask.")
    if_present = part(OutcomeSchema)
    if_absent = part(OutcomeSchema)


class ReadFindingSchema(StrictSchema):
    """What the history was taken to mean."""

    finding = text("Id of the finding.")
    label = text("Its label.")
    page = told_page()
    status = word(STATUSES, "Its status.")
    origin = word(ORIGINS, "How the status came about.")
    pointer = text("Where it came from.")


class AssessmentSchema(StrictSchema):
    """The whole answer to a history."""

    knowledge = part(KnowledgeStampSchema)
    intended_use = part(IntendedUseSchema)
    setting = word(SETTINGS, "Whose priors were used.")
    in_scope = truth("false: no twitching, jerking, cramp or spasm at all; nothing was ranked.")
    referral = part(ReferralSchema)
    red_flags = many(RedFlagHitSchema, "Red flags that fired.")
    differential = many(EntrySchema, "The conditions, most likely first.")
    must_not_miss = many(DangerousSchema, "Dangerous conditions that the evidence does not make implausible.")
    workup = many(SuggestedTestSchema, "Suggested tests, soonest first.")
    next_questions = many(NextQuestionSchema, "What to ask next, most telling first.")
    safety_net = many(SafetyNetSchema, "What to come back for.")
    not_recorded = texts("Parts of the history that were left out.")
    input_notes = many(NoteSchema, "What was normalised or not used, and what is not recorded and matters.")
    evidence = many(ReadFindingSchema, "What the history settles, without what follows by is-a alone.")
    local_changes = many(LocalChangeSchema, "Changes of the site's overlay to any rule that this answer shows.")
    citations = many(CitedSourceSchema, "Every source that the answer cites, once.")
    movement = fields.Nested(
        WhichMovementSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Which kind of movement it is, before any diagnosis; null where nothing moves."},
    )
    change = fields.Nested(
        VisitsSchema,
        required=True,
        allow_none=True,
        metadata={"description": "What changed since the earlier visit; null where none was sent."},
    )
    certainty = part(CertaintySchema)
    probability_statement = probability_statement()
    next_steps = fields.Nested(
        NextStepsSchema,
        allow_none=True,
        metadata={"description": "Only where `include` asks for it; null where nothing was ranked."},
    )
    robustness = fields.Nested(
        RobustnessSchema,
        allow_none=True,
        metadata={"description": "Only where `include` asks for it; null where nothing was ranked."},
    )
    calibration = fields.Nested(
        CalibrationSchema, metadata={"description": "Only where `include` asks for it and the service gives it."}
    )
