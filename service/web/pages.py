"""/, /docs and /openapi.yaml: what a person or a tool reads before the first call. No script, works offline."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template

from service.engine.pack import Knowledge
from service.web.operations import Operation, describe


def blueprint(knowledge: Knowledge) -> Blueprint:
    """The pages. The description is read when first asked for, from the app's own routes."""
    routes = Blueprint("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static")

    @routes.get("/")
    def home() -> str:
        return render_template("home.html", about=knowledge.about)

    @routes.get("/docs")
    def docs() -> str:
        return render_template("docs.html", api=current_app.extensions["fascicle_openapi"]["document"])

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
        text = current_app.extensions["fascicle_openapi"]["text"]
        return Response(text, mimetype="application/yaml", headers={"Cache-Control": "public, max-age=300"})

    @routes.app_template_filter("resolve")
    def resolve(schema: dict[str, Any]) -> str:
        return schema_words(schema)

    return routes


def schema_words(schema: dict[str, Any]) -> str:
    """A JSON Schema's type in words: `number, 0 to 120`, `list of Site`, `one of: left, right`."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    for key in ("allOf", "anyOf", "oneOf"):
        if key in schema:
            return " or ".join(schema_words(part) for part in schema[key] if part.get("type") != "null")
    if "enum" in schema:
        return "one of: " + ", ".join(str(word) for word in schema["enum"] if word is not None)
    kinds = schema.get("type", "any")
    kind = " or ".join(k for k in kinds if k != "null") if isinstance(kinds, list) else kinds
    if kind == "array":
        return f"list of {schema_words(schema.get('items', {}))}"
    low, high = schema.get("minimum"), schema.get("maximum")
    return f"{kind}, {low:g} to {high:g}" if low is not None and high is not None else kind
