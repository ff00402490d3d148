"""`python -m bench.gate`: instructions per request under callgrind, which hardly depend on the machine or its load.

Two runs that differ only in their number of requests; what they differ in, divided, is the cost of one. Compared with
the figure on record, in `bench/instructions.json`; `--record` writes it.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

FILE = Path(__file__).with_name("instructions.json")
FEW, MANY = 8, 24
ALLOWED = 0.03


def main() -> int:
    """Measure and compare; status 1 where a request costs over 3 % more than on record."""
    parser = argparse.ArgumentParser(prog="python -m bench.gate")
    parser.add_argument("--record", action="store_true", help="put the figures on record instead of comparing")
    record = parser.parse_args().record
    if shutil.which("valgrind") is None:
        sys.exit("bench-gate needs valgrind: apt-get install valgrind")
    found = {kind: (counted(kind, MANY) - counted(kind, FEW)) / (MANY - FEW) for kind in ("echo", "service")}
    found["ratio"] = found["service"] / found["echo"]
    sys.stdout.write("".join(f"{kind}: {value:,.2f}\n" for kind, value in found.items()))
    if record:
        FILE.write_text(json.dumps({kind: round(found[kind]) for kind in ("echo", "service")}, indent=2) + "\n")
        return 0
    if not FILE.is_file():
        sys.exit("No figures are on record yet: run it with --record on a quiet machine.")
    before = json.loads(FILE.read_text())["service"]
    change = found["service"] / before - 1
    sys.stdout.write(f"instructions per request: {change:+.1%} against {before:,} on record\n")
    return 1 if change > ALLOWED else 0


def counted(kind: str, count: int) -> int:
    """Instructions of a process that starts the app and answers so many requests."""
    run = [sys.executable, "-m", "bench.requests", kind, str(count)]
    tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *run]
    done = subprocess.run(
        tool, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"}, timeout=1800
    )
    found = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
    if found is None:
        raise RuntimeError("callgrind told no count")
    return int(found[1])


if __name__ == "__main__":
    sys.exit(main())
