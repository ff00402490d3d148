"""`python -m bench.gate`: instructions per request under callgrind, which hardly depend on the machine or its load.

Two forks of one loaded app, one of which answers every history; what they differ in, divided, is the cost of one
request. Compared with the figure on record, in `bench/instructions.json`; `--record` writes it.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.callgrind import KNOWN
from bench.cases import COUNT, bodies
from tools.debian import found, install

FILE = Path(__file__).with_name("instructions.json")
ALLOWED = 0.03
KINDS = ("echo", "service")
FEATURES = ("sse4_2", "avx2", "fma", "bmi2", "avx512f")
MISSING = "NOT GATED: valgrind is not here and cannot be installed (apt-get as root can).\n"
LONGEST_SECONDS = 1800

_LATER = ("--instr-atstart=no",) if KNOWN else ()

Record = dict[str, Any]


def main() -> int:
    """Measure and compare; status 1 where a request costs over 3 % more than on record."""
    parser = argparse.ArgumentParser(prog="python -m bench.gate")
    parser.add_argument("--record", action="store_true", help="put the figures on record instead of comparing")
    parser.add_argument("--histories", type=int, default=COUNT, help="fewer for a quick look; comparable with itself")
    asked = parser.parse_args()
    if not _have_valgrind():
        sys.stderr.write(MISSING)
        return 0
    counts = {kind: round(cost(kind, asked.histories)) for kind in KINDS}
    sys.stdout.write("".join(f"{kind}: {value:,} instructions a request\n" for kind, value in counts.items()))
    sys.stdout.write(f"service / echo: {counts['service'] / counts['echo']:.2f}\n")
    record = {"python": platform.python_version(), "processor": processor(), **counts}
    if asked.record:
        FILE.write_text(json.dumps(record, indent=2) + "\n")
        return 0
    if not FILE.is_file():
        sys.exit("No figures are on record: make bench-gate ARGS=--record")
    told, passed = verdict(record, json.loads(FILE.read_text()))
    sys.stdout.write(told)
    return 0 if passed else 1


def _have_valgrind() -> bool:
    if not found(["valgrind"]):
        install("valgrind", "counting instructions")
    return found(["valgrind"]) is not None


def verdict(now: Record, before: Record) -> tuple[str, bool]:
    """What is said of the figures beside those on record, and whether the gate lets them pass."""
    here, there = (f"Python {one['python']} on {one['processor']}" for one in (now, before))
    if here != there:
        told = f"NOT GATED: on record is {there}; this is {here}, whose instructions are others.\n"
        return told + "Record its own figures, of the code as it was: make bench-gate ARGS=--record\n", True
    change = now["service"] / before["service"] - 1
    told = f"service: {change:+.2%} against {before['service']:,} on record; at most {ALLOWED:+.0%} passes\n"
    return told, change <= ALLOWED


def processor() -> str:
    """What libraries choose their code by: the maker of the processor, and those of its features that they ask for."""
    file = Path("/proc/cpuinfo")
    told = dict(re.findall(r"^(vendor_id|flags)\s*: (.*)$", file.read_text(), re.MULTILINE)) if file.is_file() else {}
    features = [name for name in FEATURES if name in told.get("flags", "").split()]
    return " ".join([platform.machine(), told.get("vendor_id", "unknown"), *features])


def cost(kind: str, histories: int) -> float:
    """Instructions of one request, in the mean over so many histories."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([body.decode() for body in bodies()[:histories]], file)
        file.flush()
        few, many = counted(kind, file.name, (0, histories))
    return (many - few) / histories


def counted(kind: str, file: str, counts: tuple[int, int]) -> tuple[int, int]:
    """Instructions of two processes that answer so many requests each, and all that came before in both."""
    run = [sys.executable, "-m", "bench.requests", kind, file, *map(str, counts)]
    tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *_LATER, *run]
    fixed = {"PYTHONHASHSEED": "0", "FASCICLE_LOG_LEVEL": "warning", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        tool, check=False, capture_output=True, text=True, env={**os.environ, **fixed}, timeout=LONGEST_SECONDS
    )
    if done.returncode:
        sys.exit(f"The app could not be counted.\n{done.stderr}")
    few, many, _ = map(int, re.findall(r"Collected\s*:\s*(\d+)", done.stderr))
    return few, many


if __name__ == "__main__":
    sys.exit(main())
