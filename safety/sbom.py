"""The bill of materials (CycloneDX 1.6) of what runs: hashes from the lock, licences from what is installed."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Set
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from safety.records import ROOT
from safety.soup import asked_for, manifests

Json = dict[str, Any]


class SbomError(ValueError):
    """No true bill of materials can be made."""


def make_sbom(root: Path = ROOT) -> Json:
    """The bill of materials of requirements.txt, from the environment that runs this. Raises SbomError."""
    lock = _told("requirements", str(root / "requirements.txt"))
    installed = _told("environment", sys.executable, "--pyproject", str(root / "pyproject.toml"))
    sbom = joined(lock, installed, asked_for(root))
    sbom["components"] = [{**part, **_stated(part)} for part in sbom["components"]]
    _add(sbom, map(shipped_part, manifests(root)))
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(sbom))
    if fault:
        raise SbomError(f"The bill of materials is not CycloneDX 1.6: {fault}")
    return sbom


def joined(lock: Json, installed: Json, direct: Set[str]) -> Json:
    """What is installed, less what is not locked, with the hashes of the lock and the root's own dependencies.

    `direct` are the names of what we ask for. Raises SbomError where a locked part is not installed as locked.
    """
    locked = {_key(part): part for part in lock["components"]}
    kept = {key: part for part in installed["components"] if (key := _key(part)) in locked}
    if missing := sorted(set(locked) - set(kept)):
        raise SbomError(f"Not installed as locked: {', '.join(f'{name} {version}' for name, version in missing)}.")
    refs = {part["bom-ref"] for part in kept.values()}
    root = installed["metadata"]["component"]["bom-ref"]
    ours = sorted(part["bom-ref"] for (name, _), part in kept.items() if name in direct)
    below = [_within(node, refs) for node in installed["dependencies"] if node["ref"] in refs]
    parts = [{**part, "externalReferences": list(_references(part, locked[key]))} for key, part in kept.items()]
    return {**installed, "components": parts, "dependencies": [{"ref": root, "dependsOn": ours}, *below]}


def shipped_part(manifest: Mapping[str, Any]) -> Json:
    """A package whose files stand beside ours for browsers, with their digests; `licence` is "identifier, holder"."""
    name, version = manifest["package"], manifest["version"]
    licence, _, holder = manifest["licence"].partition(", ")
    return {
        "type": "library",
        "bom-ref": f"npm:{name}@{version}",
        "name": name,
        "version": version,
        "purl": f"pkg:npm/{name}@{version}",
        "supplier": {"name": holder},
        "licenses": [{"license": {"id": licence}}],
        "components": [
            {"type": "file", "name": file, "hashes": [{"alg": "SHA-256", "content": digest}]}
            for file, digest in manifest["files"].items()
        ],
    }


def _add(sbom: Json, parts: Iterable[Json]) -> None:
    """Put parts into a bill of materials, as parts that we ask for."""
    root = sbom["metadata"]["component"]["bom-ref"]
    ours = next(one for one in sbom["dependencies"] if one["ref"] == root)
    for part in parts:
        sbom["components"].append(part)
        ours["dependsOn"].append(part["bom-ref"])


def _stated(part: Json) -> Json:
    """The licence that a part's own metadata names in free words, where the generator made nothing of it."""
    name = metadata(part["name"]).json.get("license") if "licenses" not in part else None
    return {"licenses": [{"license": {"name": name}}]} if name and "\n" not in name else {}


def _key(part: Json) -> tuple[str, str]:
    """One name for one part: some tools write `backports.zstd`, others `backports-zstd`."""
    return str(canonicalize_name(part["name"])), part["version"]


def licences(sbom: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, version and licence of every part, as its maker declares it."""
    for part in sorted(sbom["components"], key=lambda part: part["name"].casefold()):
        declared = [entry.get("expression") or entry["license"].get("id") for entry in part.get("licenses", ())]
        told = [name for name in declared if name] or [_named(entry) for entry in part.get("licenses", ())]
        yield part["name"], part["version"], "; ".join(dict.fromkeys(told)) or "not declared"


def _named(entry: Mapping[str, Any]) -> str:
    """A licence that has no identifier of SPDX: its name, without the words that every such name begins with."""
    return str(entry["license"]["name"]).rpartition(" :: ")[2]


def _within(node: Json, refs: set[str]) -> Json:
    below = [ref for ref in node.get("dependsOn", ()) if ref in refs]
    return {"ref": node["ref"], **({"dependsOn": below} if below else {})}


def _references(part: Json, locked: Json) -> Iterator[Json]:
    yield from part.get("externalReferences", ())
    yield from (reference for reference in locked.get("externalReferences", ()) if "hashes" in reference)


def _told(command: str, *arguments: str) -> Json:
    """What the generator of the CycloneDX project makes of a lock or an environment."""
    with tempfile.TemporaryDirectory() as space:
        file = Path(space) / "sbom.json"
        options = ("--no-validate", "--output-reproducible", "--output-format", "JSON", "--output-file", str(file))
        done = subprocess.run(  # noqa: S603 (words of ours)
            [sys.executable, "-m", "cyclonedx_py", command, *options, *arguments],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SbomError(f"cyclonedx-py {command} failed: {done.stderr}")
        return dict(json.loads(file.read_text("utf-8")))
