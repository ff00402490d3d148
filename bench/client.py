"""A caller that costs little: raw sockets, requests made beforehand, nothing looked at but the end of each answer."""

import socket
import time
from collections import deque
from collections.abc import Iterable

# Enough that the server never waits for us; few enough that a queue measures nothing.
IN_FLIGHT = 4
_PIECE = 1 << 18


def message(method: str, path: str, port: int, body: bytes = b"", *, keep: bool = False) -> bytes:
    """A whole request. `keep`: the connection is to stay open."""
    head = (
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"Connection: {'keep-alive' if keep else 'close'}",
    )
    return "\r\n".join((*head, "", "")).encode() + body


def opened(port: int) -> socket.socket:
    """A connection to this machine."""
    made = socket.create_connection(("127.0.0.1", port), timeout=60)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def ask(port: int, request: bytes) -> bytes:
    """The body of the answer to one request, on a connection of its own. Raises OSError where it is no success."""
    with opened(port) as connection:
        connection.sendall(request)
        return finish(connection)


def finish(connection: socket.socket) -> bytes:
    """Read the answer that a connection is waiting for, as far as its length says; its body."""
    told = connection.recv(_PIECE)
    while b"\r\n\r\n" not in told:
        told += _more(connection)
    head, _, body = told.partition(b"\r\n\r\n")
    if b" 2" not in head[:10]:
        raise ConnectionError("The answer is " + head.partition(b"\r\n")[0].decode())
    pieces, missing = [body], _length(head) - len(body)
    while missing > 0:
        pieces.append(_more(connection))
        missing -= len(pieces[-1])
    return b"".join(pieces)


def drive(port: int, requests: Iterable[bytes], *, keep: bool = False) -> float:
    """Seconds until all requests are answered, so many in flight that the server always has one to answer.

    A connection a request; with `keep` the connections are used again.
    """
    began, waiting = time.perf_counter(), deque[socket.socket]()
    for request in requests:
        connection = _after(waiting, keep=keep) if len(waiting) == IN_FLIGHT else None
        waiting.append(connection or opened(port))
        waiting[-1].sendall(request)
    while waiting:
        _after(waiting, keep=False)
    return time.perf_counter() - began


def _after(waiting: deque[socket.socket], *, keep: bool) -> socket.socket | None:
    """Read the oldest answer; its connection where it is kept."""
    oldest = waiting.popleft()
    finish(oldest)
    if keep:
        return oldest
    oldest.close()
    return None


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ConnectionError("The answer does not say how long it is.")


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(_PIECE)
    if not piece:
        raise ConnectionError("The answer ended too soon.")
    return piece
