"""schemathesis over the whole of openapi.yaml with all its checks: the test of tests/contract, with more drawn."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.soak.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
TESTS = "tests/contract/test_generated.py"
DRAWN = 15


def run(*, long: bool) -> list[Figure]:
    """The figures. A case is one request made up from the description, and all checks on its answer."""
    if not long:
        return [Figure("left to the long run", f"`make test` runs {TESTS}, with fewer drawn")]
    with tempfile.TemporaryDirectory(prefix="fascicle-soak-") as place:
        count = Path(place) / "count"
        command = [sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", TESTS]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "SOAK_DRAWN": str(DRAWN), "SOAK_COUNT": str(count)},
            capture_output=True,
            text=True,
            check=False,
        )
        told = json.loads(count.read_text("utf-8")) if count.is_file() else {}
    passed = re.search(r"(\d+) passed", done.stdout)
    if done.returncode or passed is None:
        return [Figure("WRONG", done.stdout[-1500:], kept=False)]
    statuses = ", ".join(f"{status}: {found:,}" for status, found in sorted(told.items()))
    good = not any(int(status) >= 500 for status in told)
    return [
        Figure("cases", f"{sum(told.values()):,} over {int(passed[1]) - 1} operations, every check passed", kept=True),
        Figure("statuses", statuses, good),
    ]
