"""What openapi.yaml says of access: which credential opens which operation, made from the table of scopes."""

from typing import Any

from flask import Flask

from service.web.access.table import PROBES, PUBLIC, need_of
from service.web.operations import ATTRIBUTE, path_of
from service.web.outcomes import fhir_media_type

SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "An API key, an OAuth 2.0 access token (JWT), or a CDS Hooks client's own JWT, as the site has it. "
            "Where anybody on the machine may call, none is asked for."
        ),
    },
    "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "An API key."},
}
_TOLD = {
    "401": "Nobody known: no credential, or one that does not count.",
    "403": "The credential does not open this.",
    "429": "Too many calls; Retry-After says when to come back.",
}


def describe_access(app: Flask, document: dict[str, Any]) -> dict[str, Any]:
    """The description with its security schemes, and for each operation what it needs and may refuse."""
    document["components"]["securitySchemes"] = SCHEMES
    for rule in app.url_map.iter_rules():
        if hasattr(app.view_functions[rule.endpoint], ATTRIBUTE):
            verbs = document["paths"][path_of(rule)]
            for verb in verbs.keys() & {method.lower() for method in rule.methods or ()}:
                _describe(rule.endpoint, rule.rule, verbs[verb])
    return document


def _describe(endpoint: str, path: str, described: dict[str, Any]) -> None:
    need = need_of(endpoint)
    statuses = () if endpoint in PROBES else ("429",) if need == PUBLIC else ("401", "403", "429")
    # The empty one: a site may let anybody on its machine call. None at all: nothing is asked for, anywhere.
    described["security"] = [] if need == PUBLIC else [{}, {"bearer": [need]}, {"api_key": [need]}]
    fhir = fhir_media_type(path)
    schema = f"#/components/schemas/{'OperationOutcome' if fhir else 'Problem'}"
    for status in statuses:
        content = {fhir or "application/problem+json": {"schema": {"$ref": schema}}}
        described["responses"][status] = {"description": _TOLD[status], "content": content}
