"""Short words for reading, refusing and answering a document."""

from collections.abc import Callable
from typing import Any

import pytest

from service.doors.faults import Fault, InvalidHistoryError
from service.doors.intake import Reading, Reception, contradiction_faults, read_history
from service.doors.report import report_assessment
from service.engine.assess import assess
from service.engine.evidence import ContradictionError


@pytest.fixture(scope="session")
def read(reception: Reception) -> Callable[[Any], Reading]:
    """Read a document that is right."""
    return lambda document: read_history(reception, document)


@pytest.fixture(scope="session")
def faults_of(reception: Reception) -> Callable[[Any], list[Fault]]:
    """Every fault of a document; none where it is read."""

    def collect(document: Any) -> list[Fault]:
        try:
            read_history(reception, document)
        except InvalidHistoryError as error:
            return error.faults
        return []

    return collect


@pytest.fixture(scope="session")
def codes_of(faults_of: Callable[[Any], list[Fault]]) -> Callable[[Any], list[tuple[str, str]]]:
    """Where the faults of a document are, and their codes."""
    return lambda document: [(fault.pointer, fault.code) for fault in faults_of(document)]


@pytest.fixture(scope="session")
def answer(reception: Reception) -> Callable[[Any], dict[str, Any]]:
    """The answer to a document that is right."""

    def respond(document: Any) -> dict[str, Any]:
        reading = read_history(reception, document)
        return report_assessment(reception.knowledge, reading, assess(reception.knowledge, reading.history))

    return respond


@pytest.fixture(scope="session")
def contradictions(reception: Reception) -> Callable[..., list[Fault]]:
    """What a document is told of its contradictions; `at` is where it stands in the caller's own."""

    def refuse(document: Any, at: str = "") -> list[Fault]:
        reading = read_history(reception, document, at)
        with pytest.raises(ContradictionError) as caught:
            assess(reception.knowledge, reading.history)
        return contradiction_faults(reception.knowledge, reading.history, caught.value, at).faults

    return refuse
