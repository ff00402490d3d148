"""Fascicle called by a page as the public CDS Hooks Sandbox is one: another origin, signed tokens, its own prefetch."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from joserfc.jwk import ECKey
from playwright.sync_api import Browser, Error, Page, expect

from service.app import create_app
from service.config import Config
from service.engine.pack import Knowledge
from service.loader.margins import Margins
from tests.access.small import public_set
from tests.access.talking import make_certificate, said, talking
from tests.browser.conftest import PATIENCE, listening
from tests.cds.ehr import Ehr, open_ehr
from tests.cds.records import PATIENT
from tests.cds.sandbox import ISSUER, Sandbox, open_sandbox, page_app

LITHIUM = {"id": "756059", "name": "24 HR Lithium Carbonate 450 MG Extended Release Oral Tablet"}
SIGNED = f"drafted({LITHIUM}, true)"
EVERYTHING = ("patient", "conditions", "medications", "results", "questionnaireResponse")


@dataclass
class Later:
    """An app whose address is known before it is made."""

    app: Any = field(default=None)

    def __call__(self, environ: Any, start: Any) -> Any:
        return self.app(environ, start)


@dataclass(frozen=True)
class World:
    """All that runs: the page's origin, the service's address, the FHIR server, and the page's key."""

    origin: str
    service: str
    ehr: Ehr
    jku: str
    key: ECKey

    def setup(self, key: ECKey | None = None) -> dict[str, Any]:
        """The page's settings; with another key it is a stranger."""
        shown = (key or self.key).as_dict(private=True)
        signs = {name: shown[name] for name in ("kty", "crv", "x", "y", "d")}
        named = {"discovery": f"{self.service}/cds-services", "fhir": self.ehr.base, "patient": PATIENT}
        return {**named, "jku": self.jku, "kid": "one", "key": signs}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge, margins: Margins) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("sandbox")
    certificate, key = make_certificate(folder), ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
    service = Later()
    with (
        pytest.MonkeyPatch.context() as patch,
        open_ehr() as ehr,
        talking(certificate, said(200, public_set(key))) as (issuer, _),
        listening(page_app()) as origin,
        listening(service) as address,
    ):
        patch.setenv("SSL_CERT_FILE", str(certificate))
        jku, clients = f"{issuer}/.well-known/jwks.json", folder / "clients.yaml"
        clients.write_text(yaml.safe_dump({"clients": [{"issuer": ISSUER, "jku": [jku]}]}))
        known = {"cors_origins": (origin,), "cds_clients": clients, "fhir_servers": (ehr.base,)}
        service.app = create_app(Config(base_url=address, **known), knowledge, margins)
        yield World(origin, address, ehr, jku, key)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def sandbox(page: Page, world: World) -> Sandbox:
    world.ehr.begin()
    opened = open_sandbox(page, world.origin, world.setup())
    assert opened.discover()["status"] == 200
    return opened


def test_opening_a_record_shows_a_card_and_what_became_of_it_is_taken(sandbox: Sandbox, world: World) -> None:
    told = sandbox.call("patient-view")
    assert (told["status"], "extension" in told["body"]) == (200, False)
    card = told["body"]["cards"][0]
    assert sandbox.cards == [(card["indicator"], card["summary"])]
    expect(sandbox.page.get_by_alt_text("Could not fetch icon")).to_have_js_property("naturalWidth", 100)
    for words in (card["suggestions"][0]["label"], "Dismiss", f"Override: {card['overrideReasons'][0]['display']}"):
        assert sandbox.press(words) == {"status": 200, "body": {"received": 1}}
    assert {"Condition", "Observation", "Patient"} <= set(world.ehr.kinds)


def test_its_links_open_the_rule_and_the_form(sandbox: Sandbox) -> None:
    links = sandbox.call("patient-view")["body"]["cards"][0]["links"]
    assert {link["type"] for link in links} == {"absolute", "smart"}
    for link in links:
        with sandbox.page.context.expect_page() as opened:
            sandbox.page.get_by_role("button", name=link["label"], exact=True).click()
        expect(opened.value.locator("h1").first).to_be_visible()


def test_an_order_is_called_about_before_it_names_a_medicine_and_as_it_is_signed(sandbox: Sandbox) -> None:
    selected = "selections: ['MedicationRequest/request-123']"
    writing = sandbox.call("order-select", f"{{...drafted(), {selected}}}")
    assert (writing["status"], writing["body"], sandbox.cards) == (200, {"cards": []}, [])
    for hook, context in (("order-select", f"{{...drafted({LITHIUM}), {selected}}}"), ("order-sign", SIGNED)):
        assert sandbox.call(hook, context)["status"] == 200
        assert [words.partition(" can")[0] for _, words in sandbox.cards] == ["Lithium"]


@pytest.mark.parametrize(("failing", "asked"), [(("conditions",), 1), (EVERYTHING, 5)])
def test_what_the_page_could_not_fetch_the_service_fetches(
    failing: tuple[str, ...], asked: int, sandbox: Sandbox, world: World
) -> None:
    told = sandbox.call("patient-view", failing=failing)
    assert (told["status"], len(sandbox.cards), "extension" in told["body"]) == (200, 1, False)
    assert (len(world.ehr.asked), world.ehr.pages) == (len(EVERYTHING), len(EVERYTHING) - asked)


def test_a_stranger_is_told_so_and_a_page_of_another_origin_reads_nothing(page: Page, world: World) -> None:
    stranger = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
    assert open_sandbox(page, world.origin, world.setup(stranger)).discover() == {"status": 401, "hooks": []}
    with listening(page_app()) as elsewhere:
        evil = open_sandbox(page, elsewhere, world.setup())
        for asked in (
            evil.discover,
            lambda: page.evaluate("send('POST', setup.discovery + '/fascicle-patient-view', {})"),
        ):
            _blocked(asked)


def _blocked(ask: Callable[[], object]) -> None:
    with pytest.raises(Error, match="Failed to fetch"):
        ask()
