"""The same through gunicorn: metrics of all workers, lines of JSON alone, and no mark in anything that leaves it."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask

from tests.observe.canary import MARK, Call, calls
from tests.observe.test_canary import spoken
from tests.serving.server import EXAMPLE, Server, serving

TYPE = {"Content_Type": "application/json"}
WORKERS = 2
EACH = 3


@dataclass
class Collector:
    """Takes traces as a site's collector would."""

    received: list[bytes] = field(default_factory=list)
    port: int = 0


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    """A collector on this machine."""
    collected = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collected.received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collected.port = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
        yield collected
        server.shutdown()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server may write."""
    return tmp_path_factory.mktemp("observed")


@pytest.fixture(scope="module")
def server(place: Path, collector: Collector, rules_folder: Path) -> Iterator[Server]:
    """A server that tells all that it can."""
    (place / "key").write_text("5d" * 32)
    (place / "tmp").mkdir()
    settings = {
        "FASCICLE_RULES": str(rules_folder),
        "FASCICLE_WORKERS": str(WORKERS),
        "FASCICLE_AUDIT": "on",
        "FASCICLE_AUDIT_KEY_FILE": str(place / "key"),
        "FASCICLE_TRACES": "on",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.port}",
        "TMPDIR": str(place / "tmp"),
    }
    with serving(place / "stderr", **settings) as running:
        yield running


def total(server: Server, name: str) -> float:
    """The sum of a metric over its labels, as the server tells it."""
    text = server.ask("GET", "/metrics").body.decode()
    return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if re.match(rf"{name}\b", line))


def workers_of(server: Server) -> list[int]:
    """The processes that answer."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("ascii")
    return [int(pid) for pid in children.split()]


def test_metrics_are_those_of_all_workers_and_outlive_one(server: Server) -> None:
    before = total(server, "fascicle_assessments_total")
    for _ in range(12):
        assert server.ask("POST", "/v1/assessments", EXAMPLE, **TYPE).status == 200
    assert total(server, "fascicle_assessments_total") == before + 12

    killed = workers_of(server)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    limit = time.monotonic() + 30
    while len(set(workers_of(server)) - set(killed)) < WORKERS:
        assert time.monotonic() < limit, "the workers that were killed were not replaced"
        time.sleep(0.05)

    assert total(server, "fascicle_assessments_total") == before + 12
    assert total(server, "fascicle_requests_in_progress") == 1


def test_what_never_reached_the_app_is_counted(server: Server) -> None:
    before = total(server, "fascicle_problems_total")

    assert server.send_raw(b"GET / HTTP/1.1\r\nJane Roe: 1950\r\n\r\n").status == 400

    assert total(server, "fascicle_problems_total") == before + 1


def metrics_folder(server: Server) -> Path:
    """Where the workers of the server count, as the first of them has it open."""
    mapped = Path(f"/proc/{workers_of(server)[0]}/maps").read_text("utf-8")
    (folder,) = set(re.findall(r"(/\S*fascicle-metrics-[^/]*)/\S*\.db", mapped))
    return Path(folder)


def sendable(app: Flask) -> Iterator[Call]:
    """A few marked requests to every route."""
    sent: dict[tuple[str, str], int] = {}
    for call in calls(app):
        kind = call.method, call.path.split("?")[0]
        sent[kind] = sent.get(kind, 0) + 1
        if sent[kind] <= EACH:
            yield call


def test_nothing_that_is_sent_stands_in_anything_that_is_told(
    server: Server, app: Flask, place: Path, collector: Collector
) -> None:
    for call in sendable(app):
        answer = server.ask(call.method, call.path, call.body or None, **call.headers)
        assert answer.status < 500, call
    server.send_raw(f"GET /{MARK} {MARK} HTTP/1.1\r\n\r\n".encode())
    folder = metrics_folder(server)
    counted = [file.read_text("latin-1") for file in folder.glob("*.db")]
    assert counted
    metrics = server.ask("GET", "/metrics").body.decode()

    server.process.terminate()
    said = (server.process.stdout.read() if server.process.stdout else "") + server.greeting
    assert server.process.wait(30) == 0

    log = (place / "stderr").read_text("utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"request", "audit", "server"} <= {line["event"] for line in lines}
    traces = b"".join(collector.received).decode("latin-1")
    assert "/v1/assessments" in traces
    left = [file.read_text("latin-1") for file in (place / "tmp").rglob("*") if file.is_file()]
    for told in (said, log, metrics, traces, *counted, *left):
        assert spoken(told) == ""
    assert not folder.exists()
