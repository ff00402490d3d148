"""What a person or a tool reads first: the page to start from, the docs and the description."""

import html
import re

import pytest
import yaml
from flask.testing import FlaskClient

BOOK = "/knowledge"
PAGES = (
    "/",
    "/start",
    "/docs",
    "/evaluation",
    "/knowledge",
    "/knowledge/review",
    "/knowledge/conditions",
    "/knowledge/conditions/als",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_html_that_needs_nothing_from_elsewhere(path: str, client: FlaskClient) -> None:
    response = client.get(path)
    text = response.get_data(as_text=True)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert text.startswith("<!doctype html>")
    scripts = re.findall(r"<script[^>]*>.*?</script>", text, re.DOTALL)
    assert all(re.fullmatch(r'<script type="module" src="/static/[^"]+"></script>', script) for script in scripts)
    assert path == "/" or not scripts
    assert "style=" not in text
    loaded = re.findall(r"<(?:link|img|iframe|source|script)[^>]+(?:href|src)=\"([^\"]+)\"", text)
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    assert all(client.get(address, buffered=True).status_code == 200 for address in loaded)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_within_the_service_leads_somewhere(path: str, client: FlaskClient) -> None:
    """Those from one page of the book to another are followed, all of them, in `test_knowledge_book`."""
    text = client.get(path).get_data(as_text=True)
    links = set(re.findall(r"<a [^>]*href=\"(/[^\"#]*)", text))
    for address in (one for one in links if not (path.startswith(BOOK) and one.startswith(BOOK))):
        assert client.get(address).status_code == 200, address


def test_the_start_page_says_what_it_must_not_be_used_for(client: FlaskClient) -> None:
    about = client.get("/v1/about").get_json()["intended_use"]
    text = client.get("/start").get_data(as_text=True)
    assert about["purpose"][:40] in text
    assert about["not_for"][:40] in text
    assert "/docs" in text
    assert re.search(r"released \d\d [A-Z][a-z]+ \d{4}\.", text)


def test_the_docs_name_every_operation(client: FlaskClient) -> None:
    described = yaml.safe_load(client.get("/openapi.yaml").get_data())
    text = html.unescape(client.get("/docs").get_data(as_text=True))
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert path.split("{")[0] in text
            assert operation["summary"] in text
    assert {"CDS Hooks", "FHIR"} <= set(re.findall(r"<h2 id=[^>]*>([^<]+)</h2>", text))


def test_the_description_is_yaml_that_a_cache_may_keep(client: FlaskClient) -> None:
    response = client.get("/openapi.yaml")
    assert response.mimetype == "application/yaml"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert yaml.safe_load(response.get_data())["openapi"] == "3.1.0"


def test_a_page_that_is_not_there_is_a_problem_and_no_file_leaks(client: FlaskClient) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/", "/static/templates/base.html"):
        assert client.get(path).status_code == 404
