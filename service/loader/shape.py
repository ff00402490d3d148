"""First storey of checks: each file by itself against the JSON Schema of its kind."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource

from service.loader.fault import Fault
from service.loader.files import RuleFile

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas" / "rules"

_REMEDIES = {
    "additionalProperties": "Check the spelling of the key, or remove it.",
    "required": "Add it.",
    "enum": "Use one of the words named.",
    "pattern": "Write it in that form.",
    "type": "Change the value to that type.",
    "minItems": "Give at least one, or change the grade to expert_estimate if there is no source.",
    "oneOf": "Give exactly one of the forms that the schema allows.",
}


def check_shape(file: RuleFile) -> Iterator[Fault]:
    """Every way in which a file is not of its kind's shape."""
    for error in _validator(file.kind).iter_errors(file.document.data):
        yield _fault(file, _sharpest(error))


@cache
def _validator(kind: str) -> Draft202012Validator:
    contents = [json.loads(path.read_text("utf-8")) for path in sorted(SCHEMAS.glob("*.schema.json"))]
    registry: Registry[Any] = Registry().with_resources((c["$id"], Resource.from_contents(c)) for c in contents)
    schema = next(c for c in contents if c["$id"].endswith(f"/{kind}.schema.json"))
    return Draft202012Validator(schema, registry=registry)


def _sharpest(error: ValidationError) -> ValidationError:
    """Of a failed alternative, the branch that comes nearest: "not valid under any of the schemas" helps nobody."""
    deepest = max(error.context or (), key=lambda inner: len(inner.absolute_path), default=error)
    return _sharpest(deepest) if len(deepest.absolute_path) > len(error.absolute_path) else error


def _fault(file: RuleFile, error: ValidationError) -> Fault:
    remedy = _REMEDIES.get(str(error.validator), "See the schema of this kind of file under schemas/rules/.")
    message = error.message if len(error.message) <= 200 else f"… {error.message[-200:]}"
    return file.fault(tuple(error.absolute_path), f"{message}.", remedy)
