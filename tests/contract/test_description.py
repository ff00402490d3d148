"""openapi.yaml: valid, complete, and exactly what the code says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

import service.__main__ as command
from service.engine.pack import Knowledge
from service.web.examples import EXAMPLES
from service.web.openapi import build_openapi, openapi_yaml
from service.web.outcomes import fhir_media_type

ROOT = Path(__file__).resolve().parents[2]
# What people read, not tools: pages with what they post and load.
NOT_DESCRIBED = {
    "/",
    "/evaluation",
    "/form/answer",
    "/form/download",
    "/form/prefill",
    "/form/record",
    "/form/resources",
    "/form/suggest",
    "/form/why",
    "/launch",
    "/launch/chart",
    "/start",
    "/docs",
    "/static/{filename}",
    "/knowledge",
    "/knowledge/review",
    "/knowledge/{kind}",
    "/knowledge/{kind}/{name}",
    "/knowledge/{other}",
}

# Folders of `examples/` that hold requests.
FOLDERS = ("requests", "cds", "fhir")

Operations = dict[tuple[str, str], dict[str, Any]]


def served(app: Flask) -> set[tuple[str, str]]:
    """Every (verb, path) that the app answers."""
    return {
        (verb.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for verb in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_it_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_the_file_in_the_tree_is_what_the_code_says(app: Flask, knowledge: Knowledge) -> None:
    assert (ROOT / "openapi.yaml").read_text("utf-8") == openapi_yaml(build_openapi(app, knowledge))


def test_it_comes_out_the_same_every_time(app: Flask, knowledge: Knowledge) -> None:
    assert openapi_yaml(build_openapi(app, knowledge)) == app.extensions["fascicle_openapi"].text


def test_every_route_is_described_and_every_description_is_a_route(app: Flask, operations: Operations) -> None:
    described = set(operations)
    assert described <= served(app)
    assert {path for _, path in served(app) - described} == NOT_DESCRIBED


def takes_lines(operation: dict[str, Any]) -> bool:
    """Whether it takes NDJSON, where a body that cannot be read is told of line by line."""
    return set(operation["requestBody"]["content"]) == {"application/x-ndjson"}


def test_every_operation_says_what_it_does_and_what_can_go_wrong(operations: Operations) -> None:
    ids = [one["operationId"] for one in operations.values()]
    assert len(set(ids)) == len(ids)
    for (verb, path), one in operations.items():
        assert one["summary"], path
        assert one["description"], path
        assert one["tags"], path
        statuses = set(one["responses"])
        assert "200" in statuses, path
        assert verb != "post" or statuses >= {"413", "415", "500"}, path
        assert verb != "post" or "400" in statuses or takes_lines(one), path
        assert "{" not in path or "404" in statuses, path


def test_every_error_is_described_as_the_problem_document_that_it_is(operations: Operations) -> None:
    for (_, path), one in operations.items():
        for status, response in one["responses"].items():
            if status.startswith("4") or status == "500":
                media_type = fhir_media_type(path)
                schema = response["content"][media_type or "application/problem+json"]["schema"]
                kind = "OperationOutcome" if media_type else "Problem"
                assert schema == {"$ref": f"#/components/schemas/{kind}"}, (path, status)


def test_no_request_takes_a_field_that_it_does_not_describe(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["Intake"]["additionalProperties"] is False
    assert schemas["ExplainRequest"]["additionalProperties"] is False
    assert schemas["RecordRequest"]["additionalProperties"] is False
    assert set(schemas["RecordRequest"]["properties"]) == {*schemas["Intake"]["properties"], "documents", "date"}
    assert "#/components/schemas/Intake" in json.dumps(schemas["ExplainRequest"]["properties"]["history"])


@pytest.mark.parametrize(
    "name", ["Intake", "Patient", "Site", "Medication", "Symptom", "Result", "Assessment", "Entry"]
)
def test_every_field_has_a_word_of_explanation(name: str, document: dict[str, Any]) -> None:
    for field, schema in document["components"]["schemas"][name]["properties"].items():
        assert schema.get("description") or "$ref" in schema, f"{name}.{field}"


def test_open_vocabularies_say_their_words(document: dict[str, Any], knowledge: Knowledge) -> None:
    site = document["components"]["schemas"]["Site"]["properties"]["site"]
    assert "eyelid" in site["description"]
    for whole in ("Intake", "RecordRequest"):
        screens = document["components"]["schemas"][whole]["properties"]["screens"]
        assert all(name in screens["description"] for name in knowledge.screens)


def test_every_example_file_is_an_example_of_the_description(operations: Operations) -> None:
    files = {file.stem: file for folder in FOLDERS for file in (EXAMPLES / folder).glob("*.json")}
    shown = set()
    for one in operations.values():
        for content in one.get("requestBody", {}).get("content", {}).values():
            for name, example in content["examples"].items():
                assert example["value"] == json.loads(files[name].read_text("utf-8"))
                shown.add(name)
    assert shown == set(files)


def test_the_command_writes_the_file_and_tells_when_it_is_stale(
    app: Flask,
    knowledge: Knowledge,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "FILE", tmp_path / "openapi.yaml")
    monkeypatch.setattr(command, "load", lambda: knowledge)
    assert command.main(["openapi", "--check"]) == 1
    assert command.main(["openapi"]) == 0
    assert (tmp_path / "openapi.yaml").read_text("utf-8") == openapi_yaml(build_openapi(app, knowledge))
    assert command.main(["openapi", "--check"]) == 0
    (tmp_path / "openapi.yaml").write_text("stale", "utf-8")
    capsys.readouterr()
    assert command.main(["openapi", "--check"]) == 1
    assert "make openapi" in capsys.readouterr().err
