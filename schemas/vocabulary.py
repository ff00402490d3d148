"""The vocabulary and the rules as GET /v1/... returns them."""

from marshmallow import fields

from schemas.fields import StrictSchema
from schemas.parts import (
    AvailabilitySchema,
    CertifiedSchema,
    CitedSourceSchema,
    KnowledgeStampSchema,
    NamedSchema,
    ReviewedSchema,
    SafetyNetSchema,
)
from schemas.shapes import (
    COSTS,
    LEVELS,
    PRIORITIES,
    codes,
    many,
    maybe_part,
    number,
    page,
    part,
    text,
    texts,
    truth,
    word,
)

KINDS = (
    "demographic",
    "course",
    "movement",
    "site",
    "symptom",
    "circumstance",
    "sign",
    "history",
    "exposure",
    "result",
)


class CitingSchema(StrictSchema):
    """An entry with its page and what it cites."""

    page = page()
    citations = many(CitedSourceSchema, "Every source that the entry cites, once.")


def maybe(description: str) -> fields.String:
    """A string that may be null."""
    return fields.String(required=True, allow_none=True, metadata={"description": description})


class FindingSchema(NamedSchema, CitingSchema):
    """One atomic observable."""

    kind = word(KINDS, "What kind of observable.")
    question = maybe("How to ask for it.")
    plain = maybe("A complaint in words for the patient.")
    synonyms = texts("Other words that are understood.")
    parents = texts("Ids of the findings that it implies.")
    group = maybe("Id of the group of findings that it travels with.")
    background_percent = number("Percent of all who present with twitching who have it.")
    background = part(CertifiedSchema, metadata={"description": "Where that figure comes from."})
    codes = codes()


class SuggestionSchema(CertifiedSchema):
    """A test that a rule asks for."""

    test = text("Id of the test.")
    priority = word(PRIORITIES, "How soon.")


class WeightSchema(CertifiedSchema):
    """How often a finding occurs in a condition, and what that is worth."""

    finding = text("Id of the finding.")
    label = text("Its label.")
    percent = number("Percent of patients with the condition who have it.")
    background_percent = number("Percent of all who present who have it.")
    points_present = number("Decibans when present.")
    points_absent = number("Decibans when absent.")


class CombinationSchema(CertifiedSchema):
    """Findings that together say more than each alone."""

    id = text("Id.")
    points = number("Decibans when it holds.")


class RequirementSchema(StrictSchema):
    """A fact that must be known before the reassuring label may stand."""

    finding = text("Id of the finding.")
    status = word(("present", "absent"), "The status that it must have.")
    because = text("Why.")


class PriorSchema(CertifiedSchema):
    """How likely before any finding, by setting."""

    tiers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    points = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)


class ConditionReferralSchema(CertifiedSchema):
    """Where the condition is sent."""

    level = word(LEVELS, "How fast.")
    to = part(NamedSchema)


class ConditionSchema(NamedSchema, CitingSchema):
    """One condition's whole card."""

    summary = text("What it is.")
    synonyms = texts("Other names.")
    category = text("What kind of cause.")
    must_not_miss = truth("Dangerous if missed.")
    benign = truth("A reassuring label.")
    reviewed = fields.Dict(
        required=True, allow_none=True, metadata={"description": "Who reviewed the card and when; null: nobody yet."}
    )
    review = text("The same in words.")
    codes = codes()
    prior = part(PriorSchema)
    referral = part(ConditionReferralSchema)
    weights = many(WeightSchema, "Every finding that it weighs.")
    combinations = many(CombinationSchema, "Syndromes.")
    earned_when = many(RequirementSchema, "What must be known before it may reassure.")
    workup = many(SuggestionSchema, "Tests.")
    safety_net = many(SafetyNetSchema, "What to come back for.")


class RedFlagSchema(ReviewedSchema, CertifiedSchema, CitingSchema):
    """A floor under the referral level."""

    id = text("Id.")
    label = text("Label.")
    level = word(LEVELS, "The floor.")
    within = text("Within what time.")
    to = part(NamedSchema)
    findings = texts("Ids of the findings that it reads.")
    workup = many(SuggestionSchema, "Tests.")


class EffortSchema(CertifiedSchema):
    """What a test takes."""

    minutes = number("Minutes of patient and staff together, without the wait for a result.")
    cost = word(COSTS, "In a word.")


class TestSchema(AvailabilitySchema, CertifiedSchema, CitingSchema):
    """A test that may be suggested."""

    __test__ = False  # not a test case, whatever pytest thinks of its name

    id = text("Id.")
    label = text("Label.")
    indication = text("When it is worth doing.")
    avoid_when = maybe("When not to do it.")
    settles = texts("Ids of the findings that its result makes known.")
    effort = maybe_part(EffortSchema, "What it takes; null where not stated.")
    codes = codes()


class EffectSchema(CertifiedSchema):
    """What a medicine can do to muscle."""

    effect = text("The effect.")
    after = word(("start", "change", "stop", "use"), "After what it comes.")
    within_days = number("Within how many days; null: at any time.", allow_none=True)


class MedicationDetailSchema(NamedSchema, CitingSchema):
    """A medicine or substance."""

    kind = word(("medicine", "substance"), "Which of the two.")
    classes = texts("Classes that rules read.")
    synonyms = texts("Other names.")
    brands = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    effects = many(EffectSchema, "Effects.")
    codes = codes()


class ScreenSchema(NamedSchema, CitingSchema):
    """A statement that stands for absent findings."""

    absent = texts("Ids of the findings that it makes absent.")
    because = text("Why it may stand for them.")


class SourceSchema(CitedSourceSchema, CitingSchema):
    """A work that rules cite."""

    kind = text("guideline, review, cohort …")
    publisher = maybe("Who published it.")


class SummarySchema(NamedSchema):
    """One line of a list."""

    href = text("Where the whole entry is.")
    page = page()


def page_schema(name: str) -> type[StrictSchema]:
    """The schema of one page of a list."""
    members = {
        "__doc__": f"One page of {name}.",
        "knowledge": part(KnowledgeStampSchema),
        "total": fields.Integer(required=True, metadata={"description": "How many match in all."}),
        "offset": fields.Integer(required=True, metadata={"description": "Where this page starts, from 0."}),
        "items": many(SummarySchema, "The entries, best match first, else by id."),
        "next": maybe("The next page, or null."),
    }
    return type(f"{name}PageSchema", (StrictSchema,), members)
