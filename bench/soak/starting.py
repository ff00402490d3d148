"""Starts that must fail: the service is started as a site would start it, within bounds of memory and time."""

import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 2 * 2**30
MOST_SECONDS = 180
BEGINNING = "Fascicle does not start: "


@dataclass(frozen=True, slots=True)
class Start:
    """How a start ended. `message`: what was said on standard error; `seconds`: of the CPU."""

    code: int
    message: str
    seconds: float
    megabytes: int

    @property
    def refused(self) -> bool:
        """Whether it was refused as promised: one message that begins as all do, no traceback, status 1."""
        once = self.message.startswith(BEGINNING) and self.message.count(BEGINNING) == 1
        return self.code == 1 and once and "Traceback" not in self.message


def start(**settings: str) -> Start:
    """Start gunicorn with some settings and wait until it ends; after three minutes it is ended."""
    command = ["prlimit", f"--as={MOST_BYTES}", sys.executable, "-m", "gunicorn", "service.wsgi:app"]
    environment = {"PATH": os.environ["PATH"], "FASCICLE_BIND": "127.0.0.1:0", **settings}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            _, told = process.communicate(timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            told = "It did not end."
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # Of the largest child so far: an upper bound for this one.
    return Start(process.returncode, told, seconds, after.ru_maxrss // 1024)
