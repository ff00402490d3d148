"""What the service says of itself: what runs, made by whom, for what, and whether it is well."""

from marshmallow import fields

from schemas.fields import StrictSchema
from schemas.parts import IntendedUseSchema, KnowledgeStampSchema, LocalChangeSchema
from schemas.shapes import GRADES, many, maybe_part, part, text, word


class OverlaySchema(StrictSchema):
    """What a site laid over the rules."""

    id = text("Id.")
    site = text("Whose it is.")
    version = text("Its version.")
    date = text("Its day.")
    because = text("Why there is one.")
    sha256 = text("SHA-256 over its files.")
    changes = many(LocalChangeSchema, "Every change.")


class AboutSchema(StrictSchema):
    """What is running, made by whom, for what."""

    service = text("Name of the service.")
    version = text("Version of the code.")
    knowledge = part(KnowledgeStampSchema)
    released = text("When the knowledge was released.")
    developer = text("Who develops it.")
    regulatory_status = text("What it is in law.")
    intended_use = part(IntendedUseSchema)
    overlay = maybe_part(OverlaySchema, "What the site laid over the rules; null: nothing.")
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    reviewed_conditions = fields.Integer(
        required=True, metadata={"description": "Cards that a named clinician has reviewed."}
    )
    grades = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": f"How many weights have each grade: {', '.join(GRADES)}."},
    )


class HealthSchema(StrictSchema):
    """Whether the service can do its work."""

    status = word(("ok", "failing"), "ok or failing.")
    checks = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
