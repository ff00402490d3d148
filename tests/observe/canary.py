"""Requests that carry a mark in every place where a caller can write: made from the routes and the API description."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.routing import Rule

Json = Any

# No part of any word that the rules or the service know.
MARK = "Xq7Zkwv"
NUMBER = 987654321.25
FREE = f"Mrs {MARK}"
# An id of harmless characters: answers may repeat it.
ID = f"{MARK}-request-id"
IDS = ("X-Request-ID", "X-Correlation-ID")
HEADERS = (
    "Accept", "Accept-Language", "Authorization", "Baggage", "Cookie", "Forwarded", "If-None-Match", "Idempotency-Key",
    "Origin", "Prefer", "Referer", "User-Agent", "Want-Repr-Digest", "X-API-Key", "X-Forwarded-For",
    "X-Forwarded-Host", "tracestate", "traceparent",
)  # fmt: skip
Place = tuple[str | int, ...]
# Fields in which people write as they like.
FREE_TEXT = {("dose",), ("past",), ("family",), ("name",), ("display",), ("text",), ("userComment",)}
# How deep the description of a body is followed: an earlier visit holds a whole history once more.
DEEPEST = 6


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request."""

    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def calls(app: Flask) -> Iterator[Call]:
    """Every marked request to every route there is."""
    api = app.extensions["fascicle_openapi"].document
    walked: set[str] = set()
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield from _to_route(api, rule, method, walked)
    yield Call(method="GET", path=f"/{MARK}")
    yield Call(method=MARK.upper(), path="/v1/about")


def _to_route(api: Json, rule: Rule, method: str, walked: set[str]) -> Iterator[Call]:
    path = re.sub(r"<[^>]+>", MARK, rule.rule)
    template = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
    described = api["paths"].get(template, {}).get(method.lower(), {})
    names = [p["name"] for p in described.get("parameters", ()) if p["in"] == "query"]
    query = urlencode({**dict.fromkeys((*names, "q"), MARK), MARK: MARK})
    yield Call(method=method, path=path, headers=dict.fromkeys(HEADERS, MARK) | dict.fromkeys(IDS, ID))
    yield Call(method=method, path=path, headers=dict.fromkeys((*HEADERS, *IDS), FREE))
    yield Call(method=method, path=f"{path}?{query}")
    for name in names:
        yield Call(method=method, path=f"{path}?{urlencode({name: MARK})}")
    if method in ("POST", "PUT", "PATCH", "DELETE"):
        yield from _with_bodies(api, method, path, described, walked)


def _with_bodies(api: Json, method: str, path: str, described: Json, walked: set[str]) -> Iterator[Call]:
    content = described.get("requestBody", {}).get("content", {})
    for media_type, one in content.items():
        for body in _bodies(api, one, walked):
            yield Call(method=method, path=path, body=body, headers={"Content-Type": media_type})
    raw = (f"{MARK}", f'{{"{MARK}": {MARK}}}', f'["{MARK}", NaN]', f'{{"{MARK}": 1, "{MARK}": 1}}', f'"{MARK}\\ud83d"')
    for text in raw:
        yield Call(method=method, path=path, body=text.encode(), headers={"Content-Type": "application/json"})
    for media_type in (MARK, f"application/json; charset={MARK}", f"application/json; {MARK}=1"):
        yield Call(method=method, path=path, body=b"{}", headers={"Content-Type": media_type})
    form = urlencode({MARK: MARK, **dict.fromkeys(("age", "sex", "history", "q", "condition", "as", "date"), FREE)})
    yield Call(
        method=method, path=path, body=form.encode(), headers={"Content-Type": "application/x-www-form-urlencoded"}
    )


def _bodies(api: Json, content: Json, walked: set[str]) -> Iterator[bytes]:
    """The first example with a mark in one place at a time: each place of the examples, and of the schema.

    A schema that another route takes too is walked once; after that its examples are marked in their free text alone.
    """
    examples = [example["value"] for example in content.get("examples", {}).values()] or [{}]
    schema = content.get("schema", {})
    new = schema.get("$ref") not in walked
    for place in sorted(set(_described(api, schema, walked, DEEPEST)), key=str):
        for value in (MARK, FREE, NUMBER, [MARK]):
            yield _text(_put(examples[0], place, value))
    for place in sorted({place for example in examples for place in _places(example)}, key=str):
        if new or place[-1:] in FREE_TEXT:
            yield _text(_put(examples[0], place, MARK))
    yield _text(_all_marked(examples[0]))
    walked.update(re.findall(r"#/components/schemas/\w+", json.dumps(schema)))


def _text(body: Json) -> bytes:
    return json.dumps(body).encode()


def _places(value: Json, above: Place = ()) -> Iterator[Place]:
    """Where a mark can go in a document: each value, and a key of one's own in each object."""
    yield above
    if isinstance(value, dict):
        yield (*above, MARK)
        for name, part in value.items():
            yield from _places(part, (*above, name))
    if isinstance(value, list) and value:
        yield from _places(value[0], (*above, 0))


def _described(api: Json, schema: Json, walked: set[str], depth: int, above: Place = ()) -> Iterator[Place]:
    """The same of all documents that a schema describes, without what has been walked."""
    yield above
    name = schema.get("$ref", "")
    if not depth or name in walked:
        return
    if name:
        schema = api["components"]["schemas"][name.rsplit("/", 1)[-1]]
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _described(api, part, walked, depth, above)
    if "properties" in schema:
        yield (*above, MARK)
        for field_name, part in schema["properties"].items():
            yield from _described(api, part, walked, depth - 1, (*above, field_name))
    if "items" in schema:
        yield from _described(api, schema["items"], walked, depth - 1, (*above, 0))
    if name:
        walked.add(name)


def _put(document: Json, place: Place, value: Json) -> Json:
    """A document with a value at a place; what is missing on the way there is made."""
    if not place:
        return value
    first, rest = place[0], place[1:]
    if first == 0:
        items = document if isinstance(document, list) and document else [{}]
        return [_put(items[0], rest, value), *items[1:]]
    known = document if isinstance(document, dict) else {}
    return {**known, first: _put(known.get(first), rest, value)}


def _all_marked(value: Json) -> Json:
    """A document with the mark for every text."""
    if isinstance(value, dict):
        return {name: _all_marked(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_all_marked(part) for part in value]
    return MARK if isinstance(value, str) else value
