"""Every request of the Bruno collection, sent as it stands in its file to the service."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tools.clients.bruno import PLACE

ADDRESS = "{{address}}"
FILES = sorted(path for path in PLACE.glob("*/*.bru") if path.parent.name != "environments")


def block(text: str, name: str) -> str:
    """What stands in a block of Bruno's language, without the indentation; empty where there is no such block."""
    found = re.search(rf"^{name} {{\n(.*?)\n}}$", text, re.MULTILINE | re.DOTALL)
    return re.sub(r"^ {2}", "", found[1], flags=re.MULTILINE) if found else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_answered(path: Path, client: FlaskClient) -> None:
    text = path.read_text("utf-8")
    method = next(verb for verb in ("get", "post") if block(text, verb))
    url = re.search(r"^url: (.+)$", block(text, method), re.MULTILINE)
    assert url is not None
    told = dict(line.split(": ", 1) for line in block(text, "headers").splitlines())
    body = next((found for kind in ("json", "text") if (found := block(text, f"body:{kind}"))), None)
    response = client.open(url[1].removeprefix(ADDRESS), method=method.upper(), headers=told, data=body)
    assert url[1].startswith(f"{ADDRESS}/")
    assert (response.status_code, bool(response.get_data())) == (200, True), response.get_data(as_text=True)[:500]
