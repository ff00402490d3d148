"""One page of the book by kind and id, the lists, and the front page: the one way in for the web."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from service.doors.book.cites import Cites
from service.doors.book.conditions import condition_page
from service.doors.book.findings import finding_page
from service.doors.book.kinds import KINDS
from service.doors.book.movements import movement_page
from service.doors.book.rules import red_flag_page, test_page
from service.doors.book.shelf import Book
from service.doors.book.sources import source_page
from service.doors.book.substances import analyte_page, medication_page, screen_page
from service.doors.certify import Json

_MAKERS: Mapping[str, Callable[[Book, Any, Cites], Json]] = {
    "conditions": condition_page,
    "movements": movement_page,
    "findings": finding_page,
    "red-flags": red_flag_page,
    "tests": test_page,
    "medications": medication_page,
    "analytes": analyte_page,
    "screens": screen_page,
    "sources": source_page,
}


def entry_page(book: Book, kind: str, name: str) -> Json | None:
    """The data of one entry's page, or None where there is no such kind or entry."""
    if kind not in KINDS or name not in KINDS[kind].entries(book.knowledge):
        return None
    cites = Cites(book)
    made = _MAKERS[kind](book, KINDS[kind].entries(book.knowledge)[name], cites)
    ref = book.ref(kind, name)
    return {
        **made,
        "ref": ref,
        "id": name,
        "label": ref.label,
        "of": KINDS[kind],
        "sources": cites.listed(),
        "file": book.margin(kind, name).get("file"),
        "local": book.local(kind, name),
    }


def every_entry(book: Book) -> Iterator[tuple[str, str]]:
    """(kind, id) of every page there is of one entry."""
    for kind in KINDS.values():
        yield from ((kind.path, name) for name in kind.entries(book.knowledge))
