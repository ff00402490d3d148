"""Engines: findings in, top ten with sums out, beside the rule engines a Python team would otherwise pick."""

import subprocess
import sys

# Module of bench.rivals -> what its figures are shown under.
ENGINES = {
    "ours": "service/engine",
    "zen": "zen-engine",
    "clips": "clipspy",
    "cel": "cel-expr-python",
    "logic": "json-logic-qubit",
    "bayes": "pgmpy",
    "durable": "durable_rules",
}
SIZES = ((80, 1_500), (8_000, 150_000))
# An engine that has not finished within this is told so: building counts too. Ours is compared with, so it is awaited.
LONGEST_SECONDS = 40.0
OURS, OURS_LONGEST_SECONDS = "ours", 300.0


def run(*, short: bool = False) -> int:
    """A table for each size of the rules, and by how much ours costs more for the greater."""
    say = sys.stdout.write
    own: list[float] = []
    for conditions, weights in SIZES[:1] if short else SIZES:
        say(f"{conditions:,} conditions, {weights:,} weights; 20 findings known of 300; CPU of one process\n")
        say(f"{'':18}  µs an assessment  / ours  s to build\n")
        own.append(_table(conditions, weights))
    if not short:
        times = SIZES[1][1] // SIZES[0][1]
        say(f"{ENGINES[OURS]}: {own[1] / own[0]:.1f} times the cost for {times} times the rules\n")
    return 0


def _table(conditions: int, weights: int) -> float:
    """Print a row for each engine; the seconds of ours."""
    own = 0.0
    for engine, name in ENGINES.items():
        found = apart(engine, conditions, weights)
        if isinstance(found, str):
            sys.stdout.write(f"{name:18}  {found}\n")
            continue
        cost, built = found
        own = cost if engine == OURS else own
        sys.stdout.write(f"{name:18}  {1e6 * cost:16,.1f}  {cost / own:6,.1f}  {built:10.1f}\n")
        sys.stdout.flush()
    return own


def apart(engine: str, conditions: int, weights: int) -> tuple[float, float] | str:
    """CPU seconds an assessment and seconds to build, of an engine in its own process; or why there are none."""
    longest = OURS_LONGEST_SECONDS if engine == OURS else LONGEST_SECONDS
    asked = (sys.executable, "-m", "bench.rivals", engine, str(conditions), str(weights))
    try:
        done = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=longest)
    except subprocess.TimeoutExpired:
        return f"not done within {LONGEST_SECONDS:.0f} s"
    except subprocess.CalledProcessError as error:
        return f"not done: {error.stderr.strip().splitlines()[-1]}"
    cost, built = map(float, done.stdout.split())
    return cost, built
