"""Neighbours: the conditions that a typical patient of one would also raise, and what tells the two apart."""

from service.doors.book.numbers import percent
from service.doors.book.shelf import Book
from service.doors.certify import Json
from service.engine.knowledge import Condition, Weight

NEAREST = 6
# Of the dangerous ones at least so many are named, however far off.
DANGEROUS = 2
APART = 3


def neighbours(book: Book, card: Condition) -> list[Json]:
    """The nearest conditions, nearest first, and the nearest dangerous ones even where others are nearer."""
    return [
        {
            "ref": book.ref("conditions", other.id),
            "grave": other.must_not_miss,
            "apart": _apart(book, card, other),
        }
        for other in _nearest(book, card)
    ]


def _nearest(book: Book, card: Condition) -> list[Condition]:
    score = {c.id: likeness(card, c) for c in book.knowledge.conditions.values() if c.id != card.id}
    ranked = [book.knowledge.conditions[name] for name in sorted(score, key=lambda name: (-score[name], name))]
    alike = [other for other in ranked if score[other.id] > 0][:NEAREST]
    grave = [other for other in ranked if other.must_not_miss][:DANGEROUS]
    return [*alike, *(other for other in grave if other not in alike)]


def likeness(card: Condition, other: Condition) -> float:
    """The points that the findings of a typical patient with `card` would give to `other`, in decibans."""
    shared = card.weights.keys() & other.weights.keys()
    return sum(_expected(card.weights[name], other.weights[name]) for name in sorted(shared))


def _expected(here: Weight, there: Weight) -> float:
    return here.frequency * there.present + (1 - here.frequency) * there.absent


def _apart(book: Book, card: Condition, other: Condition) -> list[Json]:
    """The findings that both cards give a figure and that differ most in what they say."""
    shared = sorted(card.weights.keys() & other.weights.keys())
    ordered = sorted(shared, key=lambda name: (-_gap(card.weights[name], other.weights[name]), name))
    return [
        {
            "ref": book.ref("findings", name),
            "here": percent(card.weights[name].frequency),
            "there": percent(other.weights[name].frequency),
        }
        for name in ordered[:APART]
    ]


def _gap(here: Weight, there: Weight) -> float:
    """How well a finding separates two conditions: the points it is expected to add to the right one."""
    points = (here.present - there.present) - (here.absent - there.absent)
    return (here.frequency - there.frequency) * points
