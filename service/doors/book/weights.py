"""Weights as rows of a table: how common here, how common in everybody, what each status does, and why."""

from collections.abc import Iterable

from service.doors.book.cites import Cites
from service.doors.book.numbers import effect, percent
from service.doors.book.shelf import Book
from service.doors.certify import Json
from service.engine.knowledge import Condition, Weight
from service.engine.terms import GroupKind

# Members of a family that share the lowest figure are told in one line from this many on.
TOGETHER = 4


def weight_row(book: Book, card: Condition, weight: Weight, cites: Cites) -> Json:
    """One weight on a card, with its certificate."""
    patients = book.margin("conditions", card.id).get("patients", {})
    return {
        "ref": book.ref("findings", weight.finding),
        "id": weight.finding,
        **shares(book, weight),
        "patients": patients.get(weight.finding),
        **cites.certificate(weight.certificate),
    }


def shares(book: Book, weight: Weight) -> Json:
    """How common a finding is with the condition and in everybody, and what either status does.

    `absent` is None in a family of which exactly one member holds: there only the present member counts.
    """
    background = book.knowledge.findings[weight.finding].background
    return {
        "percent": percent(weight.frequency),
        "background": percent(background),
        "bar": round(100 * weight.frequency, 1),
        "mark": round(100 * background, 1),
        "present": effect(weight.present),
        "absent": effect(weight.absent) if counts_absent(book, weight.finding) else None,
    }


def counts_absent(book: Book, finding: str) -> bool:
    """Whether a finding's absence says anything by itself: not where exactly one of its family holds."""
    group = book.knowledge.group_of.get(finding)
    return group is None or group.kind is not GroupKind.EXCLUSIVE


def telling(weight: Weight) -> float:
    """How much a weight can move its condition, either way."""
    return max(abs(weight.present), abs(weight.absent))


def family_of(book: Book, finding: str) -> str | None:
    """The family (profile) that a card gives a finding in, if it belongs to one."""
    name = book.knowledge.findings[finding].group
    if name is None or book.knowledge.groups[name].kind is GroupKind.CORRELATED:
        return None
    return name


def profiles(book: Book, card: Condition, cites: Cites) -> list[Json]:
    """The families on a card, each with its members and one certificate."""
    by_family: dict[str, list[Weight]] = {}
    for weight in card.weights.values():
        family = family_of(book, weight.finding)
        if family:
            by_family.setdefault(family, []).append(weight)
    return [_profile(book, family, weights, cites) for family, weights in by_family.items()]


def _profile(book: Book, family: str, weights: list[Weight], cites: Cites) -> Json:
    group = book.knowledge.groups[family]
    exclusive = group.kind is GroupKind.EXCLUSIVE
    listed, rest = (weights, []) if exclusive else _without_tail(weights)
    ordered = listed if exclusive else sorted(listed, key=lambda w: (-w.frequency, w.finding))
    return {
        "id": family,
        "label": group.label,
        "exclusive": exclusive,
        "rows": [{"ref": book.ref("findings", w.finding), **shares(book, w)} for w in ordered],
        "rest": book.refs("findings", (w.finding for w in rest)),
        "rest_percent": percent(rest[0].frequency) if rest else None,
        **cites.certificate(weights[0].certificate),
    }


def _without_tail(weights: list[Weight]) -> tuple[list[Weight], list[Weight]]:
    """The weights above the lowest figure, and those that share it where they are many."""
    lowest = min(weight.frequency for weight in weights)
    tail = [weight for weight in weights if weight.frequency == lowest]
    if len(tail) < TOGETHER:
        return weights, []
    return [weight for weight in weights if weight.frequency > lowest], tail


def estimates(weights: Iterable[Weight]) -> list[Weight]:
    """The weights whose number is judgement alone, most telling first."""
    found = (weight for weight in weights if weight.certificate.grade == "expert_estimate")
    return sorted(found, key=lambda weight: (-telling(weight), weight.finding))
