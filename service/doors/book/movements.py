"""The page of a kind of movement: what it is, how common, and what each bedside sign says for and against it."""

from service.doors.book.cites import Cites
from service.doors.book.numbers import effect, percent
from service.doors.book.shelf import Book
from service.doors.certify import Json
from service.engine.knowledge import Weight
from service.engine.movementkind import MovementKind


def movement_page(book: Book, one: MovementKind, cites: Cites) -> Json:
    """A kind of movement with its names and its signs, the most telling first."""
    rules = book.knowledge.movements
    told = sorted(one.weights.values(), key=lambda w: (-max(abs(w.present), abs(w.absent)), w.finding))
    return {
        "summary": one.summary,
        "share": percent(one.share),
        "certificate": cites.certificate(one.certificate),
        "stands": book.ref("findings", one.finding) if one.finding else None,
        "signs": [_row(book, w, cites) for w in told if w.finding in rules.signs],
        "names": [_row(book, w, cites) for w in told if w.finding not in rules.signs],
        "settled_by": book.refs("findings", one.settled_by),
        "tests": book.refs("tests", one.tests),
        "probability": percent(rules.probability),
        "times": f"{rules.times:g}",
    }


def _row(book: Book, weight: Weight, cites: Cites) -> Json:
    return {
        "ref": book.ref("findings", weight.finding),
        "percent": percent(weight.frequency),
        "usual": percent(book.knowledge.findings[weight.finding].background),
        "present": effect(weight.present),
        "absent": effect(weight.absent),
        **cites.certificate(weight.certificate),
    }
