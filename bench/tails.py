"""Tails: how long answers take at a constant rate, half of what each server can do.

Open loop: requests go out when they are due, whether or not others were answered, and each is timed from the moment
it was due, so a server that stalls is charged for all who wait (no coordinated omission).
"""

import select
import socket
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from bench.client import opened
from bench.server import ECHO, GTHREAD, SERVICE, Server
from bench.turns import Turn, answer_sizes, requests_for

SECONDS, ROUNDS = 24.0, 4
SHARE = 0.5
TURN_SECONDS = 2.0
_PIECE = 1 << 18


def run(*, short: bool = False) -> int:
    """Measure what each can do, then each at half of that, in turns; print the percentiles of all rounds together."""
    seconds = SECONDS / 8 if short else SECONDS
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(kind)) for kind in (GTHREAD, ECHO, SERVICE)]
        sizes = answer_sizes(servers[-1])
        asked = [requests_for(server, sizes) for server in servers]
        rates = [capacity(*pair) * SHARE for pair in zip(servers, asked, strict=True)]
        times: list[list[float]] = [[] for _ in servers]
        for _ in range(ROUNDS):
            for server, requests, rate, into in zip(servers, asked, rates, times, strict=True):
                into.extend(at_rate(server.port, requests, rate, seconds / ROUNDS))
    _tell([server.kind.name for server in servers], rates, times)
    return 0


def capacity(server: Server, requests: list[bytes]) -> float:
    """Requests a second that it answers when it always has one waiting."""
    turn = Turn("", server, requests)
    turn(0.0)
    return 1 / turn(TURN_SECONDS)[1]


def at_rate(port: int, requests: Sequence[bytes], rate: float, seconds: float) -> list[float]:
    """Seconds from when each request was due to the end of its answer, at so many requests a second."""
    total, began = max(1, int(rate * seconds)), time.perf_counter()
    due: dict[int, tuple[socket.socket, float]] = {}
    taken: list[float] = []
    sent, poll = 0, select.epoll()
    while len(taken) < total:
        moment = began + sent / rate
        if sent < total and time.perf_counter() >= moment:
            connection = _sent(port, requests[sent % len(requests)])
            due[connection.fileno()] = (connection, moment)
            poll.register(connection, select.EPOLLIN)
            sent += 1
        # No sleeping: this core has nothing else to do, and a sleep ends late.
        taken.extend(time.perf_counter() - due.pop(ended)[1] for ended in _ended(poll, due))
    poll.close()
    return taken


def _sent(port: int, request: bytes) -> socket.socket:
    connection = opened(port)
    connection.sendall(request)
    connection.setblocking(False)
    return connection


def _ended(poll: select.epoll, due: dict[int, tuple[socket.socket, float]]) -> list[int]:
    """The connections that the server has closed: each has its whole answer."""
    ended = []
    for number, _ in poll.poll(0):
        connection = due[number][0]
        if not connection.recv(_PIECE):
            poll.unregister(connection)
            connection.close()
            ended.append(number)
    return ended


def percentile(times: Sequence[float], share: float) -> float:
    """The time within which this share (0 to 1) of the answers came: one that was measured, none between two."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _tell(names: list[str], rates: list[float], times: list[list[float]]) -> None:
    say = sys.stdout.write
    say("constant rate, half of each one's own capacity; one worker on one core; ms from when a request was due\n")
    say(f"{'':14}  requests/s  requests     p50     p99   p99.9   worst\n")
    for name, rate, told in zip(names, rates, times, strict=True):
        marks = (statistics.median(told), percentile(told, 0.99), percentile(told, 0.999), max(told))
        say(f"{name:14}  {rate:10,.0f}  {len(told):8,}  " + "  ".join(f"{1e3 * one:6.2f}" for one in marks) + "\n")
    p99 = {name: percentile(told, 0.99) for name, told in zip(names, times, strict=True)}
    for name in (ECHO.name, SERVICE.name):
        say(f"p99 of {name} / p99 of {GTHREAD.name}: {p99[name] / p99[GTHREAD.name]:.2f}\n")
