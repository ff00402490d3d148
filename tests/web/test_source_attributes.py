"""What the intervention rests on and which facts about people it uses, of all and of each rule."""

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from schemas.attributes import RuleAttributesSchema, SourceAttributesSchema
from service.app import create_app
from service.config import Config
from service.doors.about.predictive import NOT_ASSESSED
from service.doors.about.report import KINDS, report_rule, uses_of
from service.engine.pack import Knowledge
from tests.web.shapes import problem_of

PATH = "/v1/about/source-attributes"
NUMBERED = [
    "bibliographic_citation",
    "developer",
    "funding",
    "release_and_revision_dates",
    "race",
    "ethnicity",
    "language",
    "sexual_orientation",
    "gender_identity",
    "sex",
    "date_of_birth",
    "social_determinants",
    "health_status_assessments",
]


def test_all_thirteen_are_told_in_their_order(client: FlaskClient, knowledge: Knowledge) -> None:
    response = client.get(PATH)
    body = response.get_json()
    assert SourceAttributesSchema().validate(body) == {}
    told = [*body["statements"], *body["attributes"]]
    assert [one["id"] for one in told] == NUMBERED
    assert [one["number"] for one in told] == list(range(1, 14))
    by_id = {one["id"]: one for one in told}
    assert by_id["developer"]["value"] == knowledge.about.developer
    assert str(len(knowledge.sources)) in by_id["bibliographic_citation"]["value"]
    assert knowledge.about.released in by_id["release_and_revision_dates"]["value"]
    assert by_id["race"]["use"] == "not_used"
    assert by_id["sex"]["use"] == "used"
    assert by_id["sex"]["fields"] == ["/patient/sex"]
    assert "als" in by_id["sex"]["rules"]["conditions"]
    assert client.get(PATH, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_what_nobody_has_stated_is_not_made_up(client: FlaskClient, knowledge: Knowledge) -> None:
    assert knowledge.about.funding is None
    funding = client.get(PATH).get_json()["statements"][2]["value"]
    assert funding.startswith("Not declared")


def test_the_predictive_attributes_stand_where_something_fitted_is_switched_on(
    client: FlaskClient, knowledge: Knowledge
) -> None:
    assert client.get(PATH).get_json()["predictive"] is None
    fitted = create_app(Config(calibration=True), knowledge).test_client().get(PATH).get_json()
    assert SourceAttributesSchema().validate(fitted) == {}
    told = {(one["section"], one["id"]): one for one in fitted["predictive"]}
    assert knowledge.calibration
    assert str(knowledge.calibration.n) in told["development", "training_data"]["value"]
    fairness = [one for key, one in told.items() if "fairness" in " ".join(key)]
    assert fairness
    assert all((one["value"], one["assessed"]) == (NOT_ASSESSED, False) for one in fairness)


def test_every_rule_tells_its_own(knowledge: Knowledge) -> None:
    uses = uses_of(knowledge)
    whole = {name: use.rules for name, use in uses.items()}
    shelves: dict[str, Mapping[str, object]] = {
        "conditions": knowledge.conditions,
        "red-flags": knowledge.red_flags,
        "tests": knowledge.tests,
        "movements": knowledge.movements.kinds,
    }
    assert set(shelves) == set(KINDS)
    for kind, rules in shelves.items():
        for name in list(rules)[::9]:
            told = report_rule(knowledge, uses, kind, name)
            assert RuleAttributesSchema().validate(told) == {}
            assert told["review"] == "Not yet reviewed by a clinician."
            assert [one["id"] for one in told["citations"]] == told["sources"]
            for one in told["attributes"]:
                assert (one["use"] == "used") == (name in whole[one["id"]].get(kind, ())), (name, one["id"])
                assert bool(one["findings"]) == (one["use"] == "used")


@pytest.mark.parametrize("path", ["conditions/als", "red-flags/serotonin-toxicity", "tests/ck", "movements/tremor"])
def test_a_rule_is_read_by_its_path(path: str, client: FlaskClient) -> None:
    body = client.get(f"{PATH}/{path}").get_json()
    assert RuleAttributesSchema().validate(body) == {}
    assert f"{body['kind']}/{body['rule']['id']}" == path
    assert body["sources"]
    assert client.get(body["rule"]["page"]).status_code == 200


@pytest.mark.parametrize("path", ["conditions/nowhere", "red-flags/als", "findings/twitching"])
def test_what_is_not_there_is_a_problem(path: str, client: FlaskClient) -> None:
    problem_of(client.get(f"{PATH}/{path}"), 404)
