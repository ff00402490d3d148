"""The front page: what the book holds, and how its numbers are to be read."""

import math

from service.doors.book.gaps import ESTIMATE
from service.doors.book.kinds import KINDS
from service.doors.book.numbers import likelihood, signed, strength
from service.doors.book.shelf import Book
from service.doors.book.words import GRADES, GRADES_EXPLAINED
from service.doors.certify import Json

# Points that a reader meets, as examples of what they do.
_SCALE = (15.0, 10.0, 7.0, 5.0, 3.0, 1.0, 0.0, -1.0, -3.0, -5.0, -7.0, -10.0)


def front_page(book: Book) -> Json:
    """Counts by kind, the state of review, what the site changed, the scale of points and of grades."""
    conditions = book.knowledge.conditions.values()
    return {
        "kinds": [(kind, len(kind.entries(book.knowledge))) for kind in KINDS.values()],
        "conditions": len(conditions),
        "reviewed": sum(condition.reviewed is not None for condition in conditions),
        "share": _estimated(book),
        "overlay": book.knowledge.overlay,
        "scale": [{"points": signed(p), "words": likelihood(p), "strength": strength(p)} for p in _SCALE],
        "grades": [
            (grade, word, f"{GRADES_EXPLAINED[grade]}; {_width(book, grade)}") for grade, word in GRADES.items()
        ],
    }


def _width(book: Book, grade: str) -> str:
    """How far off a figure of a grade is taken to be, where an answer is asked how robust it is."""
    factor = math.exp(book.knowledge.policy.uncertainty.by_grade[grade])
    return f"in one case of three it is taken to be off by a factor of {factor:.1f} in the odds or more"


def _estimated(book: Book) -> str:
    grades = [one.grade for kind in book.certificates.values() for found in kind.values() for one in found]
    return f"{100 * sum(grade == ESTIMATE for grade in grades) / max(len(grades), 1):.0f}\u00a0%"
