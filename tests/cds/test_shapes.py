"""Each shape that prefetch comes in, for each service, with and without a FHIR server: an answer or an honest error."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.cds.conftest import Ask
from tests.cds.ehr import MAN, Ehr, authorization
from tests.cds.records import HOOKS, Json, bundle, lacking, problem

OUTCOME: Json = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
OTHERS = ("conditions", "medications", "questionnaireResponse", "results")
NEXT = [{"relation": "next", "url": "https://ehr.example/fhir?page=2"}]
ABSENT = object()
NONE = {"null": None, "empty": bundle(), "bare": {"resourceType": "Bundle"}}
FAILED = {"absent": ABSENT, "outcome": OUTCOME}
PARTS = {"page": bundle(link=NEXT), "error within": bundle(OUTCOME)}
WRONG = {"kind": {"resourceType": "Basic"}, "text": "none", "number": 7, "list": [], "nothing": {}}
# Where the rest may be had: nowhere, from a server that the site does not list, from one that it does.
Send = Callable[[Json, Json], Any]


@pytest.fixture(params=["none", "unlisted", "listed"])
def send(request: pytest.FixtureRequest, client: FlaskClient, ask: Ask, ehr: Ehr) -> Send:
    """Send a call with some prefetch; `listed` says whether the server will be asked."""
    ehr.holds = {"Patient": MAN, "Condition": bundle(problem("Fasciculation"))}

    def call(document: Json, prefetch: Json) -> Any:
        more = {"fhirServer": ehr.base, "fhirAuthorization": authorization()}
        named = {**document, "prefetch": prefetch, **(more if request.param == "unlisted" else {})}
        if request.param == "listed":
            return ask(document, prefetch)
        return client.post(f"/cds-services/fascicle-{document['hook']}", json=named)

    call.__dict__["listed"] = request.param == "listed"
    return call


@pytest.fixture(params=HOOKS)
def document(request: pytest.FixtureRequest, example: Callable[[str], Json]) -> Json:
    """A call that is worth a card."""
    return example(request.param)


def shaped(document: Json, keys: tuple[str, ...], value: Any) -> Json:
    """Its prefetch with another value under some keys."""
    kept = {key: one for key, one in document["prefetch"].items() if key not in keys}
    return kept if value is ABSENT else {**kept, **dict.fromkeys(keys, value)}


def test_whatever_comes_of_the_record_is_answered_or_refused_with_its_place(document: Json, send: Send) -> None:
    for value in NONE.values():
        response = send(document, shaped(document, OTHERS, value))
        assert (response.status_code, lacking(response)) == (200, {})
    for told, values in (("missing", FAILED), ("partly", PARTS)):
        for name, value in values.items():
            response = send(document, shaped(document, OTHERS, value))
            fetched = send.__dict__["listed"] and told == "missing"
            assert response.status_code == 200, name
            assert lacking(response) == ({} if fetched else {told: lacking(response).get(told)}), name
            assert fetched or sorted(lacking(response)[told]) == sorted(OTHERS), name
            assert response.get_json()["cards"] or not fetched, name
    for name, value in WRONG.items():
        response = send(document, shaped(document, OTHERS, value))
        places = {place for issue in response.get_json()["issue"] for place in issue["expression"]}
        assert (response.status_code, places) == (400, {f"prefetch.{key}" for key in OTHERS}), name


def test_without_the_patient_no_card_is_made(document: Json, send: Send) -> None:
    for name, value in {**NONE, **FAILED, **WRONG}.items():
        response = send(document, shaped(document, ("patient",), value))
        fetched = send.__dict__["listed"] and name in FAILED
        assert response.status_code == (200 if fetched else 400 if name in WRONG else 412), name
        assert ("cards" in response.get_json()) == fetched, name
