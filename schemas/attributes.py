"""Source attributes of a decision support intervention: statements, use of facts about people, and what is fitted."""

from marshmallow import fields

from schemas.fields import StrictSchema
from schemas.parts import CitedSourceSchema, KnowledgeStampSchema, NamedSchema, ReviewedSchema
from schemas.shapes import GRADES, many, page, part, text, texts, truth, word

USES = ("used", "not_used")
SECTIONS = (
    "details_and_output",
    "purpose",
    "out_of_scope_use",
    "development",
    "fairness_in_development",
    "external_validation",
    "performance",
    "maintenance",
    "updates",
)


class StatementSchema(StrictSchema):
    """One of the attributes 1 to 4: a statement of whoever made the rules."""

    number = fields.Integer(required=True, metadata={"description": "Its number, 1-4."})
    id = text("Its id.")
    label = text("Its name.")
    value = text("The statement.")


class AttributeSchema(StrictSchema):
    """One of the attributes 5 to 13: whether a fact about people is used."""

    number = fields.Integer(required=True, metadata={"description": "Its number, 5-13."})
    id = text("Its id.")
    label = text("Its name.")
    use = word(USES, "Whether it can change an answer; computed from the rules.")
    how = text("How, in words.")
    findings = texts("Ids of the findings that tell it, as far as they are read.")


class PersonalAttributeSchema(AttributeSchema):
    """The same of all rules together."""

    fields_ = fields.List(
        fields.String(),
        required=True,
        data_key="fields",
        metadata={"description": "Fields of a history that tell it, as JSON pointers without places in lists."},
    )
    limits = texts("Ids of the findings whose laboratory limits differ by it.")
    rules = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        required=True,
        metadata={"description": "Ids of every rule that reads it, by kind: conditions, red-flags, screens …"},
    )


class PredictiveSchema(StrictSchema):
    """One attribute of the calibration that was fitted on cases."""

    section = word(SECTIONS, "Its section.")
    id = text("Its id.")
    value = text("What is known.")
    assessed = truth("false: nobody has looked.")


class SourceAttributesSchema(StrictSchema):
    """All source attributes of the intervention."""

    knowledge = part(KnowledgeStampSchema)
    statements = many(StatementSchema, "Attributes 1 to 4.")
    attributes = many(PersonalAttributeSchema, "Attributes 5 to 13.")
    local_findings = texts("Findings of the site's overlay, which whoever added them has to judge.")
    predictive = fields.List(
        fields.Nested(PredictiveSchema),
        required=True,
        allow_none=True,
        metadata={"description": "Of the calibration fitted on cases; null where it is switched off."},
    )


class RulePageSchema(NamedSchema):
    """A rule by name, with its page."""

    page = page()


class RuleAttributesSchema(ReviewedSchema):
    """The source attributes of one rule."""

    knowledge = part(KnowledgeStampSchema)
    kind = word(("conditions", "red-flags", "tests", "movements"), "Its kind, as in paths.")
    rule = part(RulePageSchema)
    grades = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": f"How many of its figures and reasons have each grade: {', '.join(GRADES)}."},
    )
    sources = texts("Ids of all that it rests on.")
    statements = many(StatementSchema, "Attributes 1 to 4.")
    attributes = many(AttributeSchema, "Attributes 5 to 13.")
    citations = many(CitedSourceSchema, "Every source, once.")
