"""A real gunicorn, called as the public CDS Hooks Sandbox calls: from a page of another origin, with signed tokens."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import yaml
from joserfc.jwk import ECKey

from tests.access.small import public_set
from tests.access.talking import make_certificate, said, talking
from tests.cds.ehr import Ehr, open_ehr
from tests.cds.records import bundle, medicine
from tests.cds.sandbox import ORIGIN, BlockedError, Sandbox
from tests.serving.server import serving

BASE = "https://fascicle.hospital.example"


@pytest.fixture(scope="module")
def ehr() -> Iterator[Ehr]:
    with open_ehr() as running:
        yield running


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory, ehr: Ehr) -> Iterator[Sandbox]:
    """The page, and a service that knows its origin, its keys and its FHIR server."""
    folder = tmp_path_factory.mktemp("sandbox")
    certificate, key = make_certificate(folder), ECKey.generate_key("P-384", {"kid": "one", "use": "sig"})
    with talking(certificate, said(200, public_set(key))) as (address, _):
        jku = f"{address}/.well-known/jwks.json"
        clients = folder / "clients.yaml"
        clients.write_text(yaml.safe_dump({"clients": [{"issuer": ORIGIN, "jku": [jku]}]}))
        settings = {
            "FASCICLE_CORS_ORIGINS": ORIGIN,
            "FASCICLE_CDS_CLIENTS": str(clients),
            "FASCICLE_BASE_URL": BASE,
            "FASCICLE_FHIR_SERVERS": ehr.base,
            "SSL_CERT_FILE": str(certificate),
        }
        with serving(folder / "log", **settings) as server:
            yield Sandbox(server, BASE, jku, key)


def test_it_finds_a_service_for_each_hook(sandbox: Sandbox) -> None:
    assert len(sandbox.services()) == 5


def test_opening_a_record_shows_a_card_and_what_became_of_it_is_taken(sandbox: Sandbox, ehr: Ehr) -> None:
    card = sandbox.open(ehr, "patient-view").json()["cards"][0]
    assert card["summary"].startswith("Fasciculation")
    assert {link["type"] for link in card["links"]} == {"absolute", "smart"}
    taken = {"card": card["uuid"], "outcome": "accepted", "outcomeTimestamp": "2026-11-22T10:00:00.000Z"}
    taken["acceptedSuggestions"] = [{"id": card["suggestions"][0]["uuid"]}]
    told = sandbox.browse("POST", "/cds-services/fascicle-patient-view/feedback", {"feedback": [taken]})
    assert (told.status, told.json()) == (200, {"received": 1})


def test_signing_an_order_shows_the_medicine(sandbox: Sandbox, ehr: Ehr) -> None:
    cards = sandbox.open(ehr, "order-sign", draftOrders=bundle(medicine("Lithium carbonate"))).json()["cards"]
    assert cards[0]["summary"].startswith("Lithium can cause")


def test_what_the_page_could_not_fetch_the_service_fetches(sandbox: Sandbox, ehr: Ehr) -> None:
    ehr.asked.clear()
    everything = ("patient", "conditions", "medications", "results", "questionnaireResponse")
    for failing, asked in ((("conditions",), ["Condition"]), (everything, None)):
        answer = sandbox.open(ehr, "patient-view", failing)
        assert (answer.status, len(answer.json()["cards"])) == (200, 1)
        assert "extension" not in answer.json()
        assert asked is None or ehr.kinds == asked
    assert len(ehr.asked) == 6


def test_a_page_of_another_origin_or_a_stranger_gets_nowhere(sandbox: Sandbox, ehr: Ehr) -> None:
    stranger = ECKey.generate_key("P-384", {"kid": "one", "use": "sig"})
    refused = replace(sandbox, key=stranger).browse("GET", "/cds-services")
    assert (refused.status, refused.json()["resourceType"]) == (401, "OperationOutcome")
    evil = replace(sandbox, origin="https://evil.example")
    with pytest.raises(BlockedError):
        evil.open(ehr, "patient-view")
