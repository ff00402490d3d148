"""What the routes of /fhir do, for openapi.yaml."""

from marshmallow import Schema

from schemas.fhir import FhirBundleSchema, FhirParametersSchema, FhirRequestSchema, FhirResourceSchema
from schemas.outcome import OperationOutcomeSchema
from service.doors.fhir.publish import KINDS
from service.web.fhir.exchange import FHIR_JSON, FORMATS, JSON
from service.web.operations import Operation, Parameter

URL = Parameter(name="url", description="Canonical of the one that is wanted.", schema={"type": "string"})
ID = Parameter(name="_id", description="Id of the one that is wanted.", schema={"type": "string"})
FORMAT = Parameter(name="_format", description="Instead of Accept.", schema={"type": "string", "enum": sorted(FORMATS)})
_TYPES = " ".join(f"{kind}: {words}" for kind, words in KINDS.items())


def read() -> Operation:
    """Reading one resource."""
    return _published("One published resource", _TYPES, FhirResourceSchema, (404, 406, 500))


def search() -> Operation:
    """Searching a type."""
    description = f"All of a type, or the one with a `url` or an `_id`. {_TYPES}"
    return _published("Search published resources", description, FhirBundleSchema, (404, 406, 500), URL, ID)


def capability() -> Operation:
    """The CapabilityStatement."""
    return _published("What FHIR can be spoken here", "The CapabilityStatement.", FhirResourceSchema, (406, 500))


ASSESS = (
    "A history in, as a response to our Questionnaire, as a Bundle of the record (Patient, Condition, Medication*, "
    "Observation), or as Parameters that hold either or both. Out comes a Bundle: GuidanceResponse with what is "
    "missing, RiskAssessment, RequestGroup, draft requests, the safety net, Provenance, and "
    "an OperationOutcome of warnings."
)
POPULATE = "The record in Parameters (`context` with `name` and `content`) or a Bundle; the pre-filled response out."


def assess() -> Operation:
    """`$assess`."""
    return _operation("Assess, in FHIR", ASSESS, FhirBundleSchema, ("fhir/assess-record", "fhir/assess-response"))


def populate(example: str) -> Operation:
    """`$populate`."""
    return _operation("Pre-fill the Questionnaire", POPULATE, FhirParametersSchema, (example,))


def _published(
    summary: str, description: str, response: type[Schema], errors: tuple[int, ...], *parameters: Parameter
) -> Operation:
    return Operation(
        summary=summary,
        description=description,
        tag="fhir",
        response=response,
        media_type=FHIR_JSON,
        or_media_type=JSON,
        parameters=(*parameters, FORMAT),
        errors=errors,
        cacheable=True,
        error_schema=OperationOutcomeSchema,
        error_media_type=FHIR_JSON,
    )


def _operation(summary: str, description: str, response: type[Schema], examples: tuple[str, ...]) -> Operation:
    return Operation(
        summary=summary,
        description=description,
        tag="fhir",
        request=FhirRequestSchema,
        response=response,
        media_type=FHIR_JSON,
        or_media_type=JSON,
        examples=examples,
        parameters=(FORMAT,),
        errors=(400, 406, 413, 415, 422, 500),
        error_schema=OperationOutcomeSchema,
        error_media_type=FHIR_JSON,
    )
