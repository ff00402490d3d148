"""Citations of one page: each source has a number, in the order of first mention, and stands in full at the end."""

from urllib.parse import urlsplit

from service.doors.book.shelf import Book
from service.doors.book.words import GRADES, QUALITIES, SEEN, spelt
from service.doors.certify import Json
from service.engine.knowledge import Certificate, Source


class Cites:
    """The sources of one page."""

    def __init__(self, book: Book) -> None:
        """No source is cited yet."""
        self._book = book
        self._numbers: dict[str, int] = {}

    def certificate(self, one: Certificate) -> Json:
        """A birth certificate with the numbers of its sources."""
        numbers = [self._numbers.setdefault(name, len(self._numbers) + 1) for name in one.sources]
        return {
            "because": one.because,
            "grade": one.grade,
            "grade_words": GRADES.get(one.grade) or spelt(one.grade),
            "cites": numbers,
        }

    def listed(self) -> list[Json]:
        """Every source cited so far, in the order of the numbers."""
        return [
            {"number": number, **describe_source(self._book, self._book.knowledge.sources[name])}
            for name, number in self._numbers.items()
        ]


def describe_source(book: Book, source: Source) -> Json:
    """A source in words."""
    seen = book.margin("sources", source.id).get("seen")
    return {
        "ref": book.ref("sources", source.id),
        "publisher": source.publisher,
        "year": source.year,
        "url": source.url,
        "href": _followable(source.url),
        "kind": spelt(source.kind),
        "quality": QUALITIES.get(source.quality) or spelt(source.quality),
        "low": source.quality == "low",
        "seen": SEEN.get(seen) if seen else None,
    }


def _followable(url: str | None) -> str | None:
    """An address that a page may link to: the web, and nothing that a browser would run."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None
