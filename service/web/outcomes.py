"""Errors for callers that speak FHIR: the problem of a request as an OperationOutcome instead of a problem document."""

import json
import re
from http import HTTPStatus

from service.doors.faults import Fault

# Where callers speak FHIR, and under which name they take it. CDS Hooks labels all its bodies as plain JSON.
_MEDIA_TYPES = {"/fhir": "application/fhir+json", "/cds-services": "application/json"}

# Words of http://hl7.org/fhir/issue-type.
_CODES = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    412: "incomplete",
    413: "too-long",
    415: "not-supported",
    422: "invalid",
    429: "throttled",
    503: "transient",
}
_FAULT_CODES = {
    "required": "required",
    "null": "required",
    "wrong_type": "structure",
    "unknown_field": "structure",
    "unknown_value": "code-invalid",
    "contradiction": "business-rule",
    "prefetch_needed": "required",
}
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def fhir_media_type(path: str) -> str | None:
    """The media type in which errors at a path go out as an OperationOutcome; None: as a problem document."""
    for start, media_type in _MEDIA_TYPES.items():
        if path == start or path.startswith(f"{start}/"):
            return media_type
    return None


def outcome_text(status: int, detail: str, faults: list[Fault] | None = None, request_id: str = "") -> str:
    """An OperationOutcome as JSON text: one issue for each fault, or one for the whole request."""
    words = HTTPStatus(status).phrase.lower().replace(" ", "_")
    found = faults or [Fault("", words, detail or HTTPStatus(status).phrase)]
    return json.dumps({"resourceType": "OperationOutcome", "issue": [_issue(status, f, request_id) for f in found]})


def _issue(status: int, fault: Fault, request_id: str) -> dict[str, object]:
    code = _FAULT_CODES.get(fault.code) or _CODES.get(status) or ("exception" if status >= 500 else "processing")
    told = f"{fault.code}; request id {request_id}" if request_id else fault.code
    where: dict[str, object] = {"expression": [expression(fault.pointer)]} if fault.pointer else {}
    return {"severity": "error", "code": code, "details": {"text": fault.detail}, "diagnostics": told, **where}


def expression(pointer: str) -> str:
    """An RFC 6901 pointer as a FHIRPath into the request: `/context/conditions/0` -> `context.conditions[0]`."""
    made = ""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if name.isdecimal():
            made += f"[{name}]"
        else:
            quoted = name if _NAME.fullmatch(name) else "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
            made += f".{quoted}"
    return made.lstrip(".")
