"""Every message that the services send, good news and bad: JSON, labelled so, nothing null or empty, valid FHIR."""

import json
from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from fhir.resources.R4B.operationoutcome import OperationOutcome
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.doors.cds.services import SERVICES
from tests.cds.conftest import Answered
from tests.cds.records import HOOKS, Json, bundle, members, problem, request

VIEW = "/cds-services/fascicle-patient-view"
# The only two members that may be an empty list.
LISTS = {"services", "cards"}
Example = Callable[[str], Json]


def partial() -> Json:
    """A call that tells less than it might, of somebody else too."""
    document = request("patient-view", problem("Fasciculation"), problem("x", subject={"reference": "Patient/p9"}))
    del document["prefetch"]["results"]
    return document


@pytest.fixture
def messages(client: FlaskClient, example: Example, answered: Answered) -> list[TestResponse]:
    """One of every sort."""
    unread = request("patient-view")
    wrong = answered({"movement": {"types": ["fasciculation"]}})
    wrong["item"].append({"linkId": "nowhere"})
    unread["prefetch"]["questionnaireResponse"] = bundle(wrong)
    bodies: list[tuple[str, Any]] = [
        *((f"/cds-services/fascicle-{hook}", example(hook)) for hook in HOOKS),
        *((f"/cds-services/{one.id}/feedback", example("feedback")) for one in SERVICES),
        *((VIEW, body) for body in (request("patient-view"), partial(), unread, {}, [], {"hook": 7})),
        (VIEW, request("patient-view") | {"prefetch": {}}),
        ("/cds-services/nobody", {}),
        ("/cds-services", {}),
        (f"{VIEW}/feedback", {"feedback": []}),
    ]
    sent = [client.post(path, json=body) for path, body in bodies]
    return [client.get("/cds-services"), client.post(VIEW, data=b"{}", content_type="text/plain"), *sent]


def strictly(response: TestResponse) -> Any:
    """What a message says, by JSON's own rules."""

    def refuse(name: str) -> NoReturn:
        raise AssertionError(name)

    return json.loads(response.get_data(), parse_constant=refuse)


def test_every_message_is_json_and_says_so(messages: list[TestResponse]) -> None:
    assert {one.status_code for one in messages} == {200, 400, 404, 405, 412, 415, 422}
    for one in messages:
        assert one.mimetype == "application/json"
        assert isinstance(strictly(one), dict)


def test_nothing_in_any_message_is_null_or_empty_but_the_two_lists(messages: list[TestResponse]) -> None:
    for one in messages:
        found = [(name, value) for name, value in members(strictly(one)) if value in (None, "", [], {})]
        assert [name for name, _ in found if name not in LISTS] == [], one.get_data(as_text=True)[:200]


def test_every_message_has_the_members_of_its_kind_and_no_others(messages: list[TestResponse]) -> None:
    kinds = {frozenset(strictly(one)) for one in messages if one.status_code == 200}
    assert kinds == {
        frozenset(("services",)),
        frozenset(("cards",)),
        frozenset(("cards", "extension")),
        frozenset(("received",)),
    }


def test_every_error_is_a_valid_operation_outcome(messages: list[TestResponse]) -> None:
    for one in messages:
        if one.status_code != 200:
            outcome = OperationOutcome.model_validate(strictly(one))
            assert all(issue.severity == "error" for issue in outcome.issue)
