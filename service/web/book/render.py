"""Page data -> HTML, by the same templates whether a page is served or written to a file."""

from flask import render_template

from service.doors.book.front import front_page
from service.doors.book.kinds import KINDS, Kind
from service.doors.book.lists import list_page
from service.doors.book.pages import entry_page
from service.doors.book.review import review_page
from service.doors.book.shelf import Book, Ref
from service.doors.certify import Json
from service.web.book.addresses import Addresses

_TEMPLATES = {kind.path: f"knowledge/{kind.noun.replace(' ', '-')}.html" for kind in KINDS.values()}
_TEMPLATES |= {"medications": "knowledge/medication.html", "analytes": "knowledge/analyte.html"}
# Letters of a search that are read; more would only slow it down.
LONGEST_SEARCH = 100


def render_entry(book: Book, go: Addresses, kind: str, name: str) -> str | None:
    """One entry's page, or None where there is no such entry."""
    page = entry_page(book, kind, name)
    return render_template(_TEMPLATES[kind], page=page, go=go, heading=page["label"]) if page else None


def render_list(book: Book, go: Addresses, kind: str) -> str | None:
    """The list of one kind, or None where there is no such kind."""
    page = list_page(book, kind)
    return render_template("knowledge/list.html", page=page, go=go, heading=KINDS[kind].title) if page else None


def render_review(book: Book, go: Addresses) -> str:
    """What awaits review."""
    return render_template("knowledge/review.html", page=review_page(book), go=go, heading="What awaits review")


def render_front(book: Book, go: Addresses, asked: str = "", found: list[Json] | None = None) -> str:
    """The front page, with what a search found."""
    page = {**front_page(book), "asked": asked, "found": found or [], "longest": LONGEST_SEARCH}
    return render_template("knowledge/front.html", page=page, go=go, heading="Knowledge")


def render_missing(go: Addresses, kind: Kind | None, near: list[Ref]) -> str:
    """There is no such page; what may have been meant."""
    page = {"of": kind, "near": near}
    return render_template("knowledge/missing.html", page=page, go=go, heading="Not found")
