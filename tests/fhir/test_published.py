"""What is published under /fhir, how it travels, and how errors are told."""

import gzip
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.config import BODY_LIMIT_BYTES
from service.doors.fhir.canonical import CANONICAL, SYSTEMS
from service.doors.fhir.publish import FIRST, KINDS
from service.engine.pack import Knowledge
from service.web.body import RECORD_TIMES
from tests.fhir.conftest import ASSESS, POPULATE, Post
from tests.fhir.records import bundle, patient

Json = dict[str, Any]


def all_of(client: FlaskClient, kind: str) -> dict[str, Json]:
    """Every resource of a type by id."""
    return {one["resource"]["id"]: one["resource"] for one in client.get(f"/fhir/{kind}").get_json()["entry"]}


def test_the_capability_statement_says_what_is_served(client: FlaskClient, app: Flask) -> None:
    told = client.get("/fhir/metadata").get_json()
    assert told["fhirVersion"] == "4.0.1"
    served = {rule.rule for rule in app.url_map.iter_rules()}
    for one in told["rest"][0]["resource"]:
        assert ("interaction" in one) is (client.get(f"/fhir/{one['type']}").status_code == 200)
        for operation in one.get("operation", []):
            assert f"/fhir/{one['type']}/${operation['name']}" in served
    assert {one["type"] for one in told["rest"][0]["resource"]} == {*KINDS, "QuestionnaireResponse"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_resource_is_read_by_id_and_found_by_url(client: FlaskClient, kind: str) -> None:
    found = all_of(client, kind)
    assert FIRST[kind] in found
    for name, one in found.items():
        assert one["url"] == f"{CANONICAL}/{kind}/{name}"
        assert client.get(f"/fhir/{kind}/{name}").get_json() == one
    one = client.get(f"/fhir/{kind}", query_string={"url": f"{CANONICAL}/{kind}/{FIRST[kind]}|1"}).get_json()
    assert [entry["resource"]["id"] for entry in one["entry"]] == [FIRST[kind]]
    nothing = client.get(f"/fhir/{kind}?url=https://other.example").get_json()
    assert (nothing["total"], "entry" in nothing) == (0, False)


def test_every_id_of_an_answer_is_a_published_code(client: FlaskClient, knowledge: Knowledge) -> None:
    systems = all_of(client, "CodeSystem")
    codes = {name: {one["code"] for one in system["concept"]} for name, system in systems.items()}
    assert codes["findings"] == set(knowledge.findings)
    assert codes["conditions"] == set(knowledge.conditions)
    assert codes["tests"] == set(knowledge.tests)
    assert codes["red-flags"] == set(knowledge.red_flags)
    assert codes["services"] == set(knowledge.policy.services)
    assert codes["override-reasons"]
    assert codes["status"] == {"present", "absent", "unknown"}
    assert all(system["count"] == len(codes[name]) for name, system in systems.items())
    assert set(all_of(client, "ValueSet")) == set(systems)


def test_public_codes_are_those_of_the_rules(client: FlaskClient, knowledge: Knowledge) -> None:
    groups = all_of(client, "ConceptMap")["findings"]["group"]
    mapped = {
        (group["target"], element["code"]): {one["code"] for one in element["target"]}
        for group in groups
        for element in group["element"]
    }
    for name, finding in knowledge.findings.items():
        for system, several in finding.codes.items():
            assert mapped[SYSTEMS[system], name] == set(several)


def test_what_is_published_may_be_kept_and_asked_for_again(client: FlaskClient) -> None:
    first = client.get("/fhir/Questionnaire/muscle-twitching")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = client.get("/fhir/Questionnaire/muscle-twitching", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize("path", ["Questionnaire/muscle-twitching", "Questionnaire", "metadata"])
def test_it_travels_compressed_to_whoever_can_read_that(path: str, client: FlaskClient) -> None:
    whole, small = (client.get(f"/fhir/{path}", headers=said) for said in ({}, {"Accept-Encoding": "gzip, deflate"}))
    assert ("Content-Encoding" in whole.headers, small.headers["Content-Encoding"]) == (False, "gzip")
    assert gzip.decompress(small.get_data()) == whole.get_data()
    assert 2 * len(small.get_data()) < len(whole.get_data())
    assert "Accept-Encoding" in small.headers["Vary"]
    assert small.headers["ETag"] != whole.headers["ETag"]


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        (None, "", "application/fhir+json"),
        ("application/fhir+json", "", "application/fhir+json"),
        ("application/json", "", "application/json"),
        ("text/html,*/*;q=0.1", "", "application/fhir+json"),
        ("application/fhir+json; fhirVersion=4.0", "", "application/fhir+json"),
        ("application/json;charset=utf-8", "", "application/json"),
        ("application/fhir+json;q=0.2, application/json; charset=utf-8", "", "application/json"),
        ("application/fhir+xml", "?_format=json", "application/fhir+json"),
        (None, "?_format=application/fhir%2Bjson", "application/fhir+json"),
    ],
)
def test_it_travels_as_the_caller_asks(client: FlaskClient, accept: str | None, query: str, media_type: str) -> None:
    answer = client.get(f"/fhir/metadata{query}", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, media_type)


@pytest.mark.parametrize(
    ("accept", "query"),
    [("application/fhir+xml", ""), ("*/*", "?_format=xml"), ("application/fhir+json; fhirVersion=5.0", "")],
)
def test_what_cannot_be_had_is_refused_before_anything_is_read(client: FlaskClient, accept: str, query: str) -> None:
    for answer in (
        client.get(f"/fhir/metadata{query}", headers={"Accept": accept}),
        client.post(f"{ASSESS}{query}", json=patient(), headers={"Accept": accept}),
    ):
        assert answer.status_code == 406
        assert answer.get_json()["issue"][0]["code"] == "not-supported"


def test_plain_json_is_taken_too(client: FlaskClient) -> None:
    assert client.post(POPULATE, json=bundle(patient())).status_code == 200


def test_every_error_is_an_operation_outcome(client: FlaskClient, post: Post) -> None:
    too_long = b" " * (RECORD_TIMES * BODY_LIMIT_BYTES + 1)
    answers = {
        400: client.post(ASSESS, data="{", content_type="application/fhir+json"),
        404: client.get("/fhir/Basic"),
        405: client.delete("/fhir/metadata"),
        413: client.post(ASSESS, data=too_long, content_type="application/fhir+json"),
        415: client.post(ASSESS, data="<x/>", content_type="application/fhir+xml"),
        422: post(ASSESS, patient()),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.mimetype == "application/fhir+json"
        assert answer.headers["Cache-Control"] == "no-store"
        outcome = answer.get_json()
        assert outcome["resourceType"] == "OperationOutcome"
        assert {one["severity"] for one in outcome["issue"]} == {"error"}
        assert all(one["details"]["text"] for one in outcome["issue"])


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("?_id=findings", ["findings"]),
        ("?_id=nothing", []),
        ("?url=https://fascicle.example/fhir/CodeSystem/tests|1", ["tests"]),
        ("?url=https://fascicle.example/fhir/CodeSystem/tests&_id=findings", []),
    ],
)
def test_one_is_found_by_its_canonical_or_its_id(client: FlaskClient, query: str, ids: list[str]) -> None:
    found = client.get(f"/fhir/CodeSystem{query}").get_json()
    assert [one["resource"]["id"] for one in found.get("entry", ())] == ids
    assert found["total"] == len(ids)
