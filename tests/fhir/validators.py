"""Two R4 validators that nobody here wrote: fhir.resources (R4B) in Python and @medplum/core in Node."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

NODE = Path(__file__).with_name("node")

Resource = dict[str, Any]


def whole(resources: Iterable[Resource]) -> Iterator[Resource]:
    """Resources, and those in Bundles and Parameters; a Bundle itself with its first entry, as the rest follows."""
    for one in resources:
        yield {**one, "entry": one["entry"][:1]} if "entry" in one else one
        parts = one.get("entry", []) if one["resourceType"] == "Bundle" else one.get("parameter", [])
        yield from whole(part["resource"] for part in parts if "resource" in part)


def faults_in_python(resources: Iterable[Resource]) -> list[str]:
    """What fhir.resources finds wrong."""
    found = []
    for one in resources:
        try:
            get_fhir_model_class(one["resourceType"]).model_validate(one)
        except ValidationError as error:
            found.append(f"{one['resourceType']}: {error}")
    return found


def faults_in_node(resources: Iterable[Resource]) -> list[str]:
    """What @medplum/core finds wrong. Without Node this is told loudly, and under CI it is a failure."""
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules").is_dir():
        told = f"No second FHIR validator: run `npm --prefix {NODE.relative_to(Path.cwd())} ci` with Node 20 or newer."
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    sent = list(resources)
    command = [node, str(NODE / "validate.mjs")]
    done = subprocess.run(command, input=json.dumps(sent), capture_output=True, text=True, check=True, timeout=120)
    found = zip(sent, json.loads(done.stdout), strict=True)
    return [f"{one['resourceType']}: {fault}" for one, faults in found for fault in faults]
