"""A browser keeps the files of a page until a release brings others, and never those of another release."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.web.assets import KEPT, digest_of


@pytest.fixture
def address(client: FlaskClient) -> str:
    """Where the form's style sheet is."""
    found = re.search(r'href="(/static/[^"]+/form\.css)"', client.get("/").get_data(as_text=True))
    assert found
    return found[1]


def test_a_file_of_this_release_is_kept(address: str, client: FlaskClient) -> None:
    response = client.get(address, buffered=True)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == KEPT
    assert response.get_data() == client.get("/static/form.css", buffered=True).get_data()


@pytest.mark.parametrize("other", ["/static/at-000000000000/form.css", "/static/form.css"])
def test_under_any_other_address_it_is_asked_for_again(other: str, client: FlaskClient) -> None:
    response = client.get(other, buffered=True)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


def test_what_is_not_there_is_not_kept(address: str, client: FlaskClient) -> None:
    release = address.rpartition("/")[0]
    for name in ("nothing.css", "../templates/base.html", ""):
        response = client.get(f"{release}/{name}")
        assert response.status_code == 404
        assert response.headers["Cache-Control"] == "no-store"


def test_the_digest_changes_with_a_file_and_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    file = tmp_path / "a" / "one.css"
    file.write_text("p {}")
    seen = {digest_of(tmp_path), digest_of(tmp_path)}
    file.write_text("p { }")
    seen.add(digest_of(tmp_path))
    file.rename(tmp_path / "a" / "two.css")
    seen.add(digest_of(tmp_path))
    assert len(seen) == 3
