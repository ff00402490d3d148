"""The bill of materials: what is locked, with hashes from the lock and licences from what is installed."""

import copy
import json
from hashlib import sha256
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from safety.records import ROOT
from safety.sbom import SbomError, joined, licences, shipped_part
from safety.soup import manifests

Json = dict[str, Any]


def part(name: str, **more: Any) -> Json:
    return {
        "type": "library",
        "bom-ref": f"{name}-1",
        "name": name,
        "version": "1",
        "purl": f"pkg:pypi/{name}@1",
        **more,
    }


HASHED = {"type": "distribution", "url": "https://files.example/", "hashes": [{"alg": "SHA-256", "content": "0" * 64}]}
LOCK: Json = {"components": [part("a", externalReferences=[HASHED]), part("b", externalReferences=[HASHED])]}
INSTALLED: Json = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {"component": {"type": "application", "bom-ref": "root", "name": "fascicle"}},
    "components": [
        part("b", licenses=[{"license": {"id": "MIT"}}, {"license": {"name": "License :: MIT License"}}]),
        part("a", licenses=[{"expression": "MIT OR Apache-2.0"}]),
        part("tests-only"),
    ],
    "dependencies": [
        {"ref": "a-1", "dependsOn": ["b-1", "tests-only-1"]},
        {"ref": "b-1"},
        {"ref": "tests-only-1"},
        {"ref": "root"},
    ],
}


def test_it_holds_what_is_locked_and_no_tool_for_tests() -> None:
    sbom = joined(LOCK, INSTALLED, {"a"})
    assert {c["name"] for c in sbom["components"]} == {"a", "b"}
    assert all(HASHED in c["externalReferences"] for c in sbom["components"])
    assert sbom["dependencies"] == [
        {"ref": "root", "dependsOn": ["a-1"]},
        {"ref": "a-1", "dependsOn": ["b-1"]},
        {"ref": "b-1"},
    ]


def test_what_is_made_is_cyclonedx() -> None:
    text = json.dumps(joined(LOCK, INSTALLED, {"a"}))
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_what_pages_load_is_in_it_with_the_digest_of_each_file() -> None:
    (part,) = [shipped_part(one) for one in manifests()]
    assert (part["purl"], part["licenses"]) == ("pkg:npm/fhirclient@2.6.3", [{"license": {"id": "Apache-2.0"}}])
    told = {one["name"]: one["hashes"][0]["content"] for one in part["components"]}
    (file,) = (ROOT / "service" / "web" / "static").rglob("fhir-client.pure.min.js")
    assert told == {file.name: sha256(file.read_bytes()).hexdigest()}
    sbom = {**joined(LOCK, INSTALLED, {"a"}), "components": [part]}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(sbom)) is None


def test_what_is_locked_and_not_installed_is_told() -> None:
    installed = copy.deepcopy(INSTALLED)
    del installed["components"][0]
    with pytest.raises(SbomError, match="b 1"):
        joined(LOCK, installed, set())


def test_licences_are_those_that_the_makers_declare() -> None:
    sbom = joined(LOCK, INSTALLED, set())
    assert list(licences(sbom)) == [("a", "1", "MIT OR Apache-2.0"), ("b", "1", "MIT")]


@pytest.mark.parametrize(
    ("declared", "told"),
    [([], "not declared"), ([{"license": {"name": "License :: OSI Approved :: BSD License"}}], "BSD License")],
)
def test_a_licence_without_an_identifier_goes_by_its_name(declared: list[Json], told: str) -> None:
    assert list(licences({"components": [part("a", licenses=declared)]})) == [("a", "1", told)]


def test_one_part_by_two_spellings_of_its_name_is_one() -> None:
    lock = {"components": [part("a-b", externalReferences=[HASHED])]}
    installed = {**INSTALLED, "components": [{**part("a.b"), "name": "A.b"}], "dependencies": []}
    assert [c["name"] for c in joined(lock, installed, {"a-b"})["components"]] == ["A.b"]
