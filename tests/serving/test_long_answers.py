"""A batch that takes longer than gunicorn lets a worker be silent comes whole, and no answer may go on for ever."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wsgi import FileWrapper

from service.web import worker
from tests.serving.server import EXAMPLE, serving

LINE = json.dumps(json.loads(EXAMPLE)).encode() + b"\n"
# Of these a worker has for well over the second that it may be silent here.
MANY = 250


def test_a_batch_longer_than_the_time_limit_comes_whole(tmp_path: Path, rules_folder: Path) -> None:
    with serving(
        tmp_path / "stderr",
        FASCICLE_RULES=str(rules_folder),
        FASCICLE_WORKERS="1",
        GUNICORN_CMD_ARGS="--timeout 1",
    ) as server:
        answer = server.ask("POST", "/v1/assessments/batch", LINE * MANY, Content_Type="application/x-ndjson")
    lines = [json.loads(line) for line in answer.body.splitlines()]
    assert lines[-1]["end"] == {"answered": MANY, "refused": 0, "complete": True}
    assert len(lines) == MANY + 1
    assert "WORKER TIMEOUT" not in server.log.read_text("utf-8")


class Closed:
    """An answer of some parts that knows whether it was closed."""

    closed = False

    def __init__(self, *parts: bytes) -> None:
        self.parts = iter(parts)

    def __iter__(self) -> Any:
        return self.parts

    def close(self) -> None:
        self.closed = True


def test_each_part_is_a_sign_of_life_until_it_has_taken_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 1.0, worker.LONGEST_ANSWER_SECONDS + 1, worker.LONGEST_ANSWER_SECONDS + 2])
    monkeypatch.setattr(worker, "monotonic", lambda: next(times))
    signs: list[int] = []
    made = Closed(b"a", b"b", b"c")
    answer = worker.alive(lambda *_: made, lambda: signs.append(1))({}, None)
    assert list(answer) == [b"a", b"b", b"c"]
    assert len(signs) == 1
    answer.close()
    assert made.closed


def test_a_file_is_left_to_gunicorn() -> None:
    file = FileWrapper(BytesIO(b"x"))
    assert worker.alive(lambda *_: file, lambda: None)({}, None) is file
