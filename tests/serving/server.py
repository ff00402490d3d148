"""A real gunicorn on a free loopback port: started as a site would start it, asked over sockets, stopped by signal."""

import json
import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Timer
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / "examples/requests/eyelid.json").read_bytes()
LONGEST_START_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers by lower-case name, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def answer_of(response: HTTPResponse) -> Answer:
    """The whole of a response."""
    return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())


@dataclass(frozen=True)
class Server:
    """A running gunicorn: the process, what it said at the start, and the file that takes its standard error."""

    process: subprocess.Popen[str]
    greeting: str
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, port = self.greeting.split("http://")[1].split()[0].rsplit(":", 1)
        return host, int(port)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request on a connection of its own. An iterable body goes out in chunks."""
        connection = HTTPConnection(*self.address, timeout=30)
        try:
            connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
            return answer_of(connection.getresponse())
        finally:
            connection.close()

    def send_raw(self, request: bytes) -> Answer:
        """Bytes that an HTTP library would refuse to send."""
        with self.connect() as connection:
            connection.sendall(request)
            return read_answer(connection)

    def send_all(self, request: bytes) -> Answer:
        """Bytes after which nothing more will come."""
        with self.connect() as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            return read_answer(connection)

    def connect(self) -> socket.socket:
        """An open connection."""
        return socket.create_connection(self.address, timeout=30)

    def suggested_call(self) -> list[str]:
        """The words of the call that the greeting suggests."""
        return shlex.split(next(line for line in self.greeting.splitlines() if line.startswith("  curl ")))


def read_answer(connection: socket.socket) -> Answer:
    """The response that arrives on a connection."""
    response = HTTPResponse(connection)
    response.begin()
    return answer_of(response)


def command() -> list[str]:
    """How a site starts the service, with this Python."""
    return [sys.executable, "-m", "gunicorn", "service.wsgi:app"]


def environment(**settings: str) -> dict[str, str]:
    """What a bare container has: no home folder, nothing of the person who runs the tests."""
    return {"PATH": os.environ["PATH"], "FASCICLE_BIND": "127.0.0.1:0", "PYTHONUNBUFFERED": "1", **settings}


@contextmanager
def serving(log: Path, **settings: str) -> Iterator[Server]:
    """A server that listens; stopped afterwards whatever happens."""
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command(), cwd=ROOT, env=environment(**settings), stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            yield Server(process, _greeting(process, log), log)
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()


def _greeting(process: subprocess.Popen[str], log: Path) -> str:
    """What is said once it listens. A server that says nothing is ended, and its log told."""
    limit = Timer(LONGEST_START_SECONDS, process.kill)
    limit.start()
    said = ""
    for line in process.stdout or ():
        said += line
        if line.startswith("  curl "):
            limit.cancel()
            return said
    limit.cancel()
    raise AssertionError(f"The server did not start:\n{log.read_text()}")
