"""Batch: NDJSON in and out: lines per second and core, memory as lines go by, bad lines."""

import sys
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle, islice
from time import perf_counter

import orjson

from bench.cases import bodies
from bench.server import SERVICE, Server
from service.web.batch import MOST_ANSWERS, MOST_SCORES

LINES = 10_000
# Every so many lines one is spoilt: half of an object.
SPOILT_EVERY = 100
PATH = "/v1/assessments/batch"


@dataclass
class Run:
    """What one way of answering came to. `memory`: bytes of the server after each batch."""

    answered: int = 0
    refused: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    size: int = 0
    memory: list[int] = field(default_factory=list)


def run(*, short: bool = False) -> int:
    """Print a row for whole answers and for scores; status 1 where a bad line spoilt another, or was not told."""
    count = LINES // 50 if short else LINES
    say = sys.stdout.write
    say(f"one worker on one core; every {SPOILT_EVERY}th line is half of an object\n")
    say("answers  lines a request  answered/s  CPU µs a line  bytes a line  answered  refused  MB at first, at last\n")
    right = True
    with Server(SERVICE) as server:
        for name, path, most in (("whole", PATH, MOST_ANSWERS // 2), ("scores", f"{PATH}/scores", MOST_SCORES // 2)):
            found = measure(server, path, count, most)
            say(
                f"{name:7}  {min(most, count):15,}  {found.answered / found.seconds:10,.0f}"
                f"  {1e6 * found.cpu / count:13,.0f}  {found.size / count:12,.0f}"
                f"  {found.answered:8,}  {found.refused:7,}"
                f"  {found.memory[0] / 1e6:.0f}, {found.memory[-1] / 1e6:.0f}\n"
            )
            right = right and (found.answered, found.refused) == expected(count)
    return 0 if right else 1


def expected(count: int) -> tuple[int, int]:
    """How many of so many lines should be answered, and how many refused."""
    spoilt = count // SPOILT_EVERY
    return count - spoilt, spoilt


def measure(server: Server, path: str, count: int, most: int) -> Run:
    """Send so many lines, at most `most` a request, and read all that comes back."""
    run, lines = Run(), islice(cycle(_lines()), count)
    while sent := list(islice(lines, most)):
        cpu, began = server.cpu(), perf_counter()
        told = _told(server.port, path, b"\n".join(sent))
        run.seconds += perf_counter() - began
        run.cpu += server.cpu() - cpu
        end = orjson.loads(told.splitlines()[-1])["end"]
        run.answered += end["answered"]
        run.refused += end["refused"]
        run.size += len(told)
        run.memory.append(server.memory())
    return run


def _told(port: int, path: str, body: bytes) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("POST", path, body, {"Content-Type": "application/x-ndjson"})
    told = connection.getresponse().read()
    connection.close()
    return told


def _lines() -> list[bytes]:
    """A hundred lines, the last of them spoilt."""
    whole = list(islice(cycle(bodies()), SPOILT_EVERY))
    return [*whole[:-1], whole[-1][: len(whole[-1]) // 2]]
