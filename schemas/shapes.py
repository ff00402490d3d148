"""Short ways to declare the fields of an answer, each required and described, and the closed words they take."""

from typing import Any

from marshmallow import fields

from schemas.fields import StrictSchema

LEVELS = ("emergency", "urgent", "routine", "primary_care", "self_care")
PRIORITIES = ("now", "soon", "if_persists")
SUPPORTS = ("strong", "moderate", "weak", "little")
CHANGES = ("add", "prior", "level", "service", "test", "limits", "names", "withdraw")
COSTS = ("none", "low", "moderate", "high")
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


def told_probability(description: str) -> fields.Float:
    """A probability, which stands only where `include` asks for it."""
    return fields.Float(metadata={"description": f"{description} Only where `include` asks for probabilities."})


def probability_statement() -> fields.String:
    """What the probabilities of an answer are and are not."""
    said = "What the probabilities are and are not; only where `include` asks for them."
    return fields.String(metadata={"description": said})


def truth(description: str) -> fields.Boolean:
    """A required boolean."""
    return fields.Boolean(required=True, metadata={"description": description})


def page(**more: Any) -> fields.String:
    """A required link to the knowledge book."""
    return text("Path of its page in the knowledge book.", **more)


def told(field: type[fields.Field[Any]], description: str, **more: Any) -> fields.Field[Any]:
    """A field that stands where the answer goes into it."""
    return field(metadata={"description": description}, **more)


def told_page() -> fields.Field[Any]:
    """A link to the knowledge book, where there is a page and the answer gives it."""
    return told(fields.String, "Path of its page in the knowledge book.", allow_none=True)


def part(schema: type[StrictSchema], **more: Any) -> fields.Nested:
    """A required nested object."""
    return fields.Nested(schema, required=True, **more)


def maybe_part(schema: type[StrictSchema], description: str) -> fields.Nested:
    """A required nested object that may be null."""
    return fields.Nested(schema, required=True, allow_none=True, metadata={"description": description})


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
        metadata={"description": "Codes by terminology: hpo, snomed, icd10, icd10cm, loinc, omim, orpha, atc, rxnorm."},
    )
