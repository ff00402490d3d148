"""What runs, whether it lives, and whether it may be asked."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from schemas.about import AboutSchema, HealthSchema
from service import __version__
from service.app import create_app
from service.config import Config
from service.engine.pack import Knowledge
from service.web import service_info


def test_about_tells_who_made_what_for_whom(client: FlaskClient, knowledge: Knowledge) -> None:
    body = client.get("/v1/about").get_json()
    assert AboutSchema().validate(body) == {}
    assert (body["service"], body["version"]) == ("Fascicle", __version__)
    assert body["knowledge"] == {"version": knowledge.about.version, "sha256": knowledge.about.sha256, "overlay": None}
    status = knowledge.about.regulatory_status
    assert body["intended_use"] == {**knowledge.about.intended_use, "regulatory_status": status}
    assert body["counts"]["conditions"] == len(knowledge.conditions)
    assert sum(body["grades"].values()) == body["counts"]["weights"] > 0
    assert body["reviewed_conditions"] == sum(c.reviewed is not None for c in knowledge.conditions.values())


def test_alive_is_not_more_than_that(client: FlaskClient) -> None:
    response = client.get("/livez")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok", "checks": {"process": "ok"}})
    assert response.headers["Cache-Control"] == "no-store"


def test_ready_when_the_built_in_case_is_answered_rightly(client: FlaskClient) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.get_json() == {"status": "ok", "checks": {"knowledge": "ok", "built_in_case": "ok"}}


def _fail(*_: Any) -> None:
    raise ZeroDivisionError("Ottilie Xq7Zkwv")


def _lower(found: Callable[..., Any]) -> Callable[..., Any]:
    """An assessment that forgets every red flag and all that speaks for danger."""
    history = {"sites": [{"site": "calf"}]}
    return lambda reception, _document: found(reception, history)


@pytest.mark.parametrize(
    ("name", "broken", "told"),
    [("assess", _fail, "ZeroDivisionError"), ("read_history", _lower(service_info.read_history), "wrong_level")],
)
def test_not_ready_when_it_is_answered_wrongly_or_not_at_all(
    name: str, broken: Callable[..., Any], told: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_info, name, broken)
    response = client.get("/readyz")
    body = response.get_json()
    assert response.status_code == 503
    assert HealthSchema().validate(body) == {}
    assert body == {"status": "failing", "checks": {"knowledge": "ok", "built_in_case": told}}
    assert client.get("/livez").status_code == 200


def test_knowledge_that_cannot_answer_the_built_in_case_is_not_ready(made_up: Knowledge) -> None:
    response = create_app(Config(), made_up).test_client().get("/readyz")
    assert response.status_code == 503
    assert response.get_json()["checks"]["built_in_case"] == "InvalidHistoryError"


def test_a_service_keeps_to_its_own_knowledge(own_app: Flask, made_up: Knowledge, client: FlaskClient) -> None:
    own = own_app.test_client().get("/v1/about")
    assert own.headers["Knowledge-Version"] == made_up.about.version
    assert own.get_json()["counts"]["findings"] == 2
    assert client.get("/v1/about").get_json()["counts"]["findings"] > 2
