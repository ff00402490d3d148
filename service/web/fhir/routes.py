"""/fhir: metadata, published resources, $populate and $assess."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

from flask import Blueprint, Response, request
from werkzeug.routing import BaseConverter

from service import __version__
from service.doors.faults import Note
from service.doors.fhir.bundle import bundle_of, issues, notes_in
from service.doors.fhir.enquiry import Enquiry, read_enquiry, read_record
from service.doors.fhir.frame import Frame
from service.doors.fhir.items import Item, build_items
from service.doors.fhir.publish import Json, publish, searchset
from service.doors.fhir.write_response import write_response
from service.doors.intake import Reception
from service.web.fhir import operations
from service.web.fhir.exchange import published, read_resource, resource, wanted
from service.web.observe.steps import assess, report_assessment
from service.web.operations import describe
from service.web.outcomes import expression
from service.web.problems import NotFoundError

PATH = "/fhir"


class Desk:
    """What the routes of one service share, made once: the items, and every published resource as text."""

    def __init__(self, reception: Reception, base_url: str) -> None:
        self.reception = reception
        self.tree: tuple[Item, ...] = build_items(reception.knowledge)
        self.base_url = base_url or None
        shelf = publish(reception.knowledge, self.tree, __version__, self.base_url)
        self.capability = _text(shelf.capability)
        self.shelf = shelf.resources
        self.texts = {
            kind: {name: _text(one) for name, one in several.items()} for kind, several in shelf.resources.items()
        }

    def read(self, kind: str, name: str) -> Response:
        """One resource."""
        found = self.texts.get(kind, {}).get(name)
        if found is None:
            raise NotFoundError(f"No resource has this type and id. GET {PATH}/metadata lists the types there are.")
        return published(*found)

    def search(self, kind: str) -> Response:
        """Those of a type, or the one with the canonical or the id that is asked for, whichever version."""
        if kind not in self.shelf:
            raise NotFoundError(f"Nothing of this type is published. GET {PATH}/metadata lists the types there are.")
        url, wanted_id = request.args.get("url", "").partition("|")[0], request.args.get("_id", "")
        searched = {name: value for name, value in (("url", url), ("_id", wanted_id)) if value}
        named = [one for name, one in self.shelf[kind].items() if wanted_id in ("", name)]
        found = [one for one in named if url in ("", one["url"])]
        return published(*_text(searchset(found, kind, searched, self.base_url)))

    def assess(self) -> Response:
        """The answer to a history or a record."""
        moment = datetime.now(UTC)
        wanted()
        enquiry = read_enquiry(self.reception, self.tree, read_resource(request), moment.date())
        knowledge = self.reception.knowledge
        assessment = assess(knowledge, enquiry.reading.history)
        body = report_assessment(knowledge, enquiry.reading, assessment)
        frame = Frame(
            moment=moment.isoformat(timespec="seconds"),
            seed=uuid4(),
            version=__version__,
            patient=enquiry.patient,
            basis=enquiry.basis,
            warnings=issues(_notes(enquiry, body)),
        )
        return resource(bundle_of(knowledge, body, frame))

    def populate(self) -> Response:
        """The Questionnaire, pre-filled from a record."""
        moment = datetime.now(UTC)
        chart, patient = read_record(self.reception, read_resource(request), moment.date())
        filled = write_response(
            self.reception,
            self.tree,
            chart.document,
            patient,
            authored=moment.isoformat(timespec="seconds"),
            status="in-progress",
        )
        told: list[Json] = [{"name": "response", "resource": filled}]
        if chart.notes:
            issue = issues((expression(note.pointer), note) for note in chart.notes)
            told.append({"name": "issues", "resource": {"resourceType": "OperationOutcome", "issue": issue}})
        return resource({"resourceType": "Parameters", "parameter": told})


class ResourceId(BaseConverter):
    """An id as FHIR has it. The name of an operation, such as $populate, is none."""

    regex = r"[A-Za-z0-9.-]{1,64}"


def blueprint(reception: Reception, *, base_url: str = "") -> Blueprint:
    """The routes. `base_url`: the site's public address, for the CapabilityStatement alone."""
    routes = Blueprint("fhir", __name__, url_prefix=PATH)
    desk = Desk(reception, base_url)

    routes.record_once(lambda state: state.app.url_map.converters.update(resource_id=ResourceId))

    @routes.get("/metadata")
    @describe(operations.capability())
    def metadata() -> Response:
        return published(*desk.capability)

    @routes.get("/<kind>")
    @describe(operations.search())
    def search(kind: str) -> Response:
        return desk.search(kind)

    @routes.get("/<kind>/<resource_id:name>")
    @describe(operations.read())
    def read(kind: str, name: str) -> Response:
        return desk.read(kind, name)

    @routes.post("/QuestionnaireResponse/$assess")
    @describe(operations.assess())
    def create_assessment() -> Response:
        return desk.assess()

    @routes.post("/Questionnaire/$populate")
    @describe(operations.populate("fhir/populate"))
    def populate() -> Response:
        return desk.populate()

    @routes.post("/Questionnaire/muscle-twitching/$populate")
    @describe(operations.populate("fhir/populate-record"))
    def populate_this() -> Response:
        return desk.populate()

    return routes


def _text(body: Mapping[str, object]) -> tuple[str, str]:
    """A resource as text, with the digest of it."""
    text = json.dumps(body, ensure_ascii=False)
    return text, hashlib.sha256(text.encode()).hexdigest()[:32]


def _notes(enquiry: Enquiry, body: Mapping[str, list[dict[str, str]]]) -> list[tuple[str, Note]]:
    """What was not used, read otherwise or is switched off at this site, with its place in the body as FHIRPath."""
    placed = ((enquiry.merged.place(note.pointer), note) for note in notes_in(body))
    told = ((note.pointer, note) for note in enquiry.notes)
    return [(expression(pointer), note) for pointer, note in (*told, *placed)]
