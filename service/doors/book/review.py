"""What no clinician has reviewed and what rests on judgement alone, counted by kind and named entry by entry."""

from collections.abc import Mapping
from typing import Any

from service.doors.book.gaps import ESTIMATE
from service.doors.book.kinds import KINDS, Kind
from service.doors.book.parts import reviewed
from service.doors.book.shelf import Book
from service.doors.certify import Json

# Works are read, not reviewed.
_REVIEWABLE = tuple(kind for kind in KINDS.values() if kind.path != "sources")
# Only these have a place for a reviewer's name; the others cannot yet say that anybody has looked at them.
_SIGNED = frozenset({"conditions", "red-flags"})


def review_page(book: Book) -> Json:
    """The counts, and for each kind the entries that await a clinician."""
    return {
        "kinds": [_kind(book, kind) for kind in _REVIEWABLE],
        "lists": [_list(book, kind) for kind in _REVIEWABLE],
        "unsuggested": book.refs("tests", (name for name in book.knowledge.tests if not book.asked_by.get(name))),
        "unweighed": book.refs("findings", (name for name in book.knowledge.findings if not book.weights_of.get(name))),
        "effectless": sum(not medicine.effects for medicine in book.knowledge.medications.values()),
    }


def review_of(book: Book, kind: str, name: str) -> Mapping[str, Any] | None:
    """Who reviewed an entry, and when; None: nobody yet."""
    entry = KINDS[kind].entries(book.knowledge)[name]
    return getattr(entry, "reviewed", None) or book.margin(kind, name).get("reviewed")


def _kind(book: Book, kind: Kind) -> Json:
    names = kind.entries(book.knowledge)
    done = sum(review_of(book, kind.path, name) is not None for name in names)
    grades = [one.grade for found in book.certificates[kind.path].values() for one in found]
    guessed = sum(grade == ESTIMATE for grade in grades)
    return {
        "of": kind,
        "entries": len(names),
        "signed": kind.path in _SIGNED,
        "reviewed": done,
        "waiting": len(names) - done,
        "figures": len(grades),
        "estimates": guessed,
        "share": f"{100 * guessed / len(grades):.0f}\u00a0%" if grades else "",
    }


def _list(book: Book, kind: Kind) -> Json:
    """The entries that wait, dangerous ones first, then those with most estimates."""
    rows = [_row(book, kind, name) for name in kind.entries(book.knowledge)]
    waiting = [row for row in rows if row["reviewed"] is None]
    return {
        "of": kind,
        "rows": sorted(waiting, key=lambda row: (not row["grave"], -row["estimates"], row["ref"].label.casefold())),
        "detailed": kind.path == "conditions",
    }


def _row(book: Book, kind: Kind, name: str) -> Json:
    found = book.certificates[kind.path][name]
    guessed = [one for one in found if one.grade == ESTIMATE]
    done = review_of(book, kind.path, name)
    return {
        "ref": book.ref(kind.path, name),
        "grave": getattr(kind.entries(book.knowledge)[name], "must_not_miss", False),
        "figures": len(found),
        "estimates": len(guessed),
        "bare": sum(not one.sources for one in guessed),
        "reviewed": reviewed(done),
    }
