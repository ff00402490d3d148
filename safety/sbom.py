"""The bill of materials (CycloneDX 1.6) of what runs: hashes from the lock, licences from what is installed."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from safety.records import ROOT
from safety.soup import asked_for

Json = dict[str, Any]


class SbomError(ValueError):
    """No true bill of materials can be made."""


def make_sbom(root: Path = ROOT) -> Json:
    """The bill of materials of requirements.txt, from the environment that runs this. Raises SbomError."""
    lock = _told("requirements", str(root / "requirements.txt"))
    installed = _told("environment", sys.executable, "--pyproject", str(root / "pyproject.toml"))
    sbom = joined(lock, installed, {f"pkg:pypi/{name}@" for name in asked_for(root)})
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(sbom))
    if fault:
        raise SbomError(f"The bill of materials is not CycloneDX 1.6: {fault}")
    return sbom


def joined(lock: Json, installed: Json, direct: set[str]) -> Json:
    """What is installed, less what is not locked, with the hashes of the lock and the root's own dependencies.

    `direct` are beginnings of package addresses up to the version. Raises SbomError where a part is missing.
    """
    locked = {part["purl"]: part for part in lock["components"]}
    kept = {part["purl"]: part for part in installed["components"] if part.get("purl") in locked}
    if missing := sorted(set(locked) - set(kept)):
        raise SbomError(f"Not installed as locked: {', '.join(missing)}. Run `make lock` or install again.")
    refs = {part["bom-ref"] for part in kept.values()}
    root = installed["metadata"]["component"]["bom-ref"]
    ours = sorted(part["bom-ref"] for purl, part in kept.items() if purl.partition("@")[0] + "@" in direct)
    below = [_within(node, refs) for node in installed["dependencies"] if node["ref"] in refs]
    parts = [{**part, "externalReferences": list(_references(part, locked[purl]))} for purl, part in kept.items()]
    return {**installed, "components": parts, "dependencies": [{"ref": root, "dependsOn": ours}, *below]}


def licences(sbom: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, version and licence of every part, as its maker declares it."""
    for part in sorted(sbom["components"], key=lambda part: part["name"].casefold()):
        told = (entry.get("expression") or _licence(entry["license"]) for entry in part.get("licenses", ()))
        yield part["name"], part["version"], "; ".join(dict.fromkeys(told)) or "not declared"


def _licence(licence: Mapping[str, Any]) -> str:
    return str(licence.get("id") or licence["name"])


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
        options = ("--output-reproducible", "--output-format", "JSON", "--output-file", str(file))
        done = subprocess.run(  # noqa: S603 (words of ours)
            [sys.executable, "-m", "cyclonedx_py", command, *options, *arguments],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SbomError(f"cyclonedx-py {command} failed: {done.stderr}")
        return dict(json.loads(file.read_text("utf-8")))
