"""One gunicorn with one worker on a free port, with the flags of the service, and the CPU time that its worker took."""

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60.0


class Server:
    """A running app of the name `module:app`, as a context."""

    def __init__(self, app: str, probe: str) -> None:
        """Start it, and wait until `probe` is answered at all."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        bind = f"127.0.0.1:{self.port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", app],
            cwd=ROOT,
            env={**os.environ, "FASCICLE_WORKERS": "1", "FASCICLE_BIND": bind, "FASCICLE_LOG_LEVEL": "warning"},
            stdout=subprocess.DEVNULL,
        )
        self._await(probe)

    def __enter__(self) -> "Server":
        """The running server."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(30)

    def post(self, path: str, body: bytes) -> tuple[int, int]:
        """Send one request on a connection of its own; the status and the size of the answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, len(answer.read())
        finally:
            connection.close()

    def cpu(self) -> float:
        """Seconds of CPU that its workers have taken, by the kernel's accounting."""
        return sum(_cpu_of(pid) for pid in _children(self._process.pid))

    def memory(self) -> int:
        """Bytes of the master and its workers together, shared pages counted in part (PSS)."""
        return sum(_pss_of(pid) for pid in (self._process.pid, *_children(self._process.pid)))

    def _await(self, probe: str) -> None:
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            try:
                self.post(probe, b"{}")
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("The server did not start.")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_of(pid: int) -> float:
    """From /proc/PID/schedstat: nanoseconds on the CPU, finer than the clock ticks of /proc/PID/stat."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _pss_of(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
