"""Where a page's links lead: on this service, or to files beside the page."""

from typing import Protocol

from flask import request, url_for

from service.doors.links import BOOK, page_of

STYLES = ("fascicle.css", "knowledge.css")


class Addresses(Protocol):
    """What a template needs to make links."""

    served: bool

    def front(self) -> str:
        """The front page."""

    def review(self) -> str:
        """What awaits review."""

    def kind(self, path: str) -> str:
        """The list of one kind."""

    def entry(self, kind: str, name: str) -> str:
        """One entry."""

    def asset(self, name: str) -> str:
        """A style sheet."""


class Served:
    """Paths on this service, below whatever prefix it is mounted under."""

    served = True

    def front(self) -> str:
        """The front page."""
        return request.script_root + BOOK

    def review(self) -> str:
        """What awaits review."""
        return f"{request.script_root}{BOOK}/review"

    def kind(self, path: str) -> str:
        """The list of one kind."""
        return f"{request.script_root}{BOOK}/{path}"

    def entry(self, kind: str, name: str) -> str:
        """One entry."""
        return request.script_root + page_of(kind, name)

    def asset(self, name: str) -> str:
        """A style sheet."""
        return url_for("pages.static", filename=name)


class Files:
    """Relative paths between files, for a page that lies `depth` folders below the front page."""

    served = False

    def __init__(self, depth: int) -> None:
        """Nothing is looked up; a path is text."""
        self._up = "../" * depth

    def front(self) -> str:
        """The front page."""
        return f"{self._up}index.html"

    def review(self) -> str:
        """What awaits review."""
        return f"{self._up}review.html"

    def kind(self, path: str) -> str:
        """The list of one kind."""
        return f"{self._up}{path}.html"

    def entry(self, kind: str, name: str) -> str:
        """One entry."""
        return f"{self._up}{kind}/{name}.html"

    def asset(self, name: str) -> str:
        """A style sheet."""
        return f"{self._up}{name}"
