"""The front page: what the book holds, and how its numbers are to be read."""

from service.doors.book.gaps import ESTIMATE
from service.doors.book.kinds import KINDS
from service.doors.book.numbers import likelihood, signed, strength
from service.doors.book.shelf import Book
from service.doors.book.words import GRADES, GRADES_EXPLAINED
from service.doors.certify import Json

# Points that a reader meets, as examples of what they do.
_SCALE = (15.0, 10.0, 7.0, 5.0, 3.0, 1.0, 0.0, -1.0, -3.0, -5.0, -7.0, -10.0)


def front_page(book: Book) -> Json:
    """Counts by kind, the state of review, the scale of points and of grades."""
    conditions = book.knowledge.conditions.values()
    return {
        "kinds": [(kind, len(kind.entries(book.knowledge))) for kind in KINDS.values()],
        "conditions": len(conditions),
        "reviewed": sum(condition.reviewed is not None for condition in conditions),
        "share": _estimated(book),
        "scale": [{"points": signed(p), "words": likelihood(p), "strength": strength(p)} for p in _SCALE],
        "grades": [(grade, word, GRADES_EXPLAINED[grade]) for grade, word in GRADES.items()],
    }


def _estimated(book: Book) -> str:
    grades = [one.grade for kind in book.certificates.values() for found in kind.values() for one in found]
    return f"{100 * sum(grade == ESTIMATE for grade in grades) / max(len(grades), 1):.0f}\u00a0%"
