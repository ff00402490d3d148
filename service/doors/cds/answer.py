"""answer(desk, service, call, day) -> cards: the one way in for a call of a hook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from service.doors.cds.bundles import entries_of
from service.doors.cds.cards import advice_card, drafts_of, subject_of
from service.doors.cds.desk import Desk
from service.doors.cds.detail import advice_detail, switched_off, unseen_lines
from service.doors.cds.draftorders import DraftOrders, read_orders
from service.doors.cds.medicines import can_matter, known_medicines, medicine_cards, taken_lines
from service.doors.cds.record import Record, mentions, outdated, read_record
from service.doors.cds.request import PrefetchNeededError, Received, read_call, refuse_others, with_more
from service.doors.cds.services import Service
from service.doors.entries import Fullness
from service.doors.fhir.resources import Placed
from service.doors.fhir.usable import why_unusable
from service.doors.report import report_assessment
from service.engine.assess import assess

Json = dict[str, Any]
# What the call's FHIR server has of the prefetch keys that fell short, by key.
Ask = Callable[[Received], Mapping[str, Any]]

ADDED = "/context/conditions"
EXTENSION = "example.fascicle.prefetch"
EVENT = "example.fascicle.event"
ORDERED = "example.fascicle.orders"
NOTHING_ORDERED = DraftOrders(medicines=(), topics=frozenset(), chosen=frozenset(), reasons=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The response to a call, and the referral level of its advice, if it gives any."""

    body: Json
    level: str | None


def answer(desk: Desk, service: Service, document: Any, today: date, ask: Ask) -> Answer:
    """The cards for a call. Raises CallError, PrefetchNeededError and InvalidHistoryError; ages count to `today`."""
    received = read_call(service, document, desk.servers)
    if received.has_patient or not received.server:
        refuse_others(service, received)
    ordered, added = _event(desk, service, received)
    if _nothing_asked(desk, service, ordered, added, today):
        return _answered(received, ordered, [], None)
    received = _completed(received, ask)
    refuse_others(service, received)
    received = replace(received, outdated=outdated(received.resources, today))
    record = read_record(desk, (*received.resources, *added, *ordered.reasons), today)
    if record is None:
        return _answered(received, ordered, [], None)
    cards = medicine_cards(desk, ordered.medicines, record.findings)
    if "draftOrders" in service.needs and not ordered.chosen:
        return _answered(received, ordered, cards, None)
    return _advised(desk, received, record, ordered, today, cards)


def _event(desk: Desk, service: Service, received: Received) -> tuple[DraftOrders, tuple[Placed, ...]]:
    """What has just happened: the orders in the making, and the problems just added."""
    if "draftOrders" in service.needs:
        return read_orders(desk.reception, received.context, received.resources), ()
    if "conditions" in service.needs:
        added = tuple(one for one in entries_of(received.context["conditions"], ADDED) if one.kind == "Condition")
        return replace(NOTHING_ORDERED, unread=sum(bool(why_unusable(one.resource)) for one in added)), added
    return NOTHING_ORDERED, ()


def _completed(received: Received, ask: Ask) -> Received:
    """The call with what its FHIR server had of the rest, if it names one that may be asked."""
    if received.server and (received.missing or received.partly):
        received = with_more(received, ask(received))
    if not received.has_patient:
        raise PrefetchNeededError
    return received


def _nothing_asked(desk: Desk, service: Service, ordered: DraftOrders, added: tuple[Placed, ...], today: date) -> bool:
    """Whether the event itself has nothing to do with twitching, whatever the record holds."""
    if "conditions" in service.needs:
        return not mentions(desk, added, today)
    return "draftOrders" in service.needs and not ordered.chosen and not can_matter(desk, ordered.medicines)


def _advised(
    desk: Desk, received: Received, record: Record, ordered: DraftOrders, today: date, cards: list[Json]
) -> Answer:
    """The advice first, then the other cards; none where nothing moves and nothing is alarming."""
    reading = record.enquiry.reading
    body = report_assessment(desk.knowledge, reading, assess(desk.knowledge, reading.history), Fullness.BRIEF)
    if not body["in_scope"] and not body["red_flags"] and not switched_off(body):
        return _answered(received, ordered, cards, None)
    taken = taken_lines(desk, known_medicines(desk, record.document), record.findings)
    unseen = (*unseen_lines(received, record), *record.remarks)
    card = advice_card(
        desk,
        body,
        subject=subject_of(desk, record.findings),
        detail=advice_detail(desk, body, taken, unseen),
        drafts=drafts_of(body, received.patient, today.isoformat(), ordered.topics),
    )
    return _answered(received, ordered, [card, *cards], body["referral"]["level"])


def _answered(received: Received, ordered: DraftOrders, cards: list[Json], level: str | None) -> Answer:
    """The response; it says what was not sent and not known, so that no cards is not taken for no cause."""
    short = {
        "missing": received.missing,
        "partly": received.partly,
        "of_another_patient": received.others,
        "not_read": received.unread,
        "out_of_date": received.outdated,
    }
    event = {"not_read": ordered.unread, "selections_not_found": ordered.unfound}
    told = {
        EXTENSION: {name: list(keys) for name, keys in short.items() if keys},
        EVENT: {name: count for name, count in event.items() if count},
        ORDERED: {"medicines_not_known": ordered.unknown} if ordered.unknown else {},
    }
    extension = {name: value for name, value in told.items() if value}
    return Answer(body={"cards": cards, **({"extension": extension} if extension else {})}, level=level)
