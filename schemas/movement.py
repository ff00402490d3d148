"""Which movement is it: the kinds of movement, before any diagnosis."""

from typing import ClassVar

from marshmallow import fields

from schemas.fields import StrictSchema
from schemas.parts import AvailabilitySchema, ContributionSchema, FindingRefSchema, NamedSchema
from schemas.shapes import (
    SUPPORTS,
    many,
    page,
    text,
    told_probability,
    truth,
    word,
)


class TestNameSchema(NamedSchema, AvailabilitySchema):
    """A test by name."""

    page = page()


class MovementKindSchema(StrictSchema):
    """One kind of movement with its reasons. In a contribution "condition" reads as this kind."""

    kind = text("Id of the kind.")
    label = text("Its label.")
    page = page()
    probability = told_probability("Share among the kinds, 0-1. Not calibrated on patients.")
    support = word(SUPPORTS, "The probability in a word.")
    against = many(ContributionSchema, "What speaks against it, strongest first.")
    tests = many(TestNameSchema, "Tests that would show it.")

    class Meta(StrictSchema.Meta):
        """`for` is a word of Python."""

        include: ClassVar = {"for": many(ContributionSchema, "What speaks for it, strongest first.")}


class WhichMovementSchema(StrictSchema):
    """Which kind of movement it is, from its names and the bedside signs."""

    leading = text("Id of the likeliest kind.")
    settled = truth("true: likely enough, and far enough before the next, to build on.")
    inferred = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What counts as present because the kind is settled and nobody named one."},
    )
    kinds = many(MovementKindSchema, "The four likeliest kinds.")
    settle_by = many(FindingRefSchema, "What to look for or ask to settle it, most telling first.")
    sentence = text("The same in words.")
