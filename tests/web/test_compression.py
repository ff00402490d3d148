"""Pages travel compressed to whoever can read that; answers to programs go as they are."""

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

from service.web.openapi import load_example

PAGES = ("/", "/docs", "/knowledge", "/evaluation", "/static/form.css")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_page_compressed(client: FlaskClient, path: str) -> None:
    with client.get(path) as page:
        plain = page.get_data()
    small = client.get(path, headers={"Accept-Encoding": "gzip"})
    smaller = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.get_data()) == plain
    assert brotli.decompress(smaller.get_data()) == plain
    assert len(smaller.get_data()) < len(plain) / 2
    assert "Accept-Encoding" in small.headers["Vary"]


def test_a_compressed_page_is_not_sent_twice(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "br"}
    etag = client.get("/knowledge", headers=headers).headers["ETag"]
    assert client.get("/knowledge", headers={**headers, "If-None-Match": etag}).status_code == 304


def test_the_answer_in_the_form_is_compressed(client: FlaskClient) -> None:
    form = {"patient.age_years": "30", "finding.twitching": "present"}
    answer = client.post("/form/answer", data=form, headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Cache-Control"] == "no-store"


def test_answers_to_programs_are_not_compressed(client: FlaskClient) -> None:
    answer = client.post("/v1/assessments", json=load_example("eyelid"), headers={"Accept-Encoding": "br, gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
