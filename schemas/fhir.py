"""FHIR R4 resources as far as a description needs them. What is in them the standard says, not this file."""

from marshmallow import INCLUDE, Schema, fields, validate

# What `$assess` and `$populate` may be sent.
SENT = ("QuestionnaireResponse", "Bundle", "Parameters")


class FhirResourceSchema(Schema):
    """Any FHIR R4 resource, by its type; every other member as the standard has it."""

    resourceType = fields.String(required=True, metadata={"description": "Type of the resource."})

    class Meta:
        """The standard describes the rest."""

        unknown = INCLUDE


class FhirBundleSchema(FhirResourceSchema):
    """A Bundle of resources."""

    resourceType = fields.String(required=True, validate=validate.Equal("Bundle"))
    type = fields.String(required=True, metadata={"description": "collection, or searchset for a search."})


class FhirParametersSchema(FhirResourceSchema):
    """Parameters of an operation."""

    resourceType = fields.String(required=True, validate=validate.Equal("Parameters"))


class FhirRequestSchema(FhirResourceSchema):
    """A history or a record: a QuestionnaireResponse, a Bundle, or Parameters that hold them."""

    resourceType = fields.String(
        required=True, validate=validate.OneOf(SENT), metadata={"description": "Type of the resource."}
    )
