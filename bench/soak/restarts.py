"""Workers killed, and two instances restarted one after the other, under load at a constant rate."""

import os
import signal
import tempfile
import time
from pathlib import Path
from random import Random

from bench.soak.figures import Figure
from bench.soak.fleet import Instance, balanced, instances
from bench.soak.load import Load

RATE = 12.0
# HAProxy asks every 2 seconds whether a replica is ready.
NOTICED_SECONDS = 5.0


def run(*, long: bool) -> list[Figure]:
    """The figures."""
    kills, restarts = (12, 6) if long else (1, 1)
    with tempfile.TemporaryDirectory(prefix="fascicle-soak-") as place, instances(Path(place), 2) as both:
        with balanced(Path(place), [one.port for one in both]) as port:
            figures = [*_killed(port, both, kills), *_restarted(port, both, restarts)]
        return figures + (_alone(both[0], kills) if long else [])


def _killed(port: int, both: list[Instance], kills: int) -> list[Figure]:
    with Load(port, RATE) as load:
        _kill(both, kills)
    held = all(len(one.workers()) == 2 for one in both)
    return [
        Figure(
            f"through HAProxy, {kills} workers killed (SIGKILL), {RATE:.0f} a second", load.told(), load.failed == 0
        ),
        Figure("both workers of both instances there again", "yes" if held else "no", held),
    ]


def _kill(chosen: list[Instance], kills: int) -> None:
    random = Random(7)  # noqa: S311 - which one does not matter
    for _ in range(kills):
        time.sleep(1.5)
        os.kill(random.choice(random.choice(chosen).workers()), signal.SIGKILL)
    time.sleep(2)


def _restarted(port: int, both: list[Instance], restarts: int) -> list[Figure]:
    ended, ready = [], []
    with Load(port, RATE) as load:
        for number in range(restarts):
            one = both[number % 2]
            time.sleep(1)
            ended.append(one.again())
            ready.append(one.ready())
            time.sleep(NOTICED_SECONDS)
    times = f"{max(ended):.1f} s to end, {max(ready):.1f} s to be ready (the slowest)"
    many = f"through HAProxy, {restarts} restarts by SIGTERM, one at a time, {RATE:.0f} a second"
    return [Figure(many, load.told(), load.failed == 0), Figure("a restart takes", times)]


def _alone(one: Instance, kills: int) -> list[Figure]:
    with Load(one.port, RATE) as load:
        _kill([one], kills)
    return [Figure(f"without a balancer, {kills} workers killed, {RATE:.0f} a second", load.told())]
