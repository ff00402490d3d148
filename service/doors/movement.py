"""Which movement is it -> JSON, with its sentence."""

from itertools import islice
from typing import Any

from service.doors.certify import certified, finding_ref
from service.doors.entries import WORTH_SAYING, Extent, contribution_line
from service.doors.links import page_of
from service.doors.overlay import availability
from service.engine.movement import SHOWN, LikelyKind, Movement
from service.engine.pack import Knowledge
from service.engine.terms import Status
from service.engine.weigh import Contribution

Json = dict[str, Any]

REASONS = 5
# In the plain answer the first kind gives so many reasons in full, the others so many in a line.
REASONS_PLAIN = 2
REASONS_IN_A_LINE = 2
IN_WORDS = 3


def report_movement(knowledge: Knowledge, movement: Movement | None, *, plain: bool = False) -> Json | None:
    """The likeliest kinds with their reasons (`plain`: the first kind's above all), and what would settle it."""
    if movement is None:
        return None
    return {
        "leading": movement.leading.kind,
        "settled": movement.settled,
        "inferred": movement.inferred,
        "kinds": [
            _kind(knowledge, one, _extent(place, plain=plain)) for place, one in enumerate(movement.kinds[:SHOWN])
        ],
        "settle_by": [finding_ref(knowledge, name) for name in movement.settle_by],
        "sentence": movement_sentence(knowledge, movement),
    }


def _extent(place: int, *, plain: bool) -> Extent:
    if not plain:
        return Extent(REASONS, 0)
    return Extent(REASONS_IN_A_LINE, 0, in_full=False) if place else Extent(REASONS_PLAIN, 0)


def _kind(knowledge: Knowledge, one: LikelyKind, extent: Extent) -> Json:
    kind = knowledge.movements.kinds[one.kind]
    pro = (c for c in one.contributions if c.points >= WORTH_SAYING)
    contra = (c for c in one.contributions if c.points <= -WORTH_SAYING)
    tell = _reason if extent.in_full else contribution_line
    return {
        "kind": kind.id,
        "label": kind.label,
        "page": page_of("movements", kind.id),
        "probability": round(one.probability, 4),
        "support": one.support,
        "for": [tell(knowledge, c) for c in islice(pro, extent.reasons)],
        "against": [tell(knowledge, c) for c in islice(contra, extent.reasons)],
        "tests": [
            {"id": test.id, "label": test.label, "page": page_of("tests", test.id), **availability(test)}
            for test in (knowledge.tests[name] for name in kind.tests)
        ],
    }


def _reason(knowledge: Knowledge, one: Contribution) -> Json:
    finding = knowledge.findings[one.finding or ""]
    percent, usual = (round(100 * (x or 0.0), 2) for x in (one.frequency, finding.background))
    return {
        "finding": finding.id,
        "combination": None,
        "label": finding.label,
        "page": page_of("findings", finding.id),
        "status": one.status.value,
        "points": round(one.points, 1),
        "percent": percent,
        "background_percent": usual,
        "sentence": (
            f"{finding.label} is {one.status.value}: expected in about {percent:.3g} % with this kind of movement, "
            f"in about {usual:.3g} % of all who present."
        ),
        **certified(one.certificate),
    }


def movement_sentence(knowledge: Knowledge, movement: Movement) -> str:
    """What the movement most likely is and why, or what would tell."""
    label = knowledge.movements.kinds[movement.leading.kind].label
    why = _because(knowledge, movement.leading)
    if movement.settled:
        said = f"The movement is most likely this: {label}{why}."
        return f"{said} Nobody named its kind, so it counts as present." if movement.inferred else said
    asked = _to_ask(knowledge, movement)
    if not movement.told:
        return f"Nothing recorded says what kind of movement it is.{asked}"
    other = knowledge.movements.kinds[movement.kinds[1].kind].label if len(movement.kinds) > 1 else None
    rival = f", or this: {other}" if other else ""
    return f"The kind of movement is not settled. It may be this: {label}{why}{rival}.{asked}"


def _because(knowledge: Knowledge, one: LikelyKind) -> str:
    pro = [c for c in one.contributions if c.points >= WORTH_SAYING][:IN_WORDS]
    labels = [f"{'no ' if c.status is Status.ABSENT else ''}{_inside(knowledge, c)}" for c in pro]
    # That it was named so is no reason to add to its name.
    named = knowledge.movements.kinds[one.kind].label.casefold()
    reasons = [label for label in labels if label.casefold() != named]
    return f" ({'; '.join(reasons)})" if reasons else ""


def _inside(knowledge: Knowledge, one: Contribution) -> str:
    label = knowledge.findings[one.finding or ""].label
    return label[:1].lower() + label[1:]


def _to_ask(knowledge: Knowledge, movement: Movement) -> str:
    questions = [knowledge.findings[name].question or "" for name in movement.settle_by[:2]]
    return f" To settle it: {' '.join(questions)}" if questions else ""
