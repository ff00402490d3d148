"""The Python client against the live service."""

import json
from collections.abc import Iterator

import pytest
from fascicle_client import Fascicle, FascicleError
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from tests.browser.conftest import listening

KEY = "a-key"


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    with listening(app) as address:
        yield address


@pytest.fixture
def fascicle(site: str) -> Fascicle:
    return Fascicle(f"{site}/", seconds=60)


def test_a_history_is_assessed(fascicle: Fascicle) -> None:
    answer = fascicle.post_v1_assessments({"sites": [{"site": "calf"}], "patient": {"age_years": 41}})
    assert answer["referral"]["level"] == "primary_care"
    assert answer["differential"][0]["rank"] == 1


def test_the_vocabulary_is_searched_and_read(fascicle: Fascicle) -> None:
    page = fascicle.get_v1_findings(q="tongue & more", limit=2)
    assert len(page["items"]) <= 2
    assert fascicle.get_v1_conditions_name("als")["id"] == "als"


def test_hooks_fhir_lines_and_text_come_as_they_are(fascicle: Fascicle) -> None:
    assert next(one["hook"] for one in fascicle.get_cds_services()["services"]) == "patient-view"
    assert fascicle.get_fhir_metadata()["resourceType"] == "CapabilityStatement"
    answers = fascicle.post_v1_assessments_batch('{"sites": [{"site": "calf"}]}\n{}\n').splitlines()
    assert len([json.loads(line) for line in answers]) >= 2
    assert fascicle.get_openapi_yaml().startswith("#")


def test_an_error_brings_the_problem_and_says_nothing_of_the_history(fascicle: Fascicle) -> None:
    with pytest.raises(FascicleError) as caught:
        fascicle.post_v1_assessments({"sites": [{"site": "Xq7Zkwv"}]})
    assert caught.value.status == 422
    assert caught.value.problem["errors"][0]["pointer"] == "/sites/0/site"
    assert str(caught.value) == "The service answered with 422."


def test_a_history_follows_nobody_elsewhere() -> None:
    away = Flask("away")
    reached: list[str] = []

    @away.route("/v1/assessments", methods=["POST"])
    def elsewhere() -> Response:
        return redirect("/reached", 307)

    @away.route("/reached", methods=["GET", "POST"])
    def reach() -> str:
        reached.append("reached")
        return ""

    with listening(away) as address, pytest.raises(FascicleError) as caught:
        Fascicle(address).post_v1_assessments({})
    assert caught.value.status == 307
    assert not reached


def test_a_token_goes_with_every_call() -> None:
    guarded = Flask("guarded")
    seen: list[str | None] = []
    guarded.before_request(lambda: seen.append(request.headers.get("Authorization")))
    guarded.add_url_rule("/livez", "livez", lambda: {"status": "ok"})
    with listening(guarded) as address:
        assert Fascicle(address, token=KEY).get_livez() == {"status": "ok"}
    assert seen == [f"Bearer {KEY}"]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://fascicle.example", "fascicle.example"])
def test_only_http_is_spoken(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Fascicle(address)
