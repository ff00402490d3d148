"""The v1 answer: what POST /v1/assessments and /explain return."""

from typing import Any, ClassVar

from marshmallow import fields

from schemas.fields import Part, StrictSchema, Text
from schemas.intake import SETTINGS, STATUSES, IntakeSchema

LEVELS = ("emergency", "urgent", "routine", "primary_care", "self_care")
PRIORITIES = ("now", "soon", "if_persists")
SUPPORTS = ("strong", "moderate", "weak", "little")
GRADES = ("guideline", "review", "cohort", "case_series", "expert_estimate")


def text(description: str, **more: Any) -> fields.String:
    """A required string."""
    return fields.String(required=True, metadata={"description": description}, **more)


def word(words: tuple[str, ...], description: str) -> fields.String:
    """A required string of a closed list."""
    return fields.String(required=True, metadata={"description": description, "enum": list(words)})


def number(description: str, **more: Any) -> fields.Float:
    """A required number."""
    return fields.Float(required=True, metadata={"description": description}, **more)


def truth(description: str) -> fields.Boolean:
    """A required boolean."""
    return fields.Boolean(required=True, metadata={"description": description})


def part(schema: type[StrictSchema], **more: Any) -> fields.Nested:
    """A required nested object."""
    return fields.Nested(schema, required=True, **more)


def many(schema: type[StrictSchema], description: str) -> fields.List[Any]:
    """A required list of objects."""
    return fields.List(fields.Nested(schema), required=True, metadata={"description": description})


def texts(description: str) -> fields.List[Any]:
    """A required list of strings."""
    return fields.List(fields.String(), required=True, metadata={"description": description})


def codes() -> fields.Dict:
    """Codes by terminology."""
    return fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        required=True,
        metadata={"description": "Codes by terminology: hpo, snomed, icd10, loinc, omim, orpha, atc, rxnorm."},
    )


class KnowledgeStampSchema(StrictSchema):
    """Which knowledge answered."""

    version = text("Version of the rules.")
    sha256 = text("SHA-256 over the rule files.")


class IntendedUseSchema(StrictSchema):
    """What the answer is for."""

    purpose = text("What it helps with.")
    user = text("Who may use it.")
    population = text("For whom.")
    limits = text("What it does not know.")
    not_for = text("What it must not be used for.")


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


class StatedFindingSchema(StrictSchema):
    """A finding with its status."""

    finding = text("Id of the finding.")
    label = text("Its label.")
    status = word(STATUSES, "Its status.")


class NamedSchema(StrictSchema):
    """Something by id and label."""

    id = text("Id.")
    label = text("Label.")


class ReasonSchema(StrictSchema):
    """One rule that set or held the referral level."""

    kind = word(
        ("red_flag", "likely_conditions", "benign_not_earned", "leading_benign", "out_of_scope"),
        "What kind of rule asked for the level.",
    )
    level = word(LEVELS, "The level that it asks for.")
    rule = fields.String(required=True, allow_none=True, metadata={"description": "Id of the red flag or condition."})
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


class RedFlagHitSchema(CertifiedSchema):
    """A red flag that fired."""

    id = text("Id of the red flag.")
    label = text("Its label.")
    level = word(LEVELS, "The floor that it sets.")
    within = text("Within what time.")
    to = part(NamedSchema, metadata={"description": "The service."})
    findings = many(StatedFindingSchema, "What made it fire.")


class ContributionSchema(CertifiedSchema):
    """What one finding adds to one condition."""

    finding = fields.String(required=True, allow_none=True, metadata={"description": "Id of the finding, or null."})
    combination = fields.String(
        required=True, allow_none=True, metadata={"description": "Id of a combination, or null."}
    )
    label = fields.String(required=True, allow_none=True, metadata={"description": "The finding's label."})
    status = word(STATUSES, "Its status in this history.")
    points = number("Decibans added: +10 makes the odds ten times as great.")
    percent = number("Percent of patients with the condition who have it.", allow_none=True)
    background_percent = number("Percent of all who present who have it.", allow_none=True)
    sentence = text("The same in words.")


class BriefContributionSchema(StrictSchema):
    """A contribution in a line."""

    finding = fields.String(required=True, allow_none=True, metadata={"description": "Id of the finding, or null."})
    label = text("The finding's label, or what the combination says.")
    status = word(STATUSES, "Its status in this history.")
    points = number("Decibans added.")


class ConditionRefSchema(NamedSchema):
    """A condition as an entry names it."""

    summary = text("What it is.")
    codes = codes()
    reviewed = fields.Dict(
        required=True, allow_none=True, metadata={"description": "Who reviewed the card and when; null: nobody yet."}
    )


