"""What the service told while a test ran: the lines on standard error, the metrics."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.engine.pack import Knowledge
from service.web.observe.metrics import exposition
from tests.web.conftest import made_up, own_app, post

__all__ = ["made_up", "own_app", "post"]

Told = Callable[[], list[dict[str, Any]]]
Count = Callable[..., float]


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]) -> Iterator[Told]:
    """The lines that were logged since the last look, each one JSON object."""

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capfd.readouterr().err.splitlines()]

    return read


@pytest.fixture
def count(knowledge: Knowledge) -> Count:
    """By how much a metric has grown since the test began."""

    def value(name: str, **labels: str) -> float:
        return sum(
            sample.value
            for family in text_string_to_metric_families(exposition(knowledge).decode())
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    return value
