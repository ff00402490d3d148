"""Servers that the bench starts: each on a free port, held to one core, with the CPU time that the kernel tells."""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from bench.client import ask, message

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120.0
PROBE_SECONDS = 0.005
ASSESS = "/v1/assessments"
# The core of what is measured, and of what asks: on a machine with one core they share it.
SERVERS, GENERATOR = min(os.sched_getaffinity(0)), max(os.sched_getaffinity(0))
UVICORN = ROOT / "build" / "bench-venv" / "bin" / "uvicorn"


@dataclass(frozen=True)
class Kind:
    """A way to serve: its name in a table, command line without the address, more of its environment.

    `sized`: the path says how many bytes are wanted, as the echo's does; else the path is that of the main route.
    """

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    sized: bool = False
    probe: str = "/livez"

    def path(self, size: int) -> str:
        """Where to send a request whose answer has so many bytes."""
        return f"/{size}" if self.sized else ASSESS


def echo(name: str, **environment: str) -> Kind:
    """A bare Flask echo under the service's flags, but for what the environment says (bench/plain.py)."""
    return Kind(name, (*_GUNICORN, "-c", "python:bench.plain", "bench.echo:app"), environment, sized=True)


_GUNICORN = (sys.executable, "-m", "gunicorn")
ECHO = echo("echo")
GTHREAD = echo("gthread echo", BENCH_WORKER_CLASS="gthread", BENCH_THREADS="4")
SERVICE = Kind("service", (*_GUNICORN, "service.wsgi:app"))
UNSHARED = Kind("service without preload", (*_GUNICORN, "-c", "python:bench.unshared", "service.wsgi:app"))
TWIN = Kind("twin", (str(UVICORN), "--no-access-log", "--log-level", "warning", "bench.twin_app:app"))


class Server:
    """A running server as a context. `start_seconds`: of the clock, from the command to its first answer."""

    def __init__(self, kind: Kind, workers: int = 1) -> None:
        """Start it, and wait until it answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.kind = kind
        bind = f"127.0.0.1:{self.port}"
        settings = {"FASCICLE_WORKERS": str(workers), "FASCICLE_BIND": bind, "FASCICLE_LOG_LEVEL": "warning"}
        address = ("--port", str(self.port)) if kind is TWIN else ()
        began = time.monotonic()
        self._process = subprocess.Popen(
            (*kind.command, *address),
            cwd=ROOT,
            env={**os.environ, **settings, "PYTHONPATH": str(ROOT), **kind.environment},
            stdout=subprocess.DEVNULL,
        )
        # Whatever it starts from here on stays on that core too.
        os.sched_setaffinity(self._process.pid, {SERVERS})
        self._await()
        self.start_seconds = time.monotonic() - began

    def __enter__(self) -> "Server":
        """The running server."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(30)

    def message(self, body: bytes, size: int = 0) -> bytes:
        """A whole request with a body, for an answer of `size` bytes where the server is told its size."""
        return message("POST", self.kind.path(size), self.port, body)

    def cpu(self) -> float:
        """Seconds of CPU that those who answer have taken, in all their threads, by the kernel's accounting."""
        return sum(_cpu_of(pid) for pid in self._answering())

    def memory(self) -> int:
        """Bytes of all its processes together, shared pages counted in part (PSS)."""
        return sum(_pss_of(pid) for pid in {self._process.pid, *self._answering()})

    def _answering(self) -> list[int]:
        """The workers of gunicorn; uvicorn answers by itself."""
        return _children(self._process.pid) or [self._process.pid]

    def _await(self) -> None:
        ends = time.monotonic() + START_SECONDS
        probe = message("GET", self.kind.probe, self.port)
        while time.monotonic() < ends and self._process.poll() is None:
            try:
                ask(self.port, probe)
            except OSError:
                time.sleep(PROBE_SECONDS)
            else:
                return
        self._process.kill()
        raise RuntimeError(f"The {self.kind.name} did not start.")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_of(pid: int) -> float:
    """From schedstat: nanoseconds on the CPU, finer than the clock ticks of /proc/PID/stat."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e9


def _pss_of(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