class EntrySchema(StrictSchema):
    """One condition of the differential with its reasons."""

    rank = fields.Integer(required=True, metadata={"description": "Place, from 1."})
    condition = part(ConditionRefSchema)
    points = number("Prior and evidence, decibans.")
    probability = number("Share of the odds within the pack, 0-1. Not calibrated on patients.")
    support = word(SUPPORTS, "The probability in a word.")
    must_not_miss = truth("Dangerous if missed.")
    benign = truth("A reassuring label.")
    referral_level = word(LEVELS, "Where this condition would be sent.")
    against = many(ContributionSchema, "What speaks against it, strongest first.")

    class Meta(StrictSchema.Meta):
        """`for` is a word of Python, `unknown` a setting of marshmallow's."""

        include: ClassVar = {
            "for": many(ContributionSchema, "What speaks for it, strongest first."),
            "unknown": many(FindingRefSchema, "Its most telling findings that are not known."),
        }


class DangerousSchema(StrictSchema):
    """A dangerous condition that the evidence does not make implausible."""

    condition = part(NamedSchema)
    rank = fields.Integer(required=True, metadata={"description": "Place in the whole ranking."})
    points = number("Prior and evidence, decibans.")
    probability = number("Share of the odds, 0-1.")
    support = word(SUPPORTS, "The probability in a word.")
    referral_level = word(LEVELS, "Where this condition would be sent.")
    ask = many(FindingRefSchema, "What to ask or look for.")

    class Meta(StrictSchema.Meta):
        """`for` is a word of Python."""

        include: ClassVar = {"for": many(BriefContributionSchema, "What speaks for it, strongest first.")}


class CodedNameSchema(NamedSchema):
    """Something by id and label, with codes."""

    codes = codes()


class IndicationSchema(CertifiedSchema):
    """Why a test is suggested."""

    kind = word(("condition", "red_flag"), "What kind of rule asks for it.")
    rule = text("Id of the rule.")
    label = text("Label of the rule.")


class SuggestedTestSchema(StrictSchema):
    """A suggested test."""

    test = part(CodedNameSchema)
    priority = word(PRIORITIES, "How soon.")
    indication = text("When it is worth doing.")
    avoid_when = fields.String(required=True, allow_none=True, metadata={"description": "When not to do it."})
    result_known = truth("The history already holds its result.")
    because = many(IndicationSchema, "The rules that ask for it.")


class OutcomeSchema(StrictSchema):
    """The answer with one more fact."""

    level = word(LEVELS, "The referral level then.")
    leader = part(NamedSchema, metadata={"description": "The leading condition then."})


class NextQuestionSchema(FindingRefSchema):
    """An unknown finding worth asking."""

    chance_present = number("How likely it is to be present, 0-1.")
    referral_change = number("Expected change of the referral level, in levels.")
    ranking_change = number("Expected change of the probabilities: 0 none, 1 complete.")
    because = text("Why to ask.")
    if_present = part(OutcomeSchema)
    if_absent = part(OutcomeSchema)


class SafetyNetSchema(StrictSchema):
    """What to come back for."""

    text = text("In words for a patient.")
    when = word(("emergency", "urgent", "routine"), "How fast to come back.")


class NoteSchema(StrictSchema):
    """What was normalised or not used."""

    pointer = text("Where in the request.")
    code = text("Stable word for the kind of note.")
    detail = text("In words.")


class ReadFindingSchema(StatedFindingSchema):
    """What the history was taken to mean."""

    origin = word(("stated", "derived", "result", "screen", "implied"), "How the status came about.")
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
    input_notes = many(NoteSchema, "What was normalised, or not recognised and not used.")
    evidence = many(ReadFindingSchema, "What the history settles, without what follows by is-a alone.")
    citations = many(CitedSourceSchema, "Every source that the answer cites, once.")


class ChangedFactSchema(FindingRefSchema):
    """A fact that would have to be known."""

    status = word(("present", "absent"), "The status that it would have to have.")


class ChangedAnswerSchema(OutcomeSchema):
    """The answer after a change."""

    rank = fields.Integer(required=True, metadata={"description": "The condition's place then."})


class ChangeSchema(StrictSchema):
    """The smallest change found that reaches a goal."""

    goal = word(("first_place", "top_three", "referral"), "What the change reaches.")
    facts = many(ChangedFactSchema, "The facts.")
    then = part(ChangedAnswerSchema)


class ExplanationSchema(StrictSchema):
    """Why, or why not, one condition."""

    knowledge = part(KnowledgeStampSchema)
    intended_use = part(IntendedUseSchema)
    entry = part(EntrySchema)
    referral_level = word(LEVELS, "The referral level as it stands.")
    leader = part(NamedSchema, metadata={"description": "The leading condition as it stands."})
    changes = many(ChangeSchema, "For each goal not yet met, the smallest change found.")
    not_recorded = texts("Parts of the history that were left out.")
    input_notes = many(NoteSchema, "What was normalised, or not recognised and not used.")
    citations = many(CitedSourceSchema, "Every source that the answer cites, once.")


class ExplainRequestSchema(StrictSchema):
    """A history and the condition to explain."""

    condition = Text(required=True, metadata={"description": "Id, label or synonym of a condition."})
    history = Part(IntakeSchema, required=True, metadata={"description": "As POST /v1/assessments takes it."})
