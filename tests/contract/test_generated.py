"""Requests made up from the description by the hundred: no crash, no surprise, no answer that is not described."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from service.engine import explain

FILE = Path(__file__).resolve().parents[2] / "openapi.yaml"
# The same requests on every machine. Each field is first wrong in each way once; so many more are drawn at random.
SEED = 20_261_122
# `make soak` draws more, and wants the answers counted.
DRAWN = int(os.environ.get("SOAK_DRAWN", "10"))
COUNTED = os.environ.get("SOAK_COUNT")
statuses: Counter[int] = Counter()


def described() -> Any:
    """The operations of the description, with how requests are made up and what is expected of the answers."""
    config = schemathesis.Config(seed=SEED)
    project = config.projects.default
    project.generation.update(max_examples=DRAWN, deterministic=True, no_shrink=True)
    # A text in its place may still be no word of the vocabulary, which JSON Schema leaves open: 422 is right as well.
    project.checks.positive_data_acceptance.expected_statuses = ["2xx", "304", "404", "422"]
    # What is wrong may be its size.
    project.checks.negative_data_rejection.expected_statuses = ["400", "404", "405", "406", "412", "413", "415", "422"]
    return schemathesis.openapi.from_path(FILE, config=config)


@schemathesis.serializer("application/x-ndjson")
def one_line(_: Any, value: Any) -> bytes:
    """A made-up history as a batch of one."""
    return json.dumps(value).encode() + b"\n"


@pytest.fixture(scope="module", autouse=True)
def short_search() -> Iterator[None]:
    """Leave out the long search of an explanation: `test_responses` holds an answer with changes to its description."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explain, "_changes", lambda *_: ())
        yield
    if COUNTED:
        Path(COUNTED).write_text(json.dumps(statuses), "utf-8")


def as_described(case: Any, app: Flask) -> None:
    # CDS Hooks leaves the context and the prefetch open; what a hook needs of them is told with 400 and 412. A bad line
    # of a batch is refused in its line: the batch as a whole is right.
    open_ended = {"/cds-services/": positive_data_acceptance, "/v1/assessments/batch": negative_data_rejection}
    excluded = [check for start, check in open_ended.items() if case.path.startswith(start)]
    # Without a socket between them nobody undoes a compression.
    whole = {"Accept-Encoding": "identity"}
    statuses[case.call_and_validate(app=app, headers=whole, excluded_checks=excluded or None).status_code] += 1


# One test for each operation, by its own name: the plugin gives all tests of one function one id, and of tests with
# one id a parallel run does but the first.
api = described()
TESTS = {f"test_{verb}_{path}": (verb, path) for path, verbs in api.raw_schema["paths"].items() for verb in verbs}
for name, (verb, path) in TESTS.items():
    globals()[name] = api.include(path=path, method=verb.upper()).parametrize()(as_described)


def test_every_operation_is_tried(operations: dict[tuple[str, str], Any]) -> None:
    assert set(TESTS.values()) == set(operations)
