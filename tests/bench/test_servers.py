"""What the bench starts and asks: a real echo, and a twin that reads a history as the service does."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from bench.callgrind import count_from_here
from bench.cases import bodies
from bench.client import ask, drive, message
from bench.server import ECHO, Server, _children, _pss_of
from bench.tails import at_rate
from bench.turns import Turn
from bench.twin_intake import intake_model, read_accepted, taking_accepted
from service.doors.intake import Reception, read_history
from service.web.body import parse_json

ROOT = Path(__file__).resolve().parents[2]
# What of gunicorn.conf.py is the service's own: its worker, its log, its hooks.
OWN = {"child_exit", "config", "logger_class", "on_starting", "when_ready", "worker_class"}


@pytest.fixture(scope="module")
def echo() -> Iterator[Server]:
    with Server(ECHO) as server:
        yield server


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> type[BaseModel]:
    return intake_model(tmp_path_factory.mktemp("model") / "intake_model.py")


def test_the_echo_answers_as_much_as_it_is_asked_for(echo: Server) -> None:
    assert len(ask(echo.port, echo.message(b"{}", 52_000))) == 52_000


def test_a_turn_costs_the_server_time_of_its_own(echo: Server) -> None:
    requests = [echo.message(b"{}", 1000)] * 50
    cpu, clock = Turn("echo", echo, requests)(0.0)
    assert 0 < cpu < clock * 2


def test_memory_is_that_of_master_and_worker(echo: Server) -> None:
    each = [_pss_of(pid) for pid in (echo._process.pid, *_children(echo._process.pid))]
    assert len(each) == 2
    assert max(each) < sum(each) * 0.9 < echo.memory() < sum(each) * 1.1


def test_connections_can_be_kept_or_not(echo: Server) -> None:
    assert drive(echo.port, [echo.message(b"{}", 10)] * 9) > 0


def test_an_answer_that_is_no_success_is_an_error(echo: Server) -> None:
    with pytest.raises(ConnectionError, match="404"):
        ask(echo.port, message("GET", "/nowhere", echo.port))


def test_at_a_constant_rate_every_request_is_timed(echo: Server) -> None:
    times = at_rate(echo.port, [echo.message(b"{}", 100_000)], rate=100.0, seconds=0.5)
    assert len(times) == 50
    assert all(time > 0 for time in times)


def test_the_echo_has_the_flags_of_the_service() -> None:
    echo, service = (_flags(config) for config in ("python:bench.plain", "gunicorn.conf.py"))
    assert {name for name in service if echo[name] != service[name]} == OWN


def _flags(config: str) -> dict[str, str]:
    """Every setting of gunicorn's, as it prints them."""
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", config, "--print-config", "bench.echo:app"],
        cwd=ROOT,
        env={**os.environ, "FASCICLE_BIND": "127.0.0.1:0", "FASCICLE_WORKERS": "1", "FASCICLE_LOG_LEVEL": "warning"},
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(line.split("=", 1) for line in re.sub(r" +=", "=", done.stdout).splitlines() if "=" in line)


def test_the_twin_reads_a_history_as_the_service_does(reception: Reception, model: type[BaseModel]) -> None:
    twin = taking_accepted(reception)
    for body in bodies():
        read = read_accepted(twin, model.model_validate_json(body))
        assert read == read_history(reception, parse_json(body))


@pytest.mark.parametrize("document", [{"course": "sideways"}, {"marked": 1}, {"patient": {"age_years": "old"}}])
def test_the_twin_refuses_what_has_not_the_shape(model: type[BaseModel], document: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(document)


def test_outside_callgrind_counting_changes_nothing() -> None:
    count_from_here()
