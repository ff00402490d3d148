"""Pages travel compressed to whoever can read that; answers to programs go as they are."""

import gzip

import brotli
import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from service.web.examples import load_example

PAGES = ("/", "/docs", "/knowledge", "/evaluation", "/static/form.css")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_page_compressed(client: FlaskClient, path: str) -> None:
    plain, _ = _fetched(client, path, "")
    small, headers = _fetched(client, path, "gzip")
    smaller, _ = _fetched(client, path, "gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in headers["Vary"]
    assert gzip.decompress(small) == plain
    assert brotli.decompress(smaller) == plain
    assert len(smaller) < len(plain) / 2


def _fetched(client: FlaskClient, path: str, accepted: str) -> tuple[bytes, Headers]:
    """The bytes and headers of a page. A file is closed with its response."""
    with client.get(path, headers={"Accept-Encoding": accepted}) as page:
        return page.get_data(), page.headers


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
