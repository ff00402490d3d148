"""WholeBody: a request's body comes whole, or the request is refused.

gunicorn tells a body that ends early like one that has ended. Half a form reads like a whole one with fewer facts, and
half a batch like a short one: what was lost on the way must not be taken for what nobody wrote.
"""

from collections.abc import Callable
from typing import Any

from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected


class WholeBody:
    """A stream of a request's body. Raises ClientDisconnected (400) where it ends too early or is no HTTP."""

    def __init__(self, stream: Any, length: int) -> None:
        """`length`: bytes that were announced; 0 where chunks tell their end themselves."""
        self._stream, self._missing = stream, length

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""
        try:
            piece: bytes = self._stream.read(size)
        except (ParseException, OSError):
            raise ClientDisconnected from None
        self._missing -= len(piece)
        if not piece and size and self._missing > 0:
            raise ClientDisconnected
        return piece


def whole(app: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The same app, which gets whole bodies alone."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(environ.get("CONTENT_LENGTH") or 0))
        return app(environ, start_response)

    return answer
