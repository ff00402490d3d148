"""answer(desk, service, call, day) -> cards: the one way in for a call of a hook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.doors.cds.calling import Received, entries_of, read_call
from service.doors.cds.cards import advice_card, drafts_of
from service.doors.cds.desk import Desk
from service.doors.cds.detail import advice_detail
from service.doors.cds.draftorders import DraftOrders, read_orders
from service.doors.cds.medicines import known_medicines, medicine_cards, taken_lines
from service.doors.cds.relevance import twitches
from service.doors.cds.services import Service
from service.doors.faults import Fault, InvalidHistoryError
from service.doors.fhir.chart import Chart, read_chart
from service.doors.intake import Reading, contradiction_faults, read_history
from service.doors.report import report_assessment
from service.engine.assess import Assessment, assess
from service.engine.evidence import ContradictionError

Json = dict[str, Any]

EXTENSION = "example.fascicle.prefetch"
NOTHING_ORDERED = DraftOrders(medicines=(), topics=frozenset(), chosen=frozenset(), reasons=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The response to a call, and the referral level of its advice, if it gives any."""

    body: Json
    level: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A patient who twitches: the record as read, and what says so."""

    received: Received
    chart: Chart
    findings: tuple[str, ...]
    ordered: DraftOrders
    today: date


def answer(desk: Desk, service: Service, document: Any, today: date) -> Answer:
    """The cards for a call. Raises CallError, PrefetchNeededError and InvalidHistoryError; ages count to `today`."""
    received = read_call(service, document)
    context = received.context
    ordered = read_orders(desk.reception, context) if "draftOrders" in service.needs else NOTHING_ORDERED
    added = tuple(entries_of(context["conditions"])) if "conditions" in service.needs else ()
    if _nothing_asked(desk, service, ordered, added, today):
        return _answered(received, [], None)
    chart = read_chart(desk.reception, (*received.resources, *added, *ordered.reasons), today)
    findings = twitches(desk.reception, desk.wanted, chart.document)
    if not findings and not any(chart.document.get(part) for part in ("movement", "sites")):
        return _answered(received, [], None)
    case = _Case(received=received, chart=chart, findings=findings, ordered=ordered, today=today)
    cards = medicine_cards(desk, list(ordered.medicines), findings)
    if "draftOrders" in service.needs and not ordered.chosen:
        return _answered(received, cards, None)
    body = _assessed(desk, chart)
    if not body["in_scope"] and not body["red_flags"]:
        return _answered(received, cards, None)
    return _answered(received, [_advice(desk, case, body), *cards], body["referral"]["level"])


def _nothing_asked(desk: Desk, service: Service, ordered: DraftOrders, added: tuple[Any, ...], today: date) -> bool:
    """Whether the event itself has nothing to do with twitching, whatever the record holds."""
    if "conditions" in service.needs:
        return not twitches(desk.reception, desk.wanted, read_chart(desk.reception, added, today).document)
    return "draftOrders" in service.needs and not ordered.medicines and not ordered.chosen


def _advice(desk: Desk, case: _Case, body: Mapping[str, Any]) -> Json:
    """The advice card."""
    taken = taken_lines(desk, known_medicines(desk, case.chart.document), case.findings)
    detail = advice_detail(desk, body, taken, case.received.missing, case.received.partly)
    drafts = drafts_of(body, case.received.patient, case.today.isoformat(), case.ordered.topics)
    labels = [desk.knowledge.findings[name].label for name in case.findings]
    subject = labels[0] if labels else "Muscle twitching"
    return advice_card(desk, body, subject=subject, detail=detail, drafts=drafts)


def _assessed(desk: Desk, chart: Chart) -> Mapping[str, Any]:
    """The answer of v1 to a record."""
    try:
        reading = read_history(desk.reception, dict(chart.document))
        assessment = _assess(desk, reading)
    except InvalidHistoryError as error:
        raise _in_the_record(chart, error) from None
    return report_assessment(desk.knowledge, reading, assessment, plain=True)


def _assess(desk: Desk, reading: Reading) -> Assessment:
    try:
        return assess(desk.knowledge, reading.history)
    except ContradictionError as error:
        raise contradiction_faults(desk.knowledge, reading.history, error) from None


def _in_the_record(chart: Chart, error: InvalidHistoryError) -> InvalidHistoryError:
    """The faults of a record, each with the resource that it came from instead of a place in what we made of it."""
    return InvalidHistoryError([_told(chart, fault) for fault in error.faults])


def _told(chart: Chart, fault: Fault) -> Fault:
    start = next((at for at in chart.sources if fault.pointer == at or fault.pointer.startswith(f"{at}/")), None)
    where = f" It was read from a {chart.sources[start].partition('/')[0]}." if start else ""
    return Fault("", fault.code, fault.detail + where)


def _answered(received: Received, cards: list[Json], level: str | None) -> Answer:
    """The response; it says what the client did not or could not send, so that no cards is not taken for no cause."""
    short = {"missing": list(received.missing), "partly": list(received.partly)}
    told = {name: keys for name, keys in short.items() if keys}
    more = {"extension": {EXTENSION: told}} if told else {}
    return Answer(body={"cards": cards, **more}, level=level)
