"""openapi.yaml as the generators read it: one Call for each operation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Json = Any

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTION = ROOT / "openapi.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One operation. `body` and `answer` are media types, `request` and `response` names of schemas; empty: none."""

    id: str
    verb: str
    path: str
    tag: str
    summary: str
    arguments: tuple[str, ...]
    options: Mapping[str, str]
    body: str
    request: str
    answer: str
    response: str
    examples: Mapping[str, Json]


def calls() -> Iterator[Call]:
    """Every operation, in the order of the description."""
    for path, verbs in yaml.load(DESCRIPTION.read_text("utf-8"), Loader=yaml.CSafeLoader)["paths"].items():
        for verb, told in verbs.items():
            yield _call(path, verb, told)


def _call(path: str, verb: str, told: Json) -> Call:
    body, request = _first(told.get("requestBody", {}))
    answer, response = _first(told["responses"]["200"])
    given = told.get("parameters", ())
    return Call(
        id=told["operationId"],
        verb=verb,
        path=path,
        tag=told["tags"][0],
        summary=told["summary"],
        arguments=tuple(one["name"] for one in given if one["in"] == "path"),
        options={one["name"]: one["schema"]["type"] for one in given if one["in"] == "query"},
        body=body,
        request=_name(request),
        answer=answer,
        response=_name(response),
        examples={name: one["value"] for name, one in request.get("examples", {}).items()},
    )


def _first(holder: Json) -> tuple[str, Json]:
    """The media type that is named first, and what stands under it."""
    return next(iter(holder.get("content", {}).items()), ("", {}))


def _name(content: Json) -> str:
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
