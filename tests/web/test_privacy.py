"""Nothing that a caller sends is logged or repeated, whether the request is good, bad or breaks the service."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.doors.documents import FULL, LEAST, places, replaced
from tests.web.conftest import Post

CANARY = "Xq7Zkwv"
NUMBER = 987654321.25


@pytest.fixture(autouse=True)
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Every logger at its most talkative."""
    with caplog.at_level(logging.DEBUG):
        yield


def unspoken(caplog: pytest.LogCaptureFixture, *texts: str) -> None:
    """Nothing of the caller's stands in the logs or in the texts."""
    whole = "\n".join((caplog.text, *(str(vars(record)) for record in caplog.records), *texts))
    assert CANARY.casefold() not in whole.casefold()
    assert "987654321" not in whole


@pytest.mark.parametrize(
    "value", [CANARY, NUMBER, [CANARY], {"site": CANARY}], ids=["text", "number", "list", "object"]
)
def test_a_wrong_value_in_any_field_is_neither_logged_nor_repeated(
    value: Any, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    for path in places(FULL):
        response = post(replaced(FULL, path, value))
        assert response.status_code in (200, 422), path
        unspoken(caplog, response.get_data(as_text=True))
        # What was looked through need not be looked through again for each of hundreds of fields.
        caplog.clear()


def test_free_text_that_is_taken_is_neither_logged_nor_repeated(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    medications = [{"name": CANARY, "dose": CANARY}, {"name": "lithium", "dose": CANARY}]
    response = post({**LEAST, "medications": medications})
    assert response.status_code == 200
    unspoken(caplog, response.get_data(as_text=True))


def test_a_good_history_is_not_logged(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    assert post(FULL).status_code == 200
    for word in ("calf", "sertraline", "neurology_clinic"):
        assert word not in caplog.text


@pytest.mark.parametrize(
    "raw",
    [
        f'{{"course": {CANARY}}}',
        f'{{"course": "{CANARY}", "course": "{CANARY}"}}',
        f'{{"course": "{CANARY}\\ud83d"}}',
        f"{CANARY}",
        f'["{CANARY}", NaN]',
    ],
)
def test_an_unreadable_body_is_neither_logged_nor_repeated(
    raw: str, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    response = post(raw.encode())
    assert response.status_code == 400
    unspoken(caplog, response.get_data(as_text=True))


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/findings/{CANARY}",
        f"/{CANARY}",
        f"/v1/findings?limit={CANARY}",
        f"/livez?name={CANARY}",
        f"/v1/findings?q={CANARY}",
    ],
)
def test_an_address_is_neither_logged_nor_repeated(
    path: str, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    unspoken(caplog, client.get(path).get_data(as_text=True))


def test_headers_are_neither_logged_nor_repeated_where_they_are_no_fair_ids(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    given = f"Mrs {CANARY}"
    names = ("X-Request-ID", "X-Correlation-ID", "User-Agent", "Authorization", "Cookie", "Referer")
    response = client.get("/v1/about", headers=dict.fromkeys(names, given))
    unspoken(caplog, str(response.headers), response.get_data(as_text=True))


@pytest.mark.parametrize("part", ["assess", "read_history", "report_assessment"])
def test_a_fault_of_ours_tells_nothing_of_the_patient(
    part: str,
    post: Post,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*arguments: Any, **_: Any) -> None:
        raise ValueError(CANARY, json.dumps(FULL), arguments)

    monkeypatch.setattr(f"service.web.assessments.{part}", fail)
    response = post({**LEAST, "medications": [{"name": CANARY}]})
    assert response.status_code == 500
    told = capfd.readouterr().err
    assert [json.loads(line)["event"] for line in told.splitlines()] == ["internal_error", "request"]
    unspoken(caplog, response.get_data(as_text=True), told)


def test_a_request_to_explain_is_as_silent(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    history = {"sites": [{"site": CANARY}], "patient": {"age_years": NUMBER}}
    response = post({"condition": CANARY, "history": history}, "/v1/assessments/explain")
    assert response.status_code == 422
    unspoken(caplog, response.get_data(as_text=True))
