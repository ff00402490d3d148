"""What the form asks of a record and may write to it, for scripts: queries, scopes, and the resources to write."""

from collections.abc import Mapping
from typing import Any

from service.doors.cds.services import prefetch_templates
from service.doors.fhir.document_reference import document_reference
from service.doors.fhir.items import Item
from service.doors.fhir.write_response import write_response
from service.doors.form.desk import Desk, Outcome
from service.doors.form.record import write
from service.engine.pack import Knowledge

Json = dict[str, Any]

# What is read, and what may be written if the EHR allows it.
READ = ("Patient", "Condition", "MedicationRequest", "Observation")
WRITTEN = ("QuestionnaireResponse", "DocumentReference")


def queries(knowledge: Knowledge) -> Mapping[str, str]:
    """What is read of a record, by the same keys and queries as CDS Hooks clients send it."""
    asked = prefetch_templates(knowledge)
    return {key: asked[key] for key in ("patient", "conditions", "medications", "results")}


def scopes() -> Mapping[str, str]:
    """The scopes that are asked for, no more than is used: as SMART 2 writes them, and as SMART 1 did."""
    return {
        "v2": " ".join([*(f"patient/{kind}.rs" for kind in READ), *(f"patient/{kind}.c" for kind in WRITTEN)]),
        "v1": " ".join([*(f"patient/{kind}.read" for kind in READ), *(f"patient/{kind}.write" for kind in WRITTEN)]),
    }


def to_write(desk: Desk, tree: tuple[Item, ...], outcome: Outcome, moment: str, day: str) -> list[Json]:
    """The resources that a form without problems leaves in a record; whose they are, the browser adds.

    `moment`: a FHIR instant; `day`: YYYY-MM-DD to print on the note, or none.
    """
    response = write_response(desk.reception, tree, outcome.parsed.document, authored=moment)
    return [response, document_reference(write(desk.reception, outcome, "note", day).text, moment)]
