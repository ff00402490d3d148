"""GET /knowledge…: the book, for people. No script; every page may be kept by a cache."""

from flask import Blueprint, Response, request

from service.doors.book.kinds import KINDS
from service.doors.book.shelf import Book
from service.doors.links import BOOK
from service.web.book.addresses import Served
from service.web.book.finder import Finder
from service.web.book.render import (
    LONGEST_SEARCH,
    render_entry,
    render_front,
    render_list,
    render_missing,
    render_review,
)

CACHED = "public, max-age=300"


def blueprint(book: Book) -> Blueprint:
    """The routes of the book. Nothing is made before it is asked for."""
    routes = Blueprint("book", __name__, url_prefix=BOOK)
    finder, go = Finder(book), Served()

    @routes.get("")
    def front() -> Response:
        asked = " ".join(request.args.get("q", "")[:LONGEST_SEARCH].split())
        return _cached(render_front(book, go, asked, finder.find(asked) if asked else None))

    @routes.get("/review")
    def review() -> Response:
        return _cached(render_review(book, go))

    @routes.get("/<kind>")
    def entries(kind: str) -> Response:
        text = render_list(book, go, kind)
        return _cached(text) if text else _missing(go, finder, "", kind)

    @routes.get("/<kind>/<name>")
    def entry(kind: str, name: str) -> Response:
        text = render_entry(book, go, kind, name)
        return _cached(text) if text else _missing(go, finder, kind, name)

    @routes.get("/<path:other>")
    def nowhere(other: str) -> Response:
        return _missing(go, finder, "", other)

    return routes


def _cached(text: str) -> Response:
    """A page that holds no case data, with an ETag over its bytes."""
    response = Response(text, mimetype="text/html", headers={"Cache-Control": CACHED})
    response.add_etag()
    response.make_conditional(request)
    return response


def _missing(go: Served, finder: Finder, kind: str, name: str) -> Response:
    """404 with what may have been meant. What was asked for is not repeated."""
    near = finder.near(name[:LONGEST_SEARCH], kind if kind in KINDS else None)
    return Response(render_missing(go, KINDS.get(kind), near), 404, mimetype="text/html")
