"""The service as a site runs it: gunicorn, its settings, its start, its answers and its end."""

import json
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.server import EXAMPLE, ROOT, Server, command, environment, read_answer, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, rules_folder: Path) -> Iterator[Server]:
    """One server for all tests that leave it as it was."""
    log = tmp_path_factory.mktemp("serving") / "stderr"
    with serving(log, FASCICLE_RULES=str(rules_folder), FASCICLE_WORKERS="2") as running:
        yield running


def start_in_vain(**settings: str) -> subprocess.CompletedProcess[str]:
    """Start a server that must not come up, to its end."""
    return subprocess.run(
        command(), cwd=ROOT, env=environment(**settings), capture_output=True, text=True, timeout=60, check=False
    )


def test_the_call_suggested_at_the_start_is_answered(server: Server) -> None:
    words = server.suggested_call()
    path = words[words.index("-s") + 1].split(str(server.address[1]))[1]
    name, value = words[words.index("-H") + 1].split(": ")
    history = (ROOT / words[words.index("--data") + 1].removeprefix("@")).read_bytes()

    answer = server.ask("POST", path, history, **{name: value})

    assert answer.status == 200
    assert answer.json()["differential"][0]["condition"]["id"] == "eyelid-myokymia"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["knowledge-version"] == answer.json()["knowledge"]["version"]


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_is_told_to_get_and_to_head(server: Server, path: str) -> None:
    got, head = server.ask("GET", path), server.ask("HEAD", path)

    assert (got.status, got.json()["status"]) == (200, "ok")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(got.body))


def test_a_history_may_come_in_chunks(server: Server) -> None:
    whole = server.ask("POST", "/v1/assessments", EXAMPLE, Content_Type="application/json")
    chunked = server.ask("POST", "/v1/assessments", iter([EXAMPLE[:40], EXAMPLE[40:]]), Content_Type="application/json")

    assert (chunked.status, chunked.body) == (200, whole.body)


def test_chunks_do_not_get_round_the_size_limit(server: Server) -> None:
    # Hardly more than the limit, so that the answer is not lost in a body still on its way when the server hangs up.
    endless = iter([b" " * 65536] * 4 + [b"  "])

    answer = server.ask("POST", "/v1/assessments", endless, Content_Type="application/json")

    assert (answer.status, answer.json()["type"]) == (413, "/problems/body-too-large")


FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        ("/v1/assessments", b"Content-Type: application/json\r\n" + CHUNKED + b"Roe\r\n{}\r\n0\r\n\r\n"),
        ("/v1/assessments", b"Content-Type: application/json\r\n" + CHUNKED + b"1\r\n{}\r\n0\r\n\r\n"),
        ("/v1/assessments", b"Content-Type: application/json\r\n" + CHUNKED + b"2\r\n{}\r\n0\r\n"),
        ("/v1/assessments", b"Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{}"),
        ("/", FORM + CHUNKED + b"zz\r\n"),
        ("/", FORM + b"Content-Length: 40\r\n\r\nsex=male&age=55"),
    ],
)
def test_a_body_that_comes_in_part_is_refused(server: Server, path: str, rest: bytes) -> None:
    """Half a form would read like a whole one with fewer facts."""
    answer = server.send_all(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n".encode() + rest)

    assert (answer.status, answer.json()["type"]) == (400, "/problems/bad-request")
    assert "internal_error" not in server.log.read_text()


@pytest.mark.parametrize("head", [b"Content-Length: 99999\r\n\r\n%b", CHUNKED + b"%x\r\n%b\r\nzz\r\n"])
def test_a_batch_that_was_cut_off_says_so(server: Server, head: bytes) -> None:
    """At the end of a line it would look like a short one."""
    line = json.dumps(json.loads(EXAMPLE)).encode() + b"\n"
    told = head % ((line,) if head.count(b"%") == 1 else (len(line), line))
    answer = server.send_all(
        b"POST /v1/assessments/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n" + told
    )

    assert answer.status == 200
    assert json.loads(answer.body.splitlines()[-1])["end"]["complete"] is False


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"GET /v1/findings?q=Jane Roe HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nJane Roe: born 1950\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Jane Roe\r\n\r\n", 400),
        (b"GET /?q=" + b"Jane%20Roe" * 500 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nX-Note: " + b"Jane Roe " * 1000 + b"\r\n\r\n", 431),
    ],
)
def test_what_is_not_http_is_refused_without_repeating_it(server: Server, request_head: bytes, status: int) -> None:
    answer = server.send_raw(request_head)

    assert (answer.status, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert b"Jane" not in answer.body
    told = [json.loads(line) for line in server.log.read_text().splitlines() if "request not answered" in line]
    assert {line["level"] for line in told} == {"warning"}  # anybody can send such bytes: no fault of the service
    assert "Jane" not in server.log.read_text()


def test_what_a_caller_sends_is_not_logged(server: Server) -> None:
    server.ask("GET", "/v1/findings?q=Joan%20Doe", X_Request_ID="id-of-Joan")
    server.ask("POST", "/v1/assessments", b'{"reporter": "Joan"}', Content_Type="application/json")
    server.ask("GET", "/Joan")

    assert "Joan" not in server.log.read_text()


def test_sigterm_lets_requests_under_way_finish(tmp_path: Path, rules_folder: Path) -> None:
    with (
        serving(tmp_path / "stderr", FASCICLE_RULES=str(rules_folder), FASCICLE_WORKERS="2") as server,
        begin_request(server) as first,
        begin_request(server) as second,
    ):
        server.process.send_signal(signal.SIGTERM)
        wait_until_told(server, "Handling signal: term")
        answers = []
        for connection in (first, second):
            connection.sendall(EXAMPLE)
            answers.append(read_answer(connection))

        assert [answer.status for answer in answers] == [200, 200]
        assert all(answer.json()["differential"] for answer in answers)
        assert server.process.wait(30) == 0


def begin_request(server: Server) -> socket.socket:
    """A request whose head a worker has read and whose body is still to come."""
    connection = server.connect()
    head = f"POST /v1/assessments HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(EXAMPLE)}\r\n"
    connection.sendall(f"{head}Expect: 100-continue\r\nContent-Type: application/json\r\n\r\n".encode())
    assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    return connection


def wait_until_told(server: Server, words: str) -> None:
    """Return once the server's log holds the words."""
    limit = time.monotonic() + 30
    while words not in server.log.read_text():
        assert time.monotonic() < limit, f"The server never said: {words}"
        time.sleep(0.05)


def test_rules_with_a_fault_keep_the_port_shut(tmp_path: Path, rules_folder: Path) -> None:
    card = shutil.copytree(rules_folder, tmp_path / "rules") / "conditions/als.yaml"
    lines = card.read_text().splitlines()
    card.write_text("\n".join([*lines, "id: als"]))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    ended = start_in_vain(FASCICLE_RULES=str(card.parents[1]), FASCICLE_BIND=f"127.0.0.1:{port}")

    assert ended.returncode == 1
    assert f"rules/conditions/als.yaml:{len(lines) + 1}: /id:" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "listens" not in ended.stdout
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_an_overlay_that_lowers_a_red_flag_keeps_the_service_down(tmp_path: Path, rules_folder: Path) -> None:
    folder = shutil.copytree(ROOT / "examples" / "overlay", tmp_path / "overlay")
    changes = folder / "changes.yaml"
    changes.write_text(changes.read_text().replace("level: emergency", "level: routine"))

    ended = start_in_vain(FASCICLE_RULES=str(rules_folder), FASCICLE_OVERLAY=str(folder))

    assert ended.returncode == 1
    assert ended.stderr.startswith("Fascicle does not start: 2 faults in the rules.\noverlay/changes.yaml:")
    assert "An overlay may raise a level, never lower it" in ended.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FASCICLE_BIND", "somewhere"),
        ("FASCICLE_BIND", "127.0.0.1:65536"),
        ("FASCICLE_WORKERS", "0"),
        ("FASCICLE_WORKERS", "many"),
        ("FASCICLE_LOG_LEVEL", "debug"),
        ("FASCICLE_RULES", "no/such/folder"),
        ("FASCICLE_OVERLAY", "no/such/folder"),
        ("FASCICLE_BODY_LIMIT", "1"),
        ("FASCICLE_CALIBRATION", "yes"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_one_line(name: str, value: str) -> None:
    ended = start_in_vain(**{name: value})

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Fascicle does not start: {name} must ")
    assert ended.stderr.count("\n") == 1
