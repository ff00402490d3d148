"""`python -m bench.rivals`: findings in, top ten with sums out; CPU of each engine on the same rules and cases."""

import os
import subprocess
import sys
import time
from importlib import import_module

from bench.rivals.made_up import Assess, Case, Rules, Top, make_cases, make_rules
from bench.server import GENERATOR

ENGINES = ("ours", "zen", "clips", "cel", "logic", "bayes", "durable")
SMALL, GREAT = (80, 1_500), (8_000, 150_000)
SECONDS = 1.0
# An engine that has not finished within this is told so: building counts too.
LONGEST_SECONDS = 40.0
# Decibans by which a sum may differ: arithmetic in another order.
NEAR = 1e-6


def main() -> int:
    """Measure one engine of one size where both are named (its figures for the other half); else print all."""
    if len(sys.argv) == 3:
        sys.stdout.write(" ".join(map(str, measured(sys.argv[1], *map(int, sys.argv[2].split("x"))))))
        return 0
    say = sys.stdout.write
    for conditions, weights in (SMALL, GREAT):
        say(f"{conditions:,} conditions, {weights:,} weights; 20 findings known of 300; CPU of one process\n")
        say(f"{'':18}  µs an assessment  / ours  s to build\n")
        own = 0.0
        for engine in ENGINES:
            name = import_module(f"bench.rivals.{engine}").NAME
            found = _apart(engine, conditions, weights)
            if found is None:
                say(f"{name:18}  not done within {LONGEST_SECONDS:.0f} s\n")
                continue
            cost, built = found
            own = own or cost
            say(f"{name:18}  {1e6 * cost:16,.1f}  {cost / own:6,.1f}  {built:10.1f}\n")
    return 0


def _apart(engine: str, conditions: int, weights: int) -> tuple[float, float] | None:
    """The figures of an engine in a process of its own; None where it takes too long."""
    run = (sys.executable, "-m", "bench.rivals", engine, f"{conditions}x{weights}")
    try:
        done = subprocess.run(run, check=True, capture_output=True, text=True, timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    cost, built = map(float, done.stdout.split())
    return cost, built


def measured(engine: str, conditions: int, weights: int) -> tuple[float, float]:
    """CPU seconds of one assessment, once warm and checked, and seconds of the clock that building took."""
    os.sched_setaffinity(0, {GENERATOR})
    rules, cases = make_rules(conditions, weights), make_cases()
    began = time.perf_counter()
    assess: Assess = import_module(f"bench.rivals.{engine}").build(rules)
    built = time.perf_counter() - began
    for case in cases[:4]:
        check(assess(case), rules, case)
    return _cost(assess, cases), built


def _cost(assess: Assess, cases: list[Case]) -> float:
    spent, count = 0.0, 0
    while spent < SECONDS:
        began = time.process_time()
        for case in cases:
            assess(case)
        spent += time.process_time() - began
        count += len(cases)
    return spent / count


def check(found: Top, rules: Rules, case: Case) -> None:
    """Raise where these are not the ten best of the plain sums; what all of them differ by does not count."""
    sums = {
        name: sum(rules.points(name, f)[not present] for f, present in case.items() if f in card)
        for name, card in rules.cards.items()
    }
    best = sorted(sums.values(), reverse=True)[: len(found)]
    apart = found[0][1] - best[0]
    for (name, points), right in zip(found, best, strict=True):
        if abs(points - apart - right) > NEAR or abs(sums[name] - right) > NEAR:
            raise ValueError(f"{name} has other points than the sum of its weights")


if __name__ == "__main__":
    sys.exit(main())
