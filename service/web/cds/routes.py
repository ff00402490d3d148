"""/cds-services: discovery, one address for each service, and feedback on what its cards came to."""

from datetime import UTC, datetime

from flask import Blueprint, Response, request

from schemas.cds import CdsFeedbackReceiptSchema, CdsFeedbackSchema, CdsRequestSchema
from schemas.cds_cards import CdsDiscoverySchema, CdsResponseSchema
from schemas.outcome import OperationOutcomeSchema
from service.doors.cds.answer import Ask
from service.doors.cds.answer import answer as answer_call
from service.doors.cds.desk import ICON, Desk, open_desk
from service.doors.cds.feedback import read_feedback
from service.doors.cds.request import CallError, PrefetchNeededError
from service.doors.cds.services import SERVICES, Service, discovery, prefetch_templates
from service.doors.intake import Reception
from service.web.assessments import answer
from service.web.body import read_json
from service.web.cds.fhir_client import Asking
from service.web.observe.events import emit, record
from service.web.observe.steps import assessed
from service.web.operations import Operation, describe
from service.web.problems import problem
from service.web.vocabulary import cached

PATH = "/cds-services"


def blueprint(
    reception: Reception, *, base_url: str = "", launch: str = "", servers: tuple[str, ...] = ()
) -> Blueprint:
    """The routes. `base_url`: the site's public address, without which no card links anywhere; `launch`: SMART path.

    `servers`: the FHIR servers that may be asked for what the prefetch of a call lacks; by default none.
    """
    routes = Blueprint("cds", __name__, url_prefix=PATH)
    desk = open_desk(reception, base_url=base_url, launch=launch, servers=servers)
    described = discovery(reception.knowledge, calls_back=bool(servers))
    ask = Asking(prefetch_templates(reception.knowledge))
    routes.register_error_handler(CallError, _bad_call)
    routes.register_error_handler(PrefetchNeededError, _prefetch_needed)

    @routes.after_app_request
    def _shown_anywhere(response: Response) -> Response:
        # The icon of a card stands in the client's page; nothing else of ours does.
        if request.path == ICON:
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    @routes.get("")
    @describe(_DISCOVERY)
    def services() -> Response:
        return cached(described)

    for service in SERVICES:
        _add_call(routes, desk, service, ask)
        _add_feedback(routes, desk, service)
    return routes


def _add_call(routes: Blueprint, desk: Desk, service: Service, ask: Ask) -> None:
    @describe(_call(service))
    def call() -> Response:
        given = answer_call(desk, service, read_json(request), datetime.now(UTC).date(), ask)
        count = len(given.body["cards"])
        if given.level:
            assessed(given.level, "primary_care")
        emit("cds_cards", service=service.id, hook=service.hook, cards=count, referral=given.level)
        return answer(given.body)

    routes.add_url_rule(f"/{service.id}", service.id, call, methods=["POST"])


def _add_feedback(routes: Blueprint, desk: Desk, service: Service) -> None:
    @describe(_feedback(service))
    def feedback() -> Response:
        outcomes = read_feedback(desk, read_json(request))
        for one in outcomes:
            shown = {"service": service.id, "card": one.card, "intervention": one.intervention}
            who = {"role": one.role, "location": one.location}
            record("cds_feedback", **shown, action=one.action, reason=one.reason, **who)
            for topic in one.accepted:
                record("cds_suggestion", service=service.id, card=one.card, intervention=topic, action=one.action)
        return answer({"received": len(outcomes)})

    routes.add_url_rule(f"/{service.id}/feedback", f"{service.id}-feedback", feedback, methods=["POST"])


def _bad_call(error: CallError) -> Response:
    count = len(error.faults)
    told = "1 fault was found" if count == 1 else f"{count} faults were found"
    return problem(400, f"{told}; no card was made. Each is listed with its place.", error.faults)


def _prefetch_needed(error: PrefetchNeededError) -> Response:
    return problem(412, error.fault.detail, [error.fault])


_DISCOVERY = Operation(
    summary="Which CDS services there are",
    description="The discovery document of CDS Hooks 2.0.1: each service with its hook and its prefetch templates.",
    tag="cds hooks",
    response=CdsDiscoverySchema,
    errors=(),
    cacheable=True,
)


def _call(service: Service) -> Operation:
    return Operation(
        summary=f"On {service.hook}",
        description=f"{service.description} No card where there is nothing to say.",
        tag="cds hooks",
        request=CdsRequestSchema,
        examples=(f"cds/{service.hook}",),
        response=CdsResponseSchema,
        errors=(400, 412, 413, 415, 422, 500),
        error_schema=OperationOutcomeSchema,
        error_media_type="application/json",
    )


def _feedback(service: Service) -> Operation:
    return Operation(
        summary=f"Feedback on cards of {service.hook}",
        description="What became of cards. Counted by rule and reason; comments are dropped unread.",
        tag="cds hooks",
        request=CdsFeedbackSchema,
        examples=("cds/feedback",),
        response=CdsFeedbackReceiptSchema,
        errors=(400, 413, 415, 500),
        error_schema=OperationOutcomeSchema,
        error_media_type="application/json",
    )
