"""Problem documents (RFC 9457): the one body shape of every error."""

from marshmallow import fields

from schemas.fields import StrictSchema


class FaultSchema(StrictSchema):
    """One fault of a request."""

    pointer = fields.String(required=True, metadata={"description": "RFC 6901 pointer into the request body."})
    code = fields.String(required=True, metadata={"description": "Stable word for this kind of fault."})
    detail = fields.String(required=True, metadata={"description": "What is wrong and what to do. Never the value."})


class ProblemSchema(StrictSchema):
    """Why a request could not be answered."""

    type = fields.String(required=True, metadata={"description": "URI reference naming the kind of problem."})
    title = fields.String(required=True, metadata={"description": "The kind of problem in words."})
    status = fields.Integer(required=True, metadata={"description": "The HTTP status code."})
    detail = fields.String(required=True, metadata={"description": "What happened, for a person."})
    errors = fields.List(
        fields.Nested(FaultSchema), required=True, metadata={"description": "Every fault found, sorted by place."}
    )
    request_id = fields.String(metadata={"description": "The X-Request-ID of the answer, for a support desk."})
