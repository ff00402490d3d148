"""Every condition, finding, red flag and test in an answer says where its page is, and the page is there."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.web.examples import load_example
from tests.web.conftest import Post

Json = dict[str, Any]


def objects(part: Any) -> Iterator[Json]:
    """Every object of an answer, from the outside in."""
    if isinstance(part, dict):
        yield part
    for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from objects(value)


def held(client: FlaskClient, answer: Json) -> set[str]:
    """The pages that an answer names, each after it was opened."""
    pages = {one["page"] for one in objects(answer) if one.get("page")}
    for page in pages:
        assert client.get(page).status_code == 200, page
    return pages


@pytest.mark.parametrize("name", ["weak-hand", "boy-morning-jerks", "eyelid", "sparse"])
def test_an_assessment_links_all_that_it_names(name: str, client: FlaskClient, post: Post) -> None:
    answer = post(load_example(name)).get_json()
    pages = held(client, answer)
    for one in objects(answer):
        if one.get("finding"):
            assert one.get("page") in (None, f"/knowledge/findings/{one['finding']}")
    for entry in (*answer["differential"], *answer["must_not_miss"]):
        assert entry["condition"]["page"] == f"/knowledge/conditions/{entry['condition']['id']}"
    assert {f"/knowledge/red-flags/{flag['id']}" for flag in answer["red_flags"]} <= pages
    assert all(one["test"]["page"] == f"/knowledge/tests/{one['test']['id']}" for one in answer["workup"])
    for reason in answer["referral"]["because"]:
        assert (reason["page"] is None) == (reason["rule"] is None)


def test_an_explanation_links_all_that_it_names(client: FlaskClient, post: Post) -> None:
    answer = post(load_example("explain-als"), "/v1/assessments/explain").get_json()
    assert answer["entry"]["condition"]["page"] == "/knowledge/conditions/als"
    assert answer["leader"]["page"] in held(client, answer)


@pytest.mark.parametrize("path", ["conditions", "findings", "red-flags", "tests", "medications", "screens", "sources"])
def test_the_vocabulary_links_its_pages(path: str, client: FlaskClient) -> None:
    listed = client.get(f"/v1/{path}?limit=3").get_json()
    assert len(held(client, listed)) == len(listed["items"])
    entry = client.get(listed["items"][0]["href"]).get_json()
    assert entry["page"] == listed["items"][0]["page"] == listed["items"][0]["href"].replace("/v1/", "/knowledge/")
    held(client, entry)
