"""/start, /docs and /openapi.yaml: what a person or a tool reads before the first call. No script, works offline."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, current_app, render_template
from markupsafe import Markup

from service.doors.fhir.publish import FIRST
from service.engine.pack import About, Knowledge
from service.web.assets import Pages
from service.web.examples import load_example
from service.web.operations import Operation, describe
from service.web.vocabulary import shelves

Json = dict[str, Any]

# Neither page holds case data, and both change only with a new release.
CACHED = {"Cache-Control": "public, max-age=300"}
# What `$FASCICLE` stands for in every command: never the request's Host header, which a caller may set to anything.
ADDRESS = "http://127.0.0.1:8000"
# Characters of JSON on one line, so that an example needs no scrolling on most screens.
LINE = 72


def blueprint(knowledge: Knowledge) -> Blueprint:
    """The pages. The description is read when first asked for, from the app's own routes."""
    routes = Pages("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
    first_ids = {**FIRST, **{shelf.path: next(iter(shelf.entries), "") for shelf in shelves(knowledge)}}
    routes.add_app_template_filter(schema_words, "resolve")
    routes.add_app_template_filter(pretty)
    routes.add_app_template_filter(ticks)

    @routes.app_context_processor
    def about() -> dict[str, About | str]:
        return {"about": knowledge.about, "version": knowledge.version}

    @routes.get("/start")
    def home() -> str:
        command = curl("post", "/v1/assessments", load_example("eyelid"))
        return render_template("home.html", address=ADDRESS, command=command, counts=_counts(knowledge))

    @routes.get("/docs")
    def docs() -> Response:
        api = current_app.extensions["fascicle_openapi"].document
        groups = [(tag["name"], list(_operations(api, tag["name"], first_ids))) for tag in api["tags"]]
        return Response(render_template("docs.html", address=ADDRESS, api=api, groups=groups), headers=CACHED)

    @routes.get("/openapi.yaml")
    @describe(
        Operation(
            summary="This description",
            description="OpenAPI 3.1.",
            tag="service",
            media_type="application/yaml",
            errors=(),
        )
    )
    def openapi() -> Response:
        text = current_app.extensions["fascicle_openapi"].text
        return Response(text, mimetype="application/yaml", headers=CACHED)

    return routes


def schema_words(schema: Json) -> Markup:
    """A JSON Schema's type in words, as HTML: `number, 0 to 120`, `list of Site`, `one of: left, right`.

    A named schema is a link to its place on the page.
    """
    if "$ref" in schema:
        return Markup('<a href="#schema-{0}">{0}</a>').format(schema["$ref"].rsplit("/", 1)[-1])
    for key in ("allOf", "anyOf", "oneOf"):
        if key in schema:
            return Markup(" or ").join(schema_words(part) for part in schema[key])
    if "enum" in schema:
        words = ", ".join(str(word) for word in schema["enum"] if word is not None)
        return Markup("one of: {}{}").format(words, "; or null" if None in schema["enum"] else "")
    kinds = schema.get("type", "any value")
    named = kinds if isinstance(kinds, list) else [kinds]
    return Markup(" or ").join(_kind_words(kind, schema) for kind in named)


def _kind_words(kind: str, schema: Json) -> Markup:
    """One of a schema's types, with its bounds."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if kind in ("number", "integer") and low is not None:
        return Markup("{}, {}").format(kind, f"{low:g} to {high:g}" if high is not None else f"at least {low:g}")
    if kind == "string" and "maxLength" in schema:
        return Markup("string of up to {} characters").format(schema["maxLength"])
    if kind == "array":
        most = f"list of up to {schema['maxItems']}:" if "maxItems" in schema else "list of"
        return Markup("{} {}").format(most, schema_words(schema.get("items", {})))
    if kind == "object" and schema.get("additionalProperties"):
        return Markup("object, each value {}").format(schema_words(schema["additionalProperties"]))
    return Markup.escape(kind)


def pretty(value: object, indent: str = "") -> str:
    """JSON for a reader: whatever fits on one line stands on one line."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= LINE or not isinstance(value, dict | list):
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        items = [f"{inner}{json.dumps(key, ensure_ascii=False)}: {pretty(part, inner)}" for key, part in value.items()]
    else:
        items = [inner + pretty(part, inner) for part in value]
    first, last = "{}" if isinstance(value, dict) else "[]"
    return first + "\n" + ",\n".join(items) + f"\n{indent}{last}"


def ticks(text: str) -> Markup:
    """A sentence as HTML, with what stands between backticks as code."""
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if place % 2 else part for place, part in enumerate(text.split("`")))


def curl(verb: str, path: str, body: object = None) -> str:
    """A shell command that makes the call and can be pasted as it is."""
    # In double quotes the shell would take FHIR's `$assess` for a variable.
    path = path.replace("$", "\\$")
    if verb == "get":
        return f'curl -s "$FASCICLE{path}"'
    quoted = pretty(body).replace("'", "'\\''")
    return f"curl -s \"$FASCICLE{path}\" -H 'Content-Type: application/json' \\\n  --data '{quoted}'"


def _operations(api: Json, tag: str, first_ids: Mapping[str, str]) -> Iterator[Json]:
    """The operations of one tag as the page shows them: where, what, request schema, examples with their commands."""
    for path, verbs in api["paths"].items():
        for verb, operation in verbs.items():
            if tag in operation["tags"]:
                content: Json = next(iter(operation.get("requestBody", {}).get("content", {}).values()), {})
                yield {
                    **operation,
                    "verb": verb,
                    "path": path,
                    "request": _named_schema(api, content["schema"]) if content else None,
                    "examples": _examples(verb, path, content.get("examples", {}), first_ids),
                }


def _named_schema(api: Json, reference: Json) -> Json:
    schema: Json = api["components"]["schemas"][reference["$ref"].rsplit("/", 1)[-1]]
    return schema


def _examples(verb: str, path: str, given: Json, first_ids: Mapping[str, str]) -> list[Json]:
    """The named examples; for a GET the call itself, with the first id there is for `{name}`."""
    if verb == "get":
        real = path.replace("{kind}", next(iter(FIRST)))
        real = (
            real.replace("{name}", first_ids.get(real.split("/{name}")[0].rsplit("/", 1)[-1], ""))
            if "{name}" in real
            else real
        )
        return [{"name": None, "body": None, "curl": curl(verb, real)}]
    return [
        {"name": name, "body": example["value"], "curl": curl(verb, path, example["value"])}
        for name, example in given.items()
    ]


def _counts(knowledge: Knowledge) -> Json:
    conditions = knowledge.conditions.values()
    return {
        "conditions": len(conditions),
        "reviewed": sum(condition.reviewed is not None for condition in conditions),
        "findings": len(knowledge.findings),
        "red flags": len(knowledge.red_flags),
        "tests": len(knowledge.tests),
        "medications": len(knowledge.medications),
        "sources": len(knowledge.sources),
    }
