"""The audit line: keyed digests of what was asked and answered, so that a site can prove it without keeping it.

HMAC-SHA-256 under the site's own key: who has the request and the answer can show that they are the ones; who has only
the log can neither read them nor try out guesses.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from flask.globals import app_ctx

from service.config import ConfigError
from service.web.observe.events import record

SHORTEST_KEY_BYTES = 32
_NAME = b"fascicle audit key"
UNFIT = "FASCICLE_AUDIT_KEY_FILE must hold a key of at least 64 hexadecimal digits; `openssl rand -hex 32` makes one."


class AuditKey:
    """A site's key, and digests under it."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.name = self.digest(_NAME)[:8]

    def digest(self, content: bytes) -> str:
        """The HMAC-SHA-256 of some bytes, in hexadecimal."""
        return hmac.digest(self._key, content, "sha256").hex()

    def begin(self) -> "hmac.HMAC":
        """A digest to be fed piece by piece."""
        return hmac.new(self._key, digestmod=sha256)


def read_key(file: Path) -> AuditKey:
    """The key in a file. Raises ConfigError where it cannot be used; the message never repeats what stands there."""
    try:
        key = bytes.fromhex(file.read_text("ascii").strip())
    except (OSError, ValueError):
        raise ConfigError(UNFIT) from None
    if len(key) < SHORTEST_KEY_BYTES:
        raise ConfigError(UNFIT)
    return AuditKey(key)


def register(app: Flask, key: AuditKey, knowledge_sha256: str) -> None:
    """Write an audit line for every POST: only those carry a history."""

    @app.before_request
    def _listen() -> None:
        if request.method == "POST":
            g.audited = key.begin()
            request.environ["wsgi.input"] = Overheard(request.environ["wsgi.input"], g.audited.update)

    @app.after_request
    def _sign(response: Response) -> Response:
        if "audited" in g:
            _follow(response, key, g.audited, _told(response, knowledge_sha256, key))
        return response


class Overheard:
    """A request's body that tells another of every piece that is read of it."""

    def __init__(self, stream: Any, tell: Callable[[bytes], None]) -> None:
        self._stream = stream
        self._tell = tell

    def read(self, size: int = -1) -> bytes:
        """The next bytes, told on."""
        return self._told(self._stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        """The next line, told on."""
        return self._told(self._stream.readline(size))

    def __iter__(self) -> Iterator[bytes]:
        """Every line to the end, told on."""
        return iter(self.readline, b"")

    def _told(self, piece: bytes) -> bytes:
        self._tell(piece)
        return piece


def _told(response: Response, knowledge_sha256: str, key: AuditKey) -> dict[str, object]:
    rule = request.url_rule
    return {
        "request_id": g.get("request_id"),
        "caller": g.get("caller"),
        "route": rule.rule if rule else "none",
        "status": response.status_code,
        "referral": g.get("referral"),
        "sha256": knowledge_sha256,
        "key": key.name,
    }


def _follow(response: Response, key: AuditKey, asked: "hmac.HMAC", told: dict[str, object]) -> None:
    """Write the line, at the end of the answer where it is streamed."""
    if not response.is_streamed:
        answer = key.digest(response.get_data())
        record("audit", **told, request_digest=asked.hexdigest(), answer_digest=answer)
        return
    answered = key.begin()
    response.response = _overheard(response.response, answered.update)
    held = app_ctx.g

    def close() -> None:
        digests = {"request_digest": asked.hexdigest(), "answer_digest": answered.hexdigest()}
        record("audit", **told | {"referral": held.get("referral")}, **digests)

    response.call_on_close(close)


def _overheard(pieces: Iterable[Any], tell: Callable[[bytes], None]) -> Iterator[bytes]:
    for piece in pieces:
        content = piece.encode() if isinstance(piece, str) else piece
        tell(content)
        yield content
