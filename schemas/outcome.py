"""OperationOutcome, as far as this service writes it: how FHIR and CDS Hooks callers are told what went wrong."""

from marshmallow import fields, validate

from schemas.fields import StrictSchema
from schemas.shapes import part, text, word


class OutcomeTextSchema(StrictSchema):
    """An issue in words."""

    text = text("What is wrong and what to do. Never the value.")


class OutcomeIssueSchema(StrictSchema):
    """One fault."""

    severity = word(("fatal", "error", "warning", "information"), "How bad it is.")
    code = text("The kind of fault, of HL7's own list.")
    details = part(OutcomeTextSchema)
    diagnostics = text("The stable word for the fault, and the request id for a support desk.")
    expression = fields.List(
        fields.String(), metadata={"description": "Where, as a path into the request; not given for the whole request."}
    )


class OperationOutcomeSchema(StrictSchema):
    """Why a request could not be answered, as a FHIR resource."""

    resourceType = fields.String(required=True, validate=validate.Equal("OperationOutcome"))
    issue = fields.List(
        fields.Nested(OutcomeIssueSchema),
        required=True,
        validate=validate.Length(min=1),
        metadata={"description": "Every fault found, sorted by place."},
    )
