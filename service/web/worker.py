"""DiscreetWorker: what gunicorn answers and logs when a request does not get as far as the app; and long answers.

As it comes, gunicorn quotes a malformed request line or header in its log and in an HTML answer; either may hold what
was written about a patient. Here the log names the kind of error alone, and the answer is a problem document.
"""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from time import monotonic
from typing import Any

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.sync import SyncWorker
from werkzeug.wsgi import ClosingIterator, FileWrapper

from service.web.incoming import whole
from service.web.observe.requests import count
from service.web.problems import problem_text

# So long may an answer of many parts take, as long as part follows part. After that the time limit of gunicorn holds.
LONGEST_ANSWER_SECONDS = 300.0


class DiscreetWorker(SyncWorker):
    """gunicorn's sync worker, keeping to itself what callers sent, and alive while a long answer still comes."""

    wsgi: Any

    def load_wsgi(self) -> None:
        """Load the app: it gets whole bodies, and each part of its answers tells the master that the worker lives."""
        super().load_wsgi()
        self.wsgi = alive(whole(self.wsgi), self.notify)

    def handle_error(self, req: object, client: Any, addr: object, exc: BaseException) -> None:
        """Log the kind of error and answer it; a caller who has gone is left alone."""
        status = status_of(exc)
        tell = self.log.error if status >= HTTPStatus.INTERNAL_SERVER_ERROR else self.log.warning
        tell("request not answered by the app: %s", type(exc).__name__)
        count("none", "OTHER", status)
        try:
            write_nonblock(client, reply(status))
        except OSError as error:
            self.log.info("nobody took the answer: %s", type(error).__name__)


def alive(app: Callable[[Any, Any], Any], notify: Callable[[], None]) -> Callable[[Any, Any], Any]:
    """The same app, which calls `notify` after each part of an answer until that has taken too long."""

    def answer(environ: Any, start_response: Any) -> Any:
        started = monotonic()
        parts = app(environ, start_response)
        if isinstance(parts, FileWrapper):
            return parts
        return ClosingIterator(_notifying(parts, notify, started), getattr(parts, "close", None))

    return answer


def _notifying(parts: Iterable[bytes], notify: Callable[[], None], started: float) -> Iterator[bytes]:
    for part in parts:
        yield part
        if monotonic() - started < LONGEST_ANSWER_SECONDS:
            notify()


def status_of(error: BaseException) -> HTTPStatus:
    """The status for an error outside the app: the request's fault where it is not HTTP, else ours."""
    if isinstance(error, LimitRequestLine):
        return HTTPStatus.REQUEST_URI_TOO_LONG
    if isinstance(error, LimitRequestHeaders):
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    return HTTPStatus.BAD_REQUEST if isinstance(error, ParseException) else HTTPStatus.INTERNAL_SERVER_ERROR


def reply(status: HTTPStatus) -> bytes:
    """A whole HTTP answer with a problem document, after which the connection closes."""
    body = problem_text(status).encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Connection: close",
    )
    return "\r\n".join((*head, "", "")).encode() + body
