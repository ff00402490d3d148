"""One event, one line; fields of a closed list; nothing that does not look like what its field holds."""

import errno
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from gunicorn.config import Config as Settings

from service.web.observe import events
from service.web.observe.events import emit, quieten
from service.web.observe.others import JsonLogger
from tests.observe.conftest import Count, Told

UUID = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """The logger of the process, whatever a test did to it."""
    logger = events._current.logger
    yield
    events._current.logger = logger


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard error takes nothing more."""

    class Full:
        def error(self, *_: str, **__: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        info = error

    monkeypatch.setattr(events._current, "logger", Full())


def test_an_event_is_one_line_of_json(capfd: pytest.CaptureFixture[str]) -> None:
    emit("feedback", action="accepted", count=2, caller=None)

    (line,) = capfd.readouterr().err.splitlines()
    told = json.loads(line)
    assert datetime.fromisoformat(told.pop("time")) - datetime.now(UTC) < timedelta(minutes=1)
    assert told == {"event": "feedback", "level": "info", "action": "accepted", "count": 2}


def test_a_field_that_is_not_declared_is_a_mistake_of_ours(told: Told) -> None:
    with pytest.raises(TypeError, match="site is no field"):
        emit("request", site="calf")
    assert told() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", "the patient, Jane Roe, refused"),
        ("reason", "two\nlines"),
        ("reason", "a" * 161),
        ("reason", ""),
        ("status", "Jane"),
        ("request_id", "Jane"),
        ("request_id", "9434765919"),
        ("correlation_id", "NHS-9434765919"),
        ("role", ["Jane"]),
        ("knowledge", 9434765919),
    ],
)
def test_a_value_that_its_field_does_not_hold_is_withheld(field: str, value: object, told: Told) -> None:
    emit("request", **{field: value})

    (line,) = told()
    assert line[field] == "withheld"


@pytest.mark.parametrize("made", [UUID, UUID.replace("-", ""), UUID.upper(), "01ARZ3NDEKTSV4RRFFQ69G5FAV"])
def test_an_id_that_a_machine_made_is_told(made: str, told: Told) -> None:
    emit("request", request_id=made)

    (line,) = told()
    assert line["request_id"] == made


def test_what_is_less_grave_than_asked_for_is_not_told(told: Told) -> None:
    quieten("warning")
    emit("request")
    emit("internal_error", "error")

    assert [line["event"] for line in told()] == ["internal_error"]


@pytest.mark.usefixtures("full_disk")
def test_a_line_that_cannot_be_written_costs_no_answer_and_is_counted(client: FlaskClient, count: Count) -> None:
    before = count("fascicle_log_lines_lost_total")

    assert client.post("/v1/assessments", json={"sites": [{"site": "calf"}]}).status_code == 200
    assert client.post("/v1/assessments", json={"sites": 1}).status_code == 422
    assert count("fascicle_log_lines_lost_total") == before + 2


@pytest.fixture
def taken_over() -> Iterator[JsonLogger]:
    """gunicorn's logger, and every other of the process, as a server has them."""
    root, server = logging.getLogger(), logging.getLogger("gunicorn.error")
    before = root.handlers, root.level, server.handlers, server.level, server.propagate
    settings = Settings()
    settings.set("errorlog", "-")
    yield JsonLogger(settings)
    logging.captureWarnings(capture=False)
    root.handlers, root.level, server.handlers, server.level, server.propagate = before


def test_the_servers_own_messages_are_lines_like_ours(taken_over: JsonLogger, told: Told) -> None:
    taken_over.info("Booting worker with pid: %s", 12)

    (line,) = told()
    assert (line["event"], line["level"], line["message"]) == ("server", "info", "Booting worker with pid: 12")


def test_the_message_of_an_exception_is_never_told(taken_over: JsonLogger, told: Told) -> None:
    try:
        int("Jane Roe")
    except ValueError:
        taken_over.exception("Socket error processing request.")

    (line,) = told()
    assert (line["level"], line["kind"]) == ("error", "ValueError")
    assert "Jane" not in str(line)


@pytest.mark.usefixtures("taken_over")
def test_of_what_a_library_says_only_who_and_where_is_told(told: Told) -> None:
    library = logging.getLogger("some.library")
    library.warning("cannot read %s", "Jane Roe")
    library.info("Jane Roe")

    (line,) = told()
    assert (line["event"], line["level"], line["logger"]) == ("library", "warning", "some.library")
    assert line["place"].startswith("test_events:")
    assert "Jane" not in str(line)
