"""The page of a source: what it is, how much of it was read, and every rule that cites it."""

from collections.abc import Iterator

from service.doors.book.cites import Cites, describe_source
from service.doors.book.kinds import KINDS
from service.doors.book.shelf import Book
from service.doors.certify import Json
from service.engine.knowledge import Source


def source_page(book: Book, one: Source, _cites: Cites) -> Json:
    """A work with the rules that cite it, by kind."""
    found = {kind: list(_citing(book, kind.path, one.id)) for kind in KINDS.values()}
    return {
        "work": describe_source(book, one),
        "cited_by": [{"title": kind.title, "rows": rows} for kind, rows in found.items() if rows],
        "gaps": _gaps(book, one),
    }


def _citing(book: Book, kind: str, source: str) -> Iterator[Json]:
    for name, certificates in book.certificates[kind].items():
        count = sum(source in certificate.sources for certificate in certificates)
        if count:
            yield {"ref": book.ref(kind, name), "count": count}


def _gaps(book: Book, one: Source) -> list[str]:
    seen = book.margin("sources", one.id).get("seen")
    gaps = []
    if seen and seen != "full_text":
        gaps.append(f"Only {'the abstract' if seen == 'abstract' else 'an excerpt'} was read, not the whole work.")
    if one.quality == "low":
        gaps.append("Its quality is low: no figure may rest on it alone.")
    if not one.url:
        gaps.append("No address is recorded.")
    return gaps
