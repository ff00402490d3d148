"""A Bruno collection: every operation, with every worked example of openapi.yaml as a request."""

import json
from collections.abc import Iterator

from tools.clients.api import ROOT, Call, Json, calls

PLACE = ROOT / "clients" / "bruno"
COLLECTION = {"version": "1", "name": "Fascicle", "type": "collection", "ignore": []}
ENVIRONMENT = "vars {\n  address: http://127.0.0.1:8000\n}\nvars:secret [\n  token\n]\n"
ACCESS = "headers {\n  Authorization: Bearer {{token}}\n}\n"
# An entry of each shelf: what stands for `{name}` behind the shelf's own name.
ENTRIES = {
    "conditions": "als",
    "findings": "dysphagia",
    "medications": "lithium",
    "movements": "tic",
    "red-flags": "focal-jerks-of-seizure-type",
    "screens": "strength-normal",
    "sources": "nice-ng217-dx",
    "tests": "eeg",
    "{kind}": "muscle-twitching",
}
KIND = "Questionnaire"
# A history for bodies of many lines, of which the description has no example.
LINE = {"sites": [{"site": "calf"}]}


def files() -> dict[str, str]:
    """Path in the collection -> text."""
    made = {
        "bruno.json": json.dumps(COLLECTION, indent=2) + "\n",
        "collection.bru": ACCESS,
        "environments/here.bru": ENVIRONMENT,
    }
    for place, call in enumerate(calls(), 1):
        for name, example in _examples(call):
            made[f"{call.tag}/{name}.bru"] = request(call, name, example, place)
    return made


def _examples(call: Call) -> Iterator[tuple[str, Json]]:
    if not call.body:
        yield call.id, None
    elif not call.examples:
        yield call.id, LINE
    for name, example in call.examples.items():
        yield f"{call.id} {name}", example


def request(call: Call, name: str, example: Json, place: int) -> str:
    """One request as Bruno keeps it."""
    path = call.path
    for shelf, entry in ENTRIES.items():
        path = path.replace(f"/{shelf}/{{name}}", f"/{shelf}/{entry}")
    path = path.replace("{kind}", KIND)
    lines = call.body.endswith("ndjson")
    kind = ("text" if lines else "json") if call.body else "none"
    parts = [
        _block("meta", f"name: {name}", "type: http", f"seq: {place}"),
        _block(call.verb, f"url: {{{{address}}}}{path}", f"body: {kind}", "auth: none"),
    ]
    if call.body:
        text = json.dumps(example, ensure_ascii=False, indent=None if lines else 2)
        parts += [_block("headers", f"Content-Type: {call.body}"), _block(f"body:{kind}", *text.splitlines())]
    return "\n".join([*parts, _block("assert", "res.status: eq 200"), _block("docs", call.summary)])


def _block(name: str, *lines: str) -> str:
    return "\n".join([f"{name} {{", *(f"  {line}" for line in lines), "}"]) + "\n"
