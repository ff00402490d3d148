"""The draft orders of a session: medicines, and what means that somebody looks for the cause of twitching."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.doors.cds.calling import entries_of
from service.doors.cds.ids import REFERRAL
from service.doors.fhir.canonical import own_kind
from service.doors.fhir.drugs import KINDS as MEDICINES
from service.doors.fhir.drugs import medicines_in
from service.doors.fhir.reading import Pile, Placed, Resource, codes, names, part, parts, word
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


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOrders:
    """What is ordered: ids of medicines, topics such as `referral` or `tests/ck`, and the reasons as Conditions.

    `chosen`: topics among what was just selected that ask for advice. `unknown`: how many medicines no rule knows, or
    knows in part.
    """

    medicines: tuple[str, ...]
    topics: frozenset[str]
    chosen: frozenset[str]
    reasons: tuple[Placed, ...]
    unknown: int = 0


def read_orders(reception: Reception, context: Mapping[str, Any]) -> DraftOrders:
    """The draft orders in a context; where it names selections, medicines and advice are of those alone."""
    drafts = list(entries_of(context["draftOrders"], "/context/draftOrders"))
    selections = context.get("selections")
    selected = [one for one in drafts if selections is None or _selected(one, selections)]
    pile = Pile(resources=drafts)
    found = [medicines_in(reception, pile, one.resource) for one in selected if one.kind in MEDICINES and _named(one)]
    asked = [_topics(reception, one.resource) for one in selected if one.kind in KINDS]
    return DraftOrders(
        medicines=tuple(name for one in found for name in one.uses),
        topics=frozenset().union(*(_topics(reception, one.resource) for one in drafts if one.kind in KINDS)),
        chosen=frozenset().union(*asked) & {EMG, REFERRAL},
        reasons=tuple(_reasons(selected)),
        unknown=sum(not one.uses or not one.whole for one in found),
    )


def _selected(one: Placed, selections: Any) -> bool:
    """Whether an order is among the selections, which name it as `Type/id`; some clients write the id alone."""
    return one.reference in selections or word(one.resource, "id") in selections


def _named(one: Placed) -> bool:
    """Whether an order names a medicine yet; some clients call while it is still being chosen."""
    return bool(part(one.resource, "medicationCodeableConcept") or part(one.resource, "medicationReference"))


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


def _reasons(orders: Iterable[Placed]) -> Iterator[Placed]:
    """Why something is ordered, as the problem that it is: an order for twitching tells of twitching."""
    for order in orders:
        for reason in parts(order.resource, "reasonCode"):
            yield Placed(order.pointer, {"resourceType": "Condition", "code": dict(reason)})
