"""Callers who are slow, silent, half gone, or send too much: at gunicorn itself, and through the shipped HAProxy."""

import asyncio
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bench.cases import bodies
from bench.soak.figures import Figure
from bench.soak.fleet import Instance, balanced, instances, status
from bench.soak.load import ASSESS, Load, ask, raw, whole_status

RATE = 8.0
SLOW_HEAD = b"POST /v1/assessments HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HEAD = b"POST /v1/assessments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
SLOW_BODY = HEAD + b"Content-Length: 900\r\n\r\n{"
# What a caller has sent before it becomes slow.
KINDS = {"silent": b"", "slow in its headers": SLOW_HEAD, "slow in its body": SLOW_BODY}


def run(*, long: bool) -> list[Figure]:
    """The figures."""
    crowd, seconds = (300, 60) if long else (60, 4)
    with tempfile.TemporaryDirectory(prefix="fascicle-soak-") as place, instances(Path(place), 2) as both:
        one = both[0]
        with balanced(Path(place), [instance.port for instance in both]) as port:
            figures = [*_crowded(port, crowd, seconds), *_odd("through HAProxy", port)]
        figures += _odd("without a balancer", one.port)
        figures += _gone(one, 50 if long else 10)
        return figures + (_alone(one) if long else [])


@contextmanager
def crowd_of(port: int, many: int) -> Iterator[list[socket.socket]]:
    """So many open connections of slow callers, of every kind alike."""
    with ExitStack() as stack:
        made = []
        for number in range(many):
            made.append(stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30)))
            made[-1].sendall(list(KINDS.values())[number % len(KINDS)])
            made[-1].setblocking(False)
        yield made


def _crowded(port: int, many: int, seconds: float) -> list[Figure]:
    with Load(port, RATE) as before:
        time.sleep(min(seconds, 10))
    with crowd_of(port, many) as crowd, Load(port, RATE) as load:
        began, open_ones, told = time.monotonic(), set(crowd), Counter[str]()
        while time.monotonic() - began < seconds:
            open_ones -= {one for one in open_ones if _drip(one, told)}
            time.sleep(1)
    those = f"{many} silent and slow callers, a byte a second"
    ends = ", ".join(f"{how}: {count}" for how, count in told.items()) or "none yet"
    return [
        Figure(f"through HAProxy, no slow callers, {RATE:.0f} a second", before.told(), before.failed == 0),
        Figure(f"the same beside {those}", load.told(), load.failed == 0),
        Figure(f"after {seconds:.0f} s of these were sent away", ends),
    ]


def _drip(one: socket.socket, told: Counter[str]) -> bool:
    """Send one byte more. Whether the connection is at its end."""
    try:
        answer = one.recv(65_536)
    except BlockingIOError:
        with suppress(OSError):
            one.sendall(b"x")
        return False
    except OSError:
        answer = b""
    told[str(whole_status(answer)) if answer else "closed"] += 1
    return True


def _odd(where: str, port: int) -> list[Figure]:
    """Half-closed connections, and bodies that are too large or too deep."""
    history = bodies()[0]
    whole = raw("POST", ASSESS, history)
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    cases = {
        "sends all, then closes its half": ((whole, True), {200}),
        "closes its half in the middle of the body": ((whole[:-20], True), {0, 400, 408, 422}),
        "closes its half in the middle of the headers": ((whole[:40], True), {0, 400}),
        "announces 300 MB": ((HEAD + b"Content-Length: 314572800\r\n\r\n{", False), {413}),
        "sends 320 kB in chunks": ((HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 5, False), {413}),
        "nests 100,000 levels": ((raw("POST", ASSESS, b"[" * 100_000), False), {400}),
    }
    told = {case: _status_of(port, *sent) for case, (sent, _) in cases.items()}
    good = all(told[case] in allowed for case, (_, allowed) in cases.items())
    after = status(port)
    words = "; ".join(f"{case}: {found or 'no answer'}" for case, found in told.items())
    return [Figure(f"{where}, a caller who", f"{words}; /readyz then {after}", good and after == 200)]


def _status_of(port: int, request: bytes, half_closed: bool) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        told = b""
        with suppress(OSError):
            connection.sendall(request)
            if half_closed:
                connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65_536):
                told += part
                if whole_status(told):
                    break
        return whole_status(told)


def _gone(one: Instance, many: int) -> list[Figure]:
    """Callers who hang up without waiting for their answer."""
    before = sorted(one.workers())
    for body in (bodies() * 2)[:many]:
        with socket.create_connection(("127.0.0.1", one.port), timeout=30) as connection:
            connection.sendall(raw("POST", ASSESS, body))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    answered, _ = asyncio.run(ask(one.port, raw("POST", ASSESS, bodies()[0])))
    same = sorted(one.workers()) == before
    told = f"the next is answered with {answered}, by {'the same' if same else 'other'} workers"
    return [Figure(f"{many} callers who hang up before the answer", told, answered == 200 and same)]


def _alone(one: Instance) -> list[Figure]:
    """How long two workers are held up by as many slow callers when no balancer stands before them."""
    figures = []
    for kind, begun in KINDS.items():
        with ExitStack() as stack:
            for _ in range(2):
                slow = stack.enter_context(socket.create_connection(("127.0.0.1", one.port), timeout=30))
                slow.sendall(begun)
            time.sleep(0.5)
            began = time.monotonic()
            answered = status(one.port)
            waited = f"{time.monotonic() - began:.1f} s until anybody else is answered ({answered or 'no answer'})"
        figures.append(Figure(f"without a balancer, 2 workers, 2 callers {kind}", waited))
    return figures
