"""Footprint: memory of master and four workers, with and without preload; time to start."""

import sys
from collections.abc import Iterator

from bench.client import drive
from bench.server import ECHO, SERVICE, UNSHARED, Kind, Server, echo
from bench.turns import answer_sizes, requests_for

WORKERS, ROUNDS = 4, 8
STARTS = 5
ECHO_UNSHARED = echo("echo without preload", BENCH_PRELOAD="no")


def run(*, short: bool = False) -> int:
    """Print memory, then start-up."""
    rounds, count = (1, 1) if short else (ROUNDS, STARTS)
    say = sys.stdout.write
    with Server(SERVICE) as service:
        sizes = answer_sizes(service)
    found = dict(_memories(sizes, rounds))
    say(f"memory of master and {WORKERS} workers after {rounds * len(sizes)} requests (PSS)\n")
    for kind, size in found.items():
        say(f"{kind:24}  {size / 1e6:6.0f} MB  {size / found[ECHO_UNSHARED.name]:.2f} of the {ECHO_UNSHARED.name}\n")
    starts = [_start(SERVICE) for _ in range(count)]
    say(f"start of the service, from the command to its first answer: best of {count} {min(starts):.2f} s")
    say(f" (worst {max(starts):.2f} s)\n")
    return 0


def _memories(sizes: list[int], rounds: int) -> Iterator[tuple[str, int]]:
    """Bytes of each kind, once its workers have answered."""
    for kind in (ECHO_UNSHARED, ECHO, SERVICE, UNSHARED):
        with Server(kind, WORKERS) as server:
            for _ in range(rounds):
                drive(server.port, requests_for(server, sizes))
            yield kind.name, server.memory()


def _start(kind: Kind) -> float:
    with Server(kind, 2) as server:
        return server.start_seconds
