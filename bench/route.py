"""The main route: echo, service and twin in turns, over varied histories; CPU a request and paired ratios."""

import statistics
import sys
from collections.abc import Callable
from contextlib import ExitStack

from bench.cases import bodies
from bench.client import IN_FLIGHT
from bench.server import ECHO, SERVICE, TWIN, Server
from bench.turns import Turn, answer_sizes, requests_for

ROUNDS = 8
# Of the clock, for each server in each round: long enough to be told from the clock's grain.
TURN_SECONDS = 1.0


def run(*, short: bool = False) -> int:
    """Run the rounds and print what came of them."""
    rounds = 1 if short else ROUNDS
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(kind)) for kind in (ECHO, SERVICE, TWIN)]
        sizes = answer_sizes(servers[1])
        turns = list(_turns(servers, sizes))
        for turn in turns:
            turn(0.0)
        found = [[turn(TURN_SECONDS) for turn in turns] for _ in range(rounds)]
    tell([turn.name for turn in turns], found, sys.stdout.write)
    sys.stdout.write(
        f"{len(sizes)} histories; request {_middle([len(body) for body in bodies()])} bytes,"
        f" answer {_middle(sizes)} (medians)\n"
    )
    return 0


def _turns(servers: list[Server], sizes: list[int]) -> list[Turn]:
    turns = [Turn(one.kind.name, one, requests_for(one, sizes)) for one in servers]
    twin = servers[-1]
    return [*turns, Turn("twin, connections kept", twin, requests_for(twin, sizes, keep=True), keep=True)]


def tell(names: list[str], found: list[list[tuple[float, float]]], say: Callable[[str], object]) -> None:
    """A row for each name: requests a second and CPU, and the service beside it, round by round."""
    own = names.index(SERVICE.name)
    say(
        f"{len(found)} rounds in turns; one worker on one core, {IN_FLIGHT} requests in flight from the other;"
        " a connection a request\n"
        f"{'':22}  requests/s  CPU µs a request  service / this, requests/s (least, most)\n"
    )
    for place, name in enumerate(names):
        cpu, clock = zip(*(one[place] for one in found), strict=True)
        ratios = [one[place][1] / one[own][1] for one in found]
        say(
            f"{name:22}  {1 / statistics.median(clock):10,.0f}  {1e6 * statistics.median(cpu):16,.0f}"
            f"  {statistics.median(ratios):.3f} ({min(ratios):.3f}, {max(ratios):.3f})\n"
        )


def _middle(sizes: list[int]) -> str:
    return f"{statistics.median(sizes):,.0f}"
