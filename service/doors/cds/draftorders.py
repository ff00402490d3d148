"""The draft orders of a session: medicines, and what means that somebody looks for the cause of twitching."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.doors.cds.bundles import entries_of
from service.doors.cds.ids import REFERRAL
from service.doors.fhir.canonical import own_kind
from service.doors.fhir.drugs import KINDS as MEDICINES
from service.doors.fhir.drugs import medicines_in
from service.doors.fhir.resources import (
    Pile,
    Placed,
    Resource,
    codes,
    names,
    part,
    parts,
    resolved,
    same_place,
    tail_of,
    without_version,
    word,
)
from service.doors.fhir.usable import why_unusable
from service.doors.intake import Reception

# How EHRs name these orders. Local order codes differ from site to site, and no code for them stands in the rules.
EMG = "tests/emg-ncs"
_NAMES = {
    EMG: re.compile(r"electromyogra|nerve conduction|\b(emg|ncs|eng)\b", re.IGNORECASE),
    REFERRAL: re.compile(r"neurolog", re.IGNORECASE),
}
# Services of our own list that an order of a referral may name.
NEUROLOGY = frozenset({"neurology", "paediatric-neurology", "movement-clinic", "epilepsy-clinic"})
KINDS = ("ServiceRequest",)
# Statuses of an order that is no longer, or never was, to be carried out: signing it starts nothing.
WITHDRAWN = frozenset({"on-hold", "cancelled", "stopped", "completed", "ended", "revoked", "entered-in-error"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOrders:
    """What is ordered: ids of medicines, topics such as `referral` or `tests/ck`, and the reasons as Conditions.

    `chosen`: topics among what was just selected that ask for advice. `unknown`: how many medicines no rule knows, or
    knows in part. `unread`: how many of them are not understood. `unfound`: how many selections name none of them.
    """

    medicines: tuple[str, ...]
    topics: frozenset[str]
    chosen: frozenset[str]
    reasons: tuple[Placed, ...]
    unknown: int = 0
    unread: int = 0
    unfound: int = 0


def read_orders(reception: Reception, context: Mapping[str, Any], record: Iterable[Placed] = ()) -> DraftOrders:
    """The draft orders in a context; where it names selections, medicines and advice are of those alone.

    `record`: what else may hold a Medication that an order refers to. Where no selection names an order that is there,
    all count: silence could hide what was chosen.
    """
    drafts = list(entries_of(context["draftOrders"], "/context/draftOrders"))
    selections = context.get("selections")
    chosen, unfound = _chosen(drafts, selections or ())
    every = selections is None or (unfound and unfound == len(selections))
    selected = [one for one in drafts if every or id(one) in chosen]
    judged, not_usable = _to_judge(selected)
    pile = Pile(resources=[*drafts, *(one for one in record if one.kind == "Medication")])
    found = [medicines_in(reception, pile, one.resource) for one in judged if one.kind in MEDICINES]
    asked = [_topics(reception, one.resource) for one in judged if one.kind in KINDS]
    ordered = [one for one in _to_judge(drafts)[0] if one.kind in KINDS]
    return DraftOrders(
        medicines=tuple(name for one in found for name in one.uses),
        topics=frozenset().union(*(_topics(reception, one.resource) for one in ordered)),
        chosen=frozenset().union(*asked) & {EMG, REFERRAL},
        reasons=tuple(_reasons(judged, pile)),
        unknown=sum(not one.uses or not one.whole for one in found),
        unread=not_usable,
        unfound=unfound,
    )


def _to_judge(orders: Iterable[Placed]) -> tuple[list[Placed], int]:
    """The orders that ask for something which is named already, and how many more could not be read."""
    standing = [one for one in orders if one.kind in (*MEDICINES, *KINDS) and not _is_withdrawn(one.resource)]
    named = [one for one in standing if one.kind in KINDS or _named(one)]
    usable = [one for one in named if not why_unusable(one.resource)]
    return usable, len(named) - len(usable)


def _is_withdrawn(order: Resource) -> bool:
    return order.get("doNotPerform") is True or word(order, "status") in WITHDRAWN


def _chosen(drafts: Iterable[Placed], selections: Iterable[str]) -> tuple[set[int], int]:
    """The orders that selections name: as `Type/id`, by address or, as some write, by the id; how many name none."""
    places: dict[str, list[Placed]] = {}
    for one in drafts:
        for name in {one.reference, one.url, _id(one)} - {""}:
            places.setdefault(name, []).append(one)
    chosen: set[int] = set()
    unfound = 0
    for told in selections:
        near = (places.get(name, ()) for name in {without_version(told), tail_of(without_version(told))})
        found = {id(one) for several in near for one in several if same_place(told, one) or told == _id(one)}
        chosen |= found
        unfound += not found
    return chosen, unfound


def _id(one: Placed) -> str:
    return word(one.resource, "id")


def _named(one: Placed) -> bool:
    """Whether an order names a medicine yet; some clients call while it is still being chosen."""
    return any(one.resource.get(name) for name in ("medicationCodeableConcept", "medicationReference"))


def _topics(reception: Reception, order: Resource) -> frozenset[str]:
    """What one order is about, by our own codes, by LOINC, or by its name."""
    concepts = [part(order, "code"), part(order, "performerType"), *parts(order, "orderDetail")]
    performers = [word(performer, "display") for performer in parts(order, "performer")]
    told = " ".join((*(name for concept in concepts for name in names(concept)), *performers))
    found = {topic for topic, pattern in _NAMES.items() if pattern.search(told)}
    for concept in concepts:
        found.update(_by_code(reception, concept))
    return frozenset(found)


def _by_code(reception: Reception, concept: Resource) -> Iterator[str]:
    for coding in parts(concept, "coding"):
        kind, code = own_kind(coding.get("system")), word(coding, "code")
        if kind == "services" and code in NEUROLOGY:
            yield REFERRAL
        elif kind == "tests":
            yield f"tests/{code}"
    ordered = {code for system, code in codes(concept) if system == "loinc"}
    for test in reception.knowledge.tests.values() if ordered else ():
        if not ordered.isdisjoint(test.codes.get("loinc", ())):
            yield f"tests/{test.id}"


def _reasons(orders: Iterable[Placed], pile: Pile) -> Iterator[Placed]:
    """Why something is ordered, as the problem that it is: an order for twitching tells of twitching."""
    for order in orders:
        for reason in parts(order.resource, "reasonCode"):
            yield Placed(order.pointer, {"resourceType": "Condition", "code": dict(reason)})
        for reason in parts(order.resource, "reasonReference"):
            named = resolved(pile, order.resource, word(reason, "reference"))
            told = {"resourceType": "Condition", "code": {"text": word(reason, "display")}}
            yield Placed(order.pointer, named if word(named, "resourceType") == "Condition" else told)
