"""A note as a DocumentReference that an EHR files: text, unsigned, of a kind that EHRs take."""

from base64 import b64encode
from typing import Any

Json = dict[str, Any]

TITLE = "Muscle twitching: clinic note"
# "Progress note" is among the kinds that US Core has every server take.
_PROGRESS_NOTE = {"system": "http://loinc.org", "code": "11506-3", "display": "Progress note"}
_CLINICAL_NOTE = {
    "system": "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
    "code": "clinical-note",
    "display": "Clinical Note",
}


def document_reference(text: str, moment: str) -> Json:
    """A clinic note, `preliminary` until a clinician signs it; whose, the caller adds. `moment`: a FHIR instant."""
    attachment = {
        "contentType": "text/plain; charset=utf-8",
        "data": b64encode(text.encode()).decode(),
        "title": TITLE,
        "creation": moment,
    }
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "preliminary",
        "type": {"coding": [_PROGRESS_NOTE]},
        "category": [{"coding": [_CLINICAL_NOTE]}],
        "date": moment,
        "description": TITLE,
        "content": [{"attachment": attachment}],
    }
