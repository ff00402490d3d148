"""Load at a constant rate, whatever the answers do (an open loop): a slow answer holds no later question back."""

import asyncio
import threading
import time
from collections import Counter
from dataclasses import dataclass
from itertools import cycle
from types import TracebackType

from bench.cases import bodies

MOST_SECONDS = 60.0
ASSESS = "/v1/assessments"


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: its status (0 where no whole answer came), and seconds from when it was due."""

    status: int
    seconds: float


def raw(method: str, path: str, body: bytes = b"", kind: str = "application/json", **headers: str) -> bytes:
    """A request as it goes over the wire; the connection ends with the answer."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", f"Content-Length: {len(body)}"]
    lines += [f"Content-Type: {kind}"] if body else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def ask(port: int, request: bytes) -> tuple[int, bytes]:
    """The status of one request on a connection of its own (0: no whole answer), and all that came back."""
    try:
        async with asyncio.timeout(MOST_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request)
                await writer.drain()
                told = await reader.read(-1)
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return 0, b""
    return whole_status(told), told


def whole_status(told: bytes) -> int:
    """The status of an answer that came to its end, else 0."""
    head, found, body = told.partition(b"\r\n\r\n")
    if not found:
        return 0
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    whole = len(body) == int(lengths[0]) if lengths else body.endswith(b"0\r\n\r\n") or b"chunked" not in head
    return int(head.split(b" ", 2)[1]) if whole else 0


class Load:
    """Histories sent at a constant rate from another thread, as a context."""

    def __init__(self, port: int, rate: float) -> None:
        """`rate`: questions a second."""
        self.samples: list[Sample] = []
        self._port, self._rate = port, rate
        self._requests = cycle([raw("POST", ASSESS, body) for body in bodies()])
        self._over = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._drive()))

    def __enter__(self) -> "Load":
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Send no more, and wait for the answers to what was sent."""
        self._over.set()
        self._thread.join()

    async def _drive(self) -> None:
        began, number, sent = time.monotonic(), 0, set()
        while not self._over.is_set():
            due = began + number / self._rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            sent.add(asyncio.create_task(self._one(due)))
            number += 1
        await asyncio.gather(*sent)

    async def _one(self, due: float) -> None:
        status, _ = await ask(self._port, next(self._requests))
        self.samples.append(Sample(status, time.monotonic() - due))

    def told(self) -> str:
        """How many were answered how, and how slowly."""
        counts = Counter(sample.status for sample in self.samples)
        statuses = ", ".join(f"{status or 'no answer'}: {count:,}" for status, count in sorted(counts.items()))
        return f"{statuses}; {self.slowness()}"

    def slowness(self) -> str:
        """Median, 99th of a hundred and slowest."""
        ms = sorted(1e3 * sample.seconds for sample in self.samples)
        return f"median {ms[len(ms) // 2]:.0f} ms, p99 {ms[len(ms) * 99 // 100]:.0f} ms, slowest {ms[-1]:.0f} ms"

    @property
    def failed(self) -> int:
        """How many were not answered with 200."""
        return sum(sample.status != 200 for sample in self.samples)
