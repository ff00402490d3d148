"""Looking up what the knowledge knows: lists, pages, searches, single entries, and what a cache may keep."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.engine.pack import Knowledge
from tests.web.shapes import problem_of

SHELVES = ("findings", "conditions", "red-flags", "tests", "medications", "screens", "sources")


def found(client: FlaskClient, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    return [item["id"] for item in response.get_json()["items"]]


@pytest.mark.parametrize("shelf", SHELVES)
def test_pages_together_hold_every_entry_once_in_the_order_of_ids(
    shelf: str, client: FlaskClient, knowledge: Knowledge
) -> None:
    path: str | None = f"/v1/{shelf}?limit=97"
    gathered: list[dict[str, Any]] = []
    while path:
        page = client.get(path).get_json()
        assert page["offset"] == len(gathered)
        assert len(page["items"]) <= 97
        gathered.extend(page["items"])
        path = page["next"]
    ids = [item["id"] for item in gathered]
    assert ids == sorted(getattr(knowledge, shelf.replace("-", "_")))
    assert page["total"] == len(ids)
    assert page["knowledge"] == {"version": knowledge.about.version, "sha256": knowledge.about.sha256, "overlay": None}


@pytest.mark.parametrize("shelf", SHELVES)
def test_every_line_of_a_list_leads_to_its_entry(shelf: str, client: FlaskClient) -> None:
    items = client.get(f"/v1/{shelf}").get_json()["items"]
    for item in (items[0], items[-1]):
        entry = client.get(item["href"])
        assert entry.status_code == 200
        assert entry.get_json()["id"] == item["id"]


def test_a_page_past_the_end_is_empty(client: FlaskClient) -> None:
    page = client.get("/v1/findings?offset=999999").get_json()
    assert (page["items"], page["next"]) == ([], None)


def test_a_page_starts_where_asked_and_holds_what_is_asked(client: FlaskClient) -> None:
    whole = found(client, "/v1/findings?limit=10")
    assert found(client, "/v1/findings?limit=3&offset=4") == whole[4:7]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("findings?q=fasciculation", "fasciculation"),
        ("findings?q=HP:0003394", "cramp"),
        ("findings?q=foot+drop", "foot-drop"),
        ("findings?q=drop+foot", "foot-drop"),
        ("conditions?q=motor+neurone+disease", "als"),
        ("medications?q=priadel", "lithium"),
        ("medications?q=N05AN01", "lithium"),
        ("findings?q=fasiculation", "fasciculation"),
        ("medications?q=lithum", "lithium"),
        ("conditions?q=eyelid+myokimia", "eyelid-myokymia"),
        ("conditions?q=motor+nuerone+disease", "als"),
    ],
)
def test_a_search_finds_by_any_word_or_code_and_forgives_a_slip(query: str, first: str, client: FlaskClient) -> None:
    assert found(client, f"/v1/{query}")[0] == first


def test_a_search_keeps_to_entries_that_hold_every_word(client: FlaskClient, knowledge: Knowledge) -> None:
    names = found(client, "/v1/findings?q=hand+weakness&limit=500")
    assert "hand-weakness" in names
    assert "foot-drop" not in names
    assert len(names) < len(knowledge.findings) / 10


def test_a_search_for_nothing_lists_all_and_for_nonsense_nothing(client: FlaskClient, knowledge: Knowledge) -> None:
    assert client.get("/v1/findings?q=").get_json()["total"] == len(knowledge.findings)
    assert client.get("/v1/findings?q=%21%21").get_json()["total"] == len(knowledge.findings)
    assert found(client, "/v1/findings?q=qqqqqqqqqqq") == []


def test_the_next_page_of_a_search_is_of_the_same_search(client: FlaskClient) -> None:
    page = client.get("/v1/findings?q=weakness&limit=2").get_json()
    following = client.get(page["next"]).get_json()
    assert following["total"] == page["total"]
    assert not {i["id"] for i in page["items"]} & {i["id"] for i in following["items"]}


@pytest.mark.parametrize("path", ["/v1/findings", "/v1/findings/cramp", "/v1/conditions/als", "/v1/about"])
def test_a_cache_may_keep_an_entry_and_ask_whether_it_still_holds(path: str, client: FlaskClient) -> None:
    response = client.get(path)
    assert response.headers["Cache-Control"] == "public, max-age=300"
    tag = response.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Knowledge-Version"]
    other = client.get(path, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.get_data()) == (200, response.get_data())


def test_another_page_has_another_tag(client: FlaskClient) -> None:
    tags = {client.get(f"/v1/findings?{query}").headers["ETag"] for query in ("", "limit=2", "q=cramp")}
    assert len(tags) == 3


def test_a_condition_shows_its_whole_card_with_sources(client: FlaskClient, knowledge: Knowledge) -> None:
    card = client.get("/v1/conditions/als").get_json()
    assert card["must_not_miss"] is True
    assert len(card["weights"]) == len(knowledge.conditions["als"].weights)
    cited = {source for weight in card["weights"] for source in weight["sources"]}
    assert cited <= {source["id"] for source in card["citations"]}


def test_a_faulty_query_names_all_its_faults(client: FlaskClient) -> None:
    errors = problem_of(client.get("/v1/findings?limit=501&offset=x"), 422)["errors"]
    assert [error["pointer"] for error in errors] == ["/query/limit", "/query/offset"]
