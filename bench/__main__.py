"""`python -m bench`: service and echo in turns, over varied histories; CPU per request and paired ratios."""

import statistics
import sys
import time
from collections.abc import Callable

from bench.cases import bodies
from bench.server import Server

ROUNDS = 8
ASSESS = "/v1/assessments"


def main() -> int:
    """Run the rounds and print what came of them."""
    requests = bodies()
    with Server("bench.echo:app", "/1") as echo, Server("service.wsgi:app", ASSESS) as service:
        sizes = [service.post(ASSESS, body)[1] for body in requests]
        for body, size in zip(requests, sizes, strict=True):
            echo.post(f"/{size}", body)
        rounds = [_round(echo, service, requests, sizes) for _ in range(ROUNDS)]
        _tell(rounds, requests, sizes)
        sys.stdout.write(
            f"memory of master and one worker (PSS): echo {_mb(echo.memory())}, service {_mb(service.memory())}\n"
        )
    return 0


def _round(echo: Server, service: Server, requests: list[bytes], sizes: list[int]) -> tuple[list[float], list[float]]:
    """Seconds a request in the mean, of the echo and of the service: by the CPU, and by the clock."""
    bare = _timed(echo, lambda nth: echo.post(f"/{sizes[nth]}", requests[nth]), len(requests))
    full = _timed(service, lambda nth: service.post(ASSESS, requests[nth]), len(requests))
    return [bare[0], full[0]], [bare[1], full[1]]


def _timed(server: Server, send: Callable[[int], object], count: int) -> tuple[float, float]:
    cpu, clock = server.cpu(), time.perf_counter()
    for nth in range(count):
        send(nth)
    return (server.cpu() - cpu) / count, (time.perf_counter() - clock) / count


def _tell(rounds: list[tuple[list[float], list[float]]], requests: list[bytes], sizes: list[int]) -> None:
    say = sys.stdout.write
    say(f"{len(requests)} histories, {ROUNDS} rounds in turns, one sync worker each; a connection a request\n")
    say(f"request {statistics.median(map(len, requests)):.0f} bytes, answer {statistics.median(sizes):.0f} (medians)\n")
    for name, which in (("CPU of the worker", 0), ("clock", 1)):
        bare, full = ([one[which][side] for one in rounds] for side in (0, 1))
        ratios = [a / b for a, b in zip(bare, full, strict=True)]
        say(
            f"{name}: echo {_ms(bare)}, service {_ms(full)} a request; "
            f"echo / service {statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})\n"
        )


def _ms(seconds: list[float]) -> str:
    return f"{1e3 * statistics.median(seconds):.2f} ms"


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f} MB"


if __name__ == "__main__":
    sys.exit(main())
