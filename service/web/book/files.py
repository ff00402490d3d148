"""The whole book as files that open without a server and may be printed, copied and kept."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from flask import Flask

from service.doors.book.kinds import KINDS
from service.doors.book.pages import every_entry
from service.doors.book.shelf import Book
from service.web.book.addresses import STYLES, Files
from service.web.book.render import render_entry, render_front, render_list, render_review

Render = Callable[[], str | None]

_STATIC = Path(__file__).resolve().parents[1] / "static"


def write_book(app: Flask, folder: Path) -> int:
    """Write every page below `folder`, and take away pages of entries that are gone. The number of pages."""
    written = set()
    with app.app_context():
        for name, render in plan(app.extensions["fascicle_book"]):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(render() or "", "utf-8")
            written.add(path)
    for style in STYLES:
        (folder / style).write_bytes((_STATIC / style).read_bytes())
    for path in {*folder.glob("*.html"), *(p for kind in KINDS for p in (folder / kind).glob("*.html"))} - written:
        path.unlink()
    return len(written)


def plan(book: Book) -> Iterator[tuple[str, Render]]:
    """Every file of the book: its path below the folder, and what makes its text within the app's context."""
    top, below = Files(0), Files(1)
    yield "index.html", partial(render_front, book, top)
    yield "review.html", partial(render_review, book, top)
    for kind in KINDS:
        yield f"{kind}.html", partial(render_list, book, top, kind)
    for kind, name in every_entry(book):
        yield f"{kind}/{name}.html", partial(render_entry, book, below, kind, name)
