"""GET /cds-services, and the prefetch templates that it publishes."""

import re
from urllib.parse import parse_qsl, unquote

import pytest
from flask.testing import FlaskClient

from service.doors.cds.services import KINDS, SERVICES, discovery
from service.engine.pack import Knowledge
from tests.cds.records import HOOKS, Json

# Of HL7's library of hooks: version of the definition, and the fields that it marks as usable in prefetch.
LIBRARY = {
    "patient-view": "1.0",
    "encounter-start": "1.0",
    "problem-list-item-create": "0.1.0",
    "order-select": "1.0",
    "order-sign": "1.0",
}
TOKENS = {"context.userId", "context.patientId", "context.encounterId"}
MEMBERS = {"hook", "hookVersion", "version", "id", "title", "description", "usageRequirements", "prefetch"}
# Search parameters of FHIR R4 by type, of those that the templates use.
REFERENCES, CODES = {"patient", "questionnaire"}, {"clinical-status", "status", "code"}


@pytest.fixture
def services(client: FlaskClient) -> list[Json]:
    response = client.get("/cds-services")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    found: list[Json] = response.get_json()["services"]
    return found


def test_it_lists_one_service_for_each_hook(services: list[Json]) -> None:
    assert [one["hook"] for one in services] == list(HOOKS)
    assert len({one["id"] for one in services}) == len(services)
    for one in services:
        assert one["id"] == f"fascicle-{one['hook']}"
        assert re.fullmatch(r"[a-z-]+", one["id"])


def test_every_service_says_what_it_is(services: list[Json]) -> None:
    for one in services:
        assert set(one) == MEMBERS
        assert all(isinstance(one[name], str) and one[name] for name in MEMBERS - {"prefetch"})
        assert one["hookVersion"] == LIBRARY[one["hook"]]
        assert one["version"] == "2.0.1"


def test_every_service_is_called_at_its_id(services: list[Json], client: FlaskClient) -> None:
    for one in services:
        assert client.post(f"/cds-services/{one['id']}", json={}).status_code == 400


def test_it_may_be_kept_for_a_while(client: FlaskClient) -> None:
    first = client.get("/cds-services")
    again = client.get("/cds-services", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_every_template_is_a_relative_read_or_search(services: list[Json]) -> None:
    for one in services:
        assert set(one["prefetch"]) == set(KINDS)
        for key, template in one["prefetch"].items():
            assert "://" not in template
            assert "$" not in template
            assert template[0] != "/"
            assert re.match(r"[A-Z][A-Za-z]+[/?]", template)
            assert template.startswith(KINDS[key][0])


def test_tokens_are_context_fields_that_the_hook_offers(services: list[Json]) -> None:
    for one in services:
        for template in one["prefetch"].values():
            tokens = set(re.findall(r"{{(.*?)}}", template))
            assert tokens
            assert tokens <= TOKENS
            assert template.count("{{") == template.count("}}") == len(re.findall(r"{{", template))


def test_searches_keep_to_the_subset_that_clients_support(services: list[Json]) -> None:
    for template in services[0]["prefetch"].values():
        if "?" not in template:
            continue
        for name, value in parse_qsl(template.partition("?")[2], strict_parsing=True):
            assert name in {*REFERENCES, *CODES, "_sort", "_count"}
            assert name not in CODES or re.fullmatch(r"[a-z0-9,-]+", value)
            assert name != "_count" or value.isdecimal()


def test_laboratory_results_are_asked_for_by_code(services: list[Json], knowledge: Knowledge) -> None:
    query = dict(parse_qsl(services[0]["prefetch"]["results"].partition("?")[2]))
    assert set(query["code"].split(",")) == {code for one in knowledge.analytes.values() for code in one.loinc}
    assert query["_sort"] == "-date"


def test_our_own_questionnaire_is_asked_for_by_its_name(services: list[Json]) -> None:
    template = unquote(services[0]["prefetch"]["questionnaireResponse"])
    assert "/Questionnaire/muscle-twitching" in template


def test_every_hook_is_of_the_library_and_needs_what_the_library_says(knowledge: Knowledge) -> None:
    required = {
        "patient-view": {"userId", "patientId"},
        "encounter-start": {"userId", "patientId", "encounterId"},
        "problem-list-item-create": {"userId", "patientId", "conditions"},
        "order-select": {"userId", "patientId", "selections", "draftOrders"},
        "order-sign": {"userId", "patientId", "draftOrders"},
    }
    assert {one.hook: set(one.needs) for one in SERVICES} == required
    assert len(discovery(knowledge)["services"]) == len(LIBRARY)
