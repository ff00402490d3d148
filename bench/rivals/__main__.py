"""`python -m bench.rivals ENGINE CONDITIONS WEIGHTS`: one engine; CPU seconds an assessment, seconds to build it."""

import sys
import time
from importlib import import_module

from bench.rivals.made_up import Assess, Case, Rules, Top, make_cases, make_rules

SECONDS = 1.0
# Decibans by which a sum may differ: arithmetic in another order.
NEAR = 1e-6


def main() -> int:
    """Print the two figures. Raises ValueError where the engine says anything but the sums of the weights."""
    engine, conditions, weights = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rules, cases = make_rules(conditions, weights), make_cases()
    began = time.perf_counter()
    assess: Assess = import_module(f"bench.rivals.{engine}").build(rules)
    built = time.perf_counter() - began
    for case in cases[:2]:
        check(assess(case), rules, case)
    sys.stdout.write(f"{_cost(assess, cases)} {built}\n")
    return 0


def _cost(assess: Assess, cases: list[Case]) -> float:
    """CPU seconds of one assessment, over all cases if they take less than a second, else over some."""
    spent, count = 0.0, 0
    while spent < SECONDS:
        began = time.process_time()
        assess(cases[count % len(cases)])
        spent += time.process_time() - began
        count += 1
    return spent / count


def check(found: Top, rules: Rules, case: Case) -> None:
    """Raise where these are not the best by the plain sums; what all of them differ by does not count."""
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
