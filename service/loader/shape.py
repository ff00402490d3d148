"""First storey of checks: each file by itself against the JSON Schema of its kind.

A compiled validator says in a hundredth of the time whether a file is right; what is wrong, and where, is told by
jsonschema, which points at the sharpest of several faults.
"""

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.loader.fault import Fault
from service.loader.files import RuleFile
from service.loader.strict_yaml import MOST_TOLD

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError
    from jsonschema_rs import Draft202012Validator as QuickValidator

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
    if quick_validator(file.kind).is_valid(file.document.data):
        return
    errors = telling_validator(file.kind).iter_errors(file.document.data)
    for error in islice(errors, MOST_TOLD):
        yield _fault(file, _sharpest(error))
    if next(errors, None) is not None:
        yield file.fault((), "There are more faults like these.", "Mend those told first.")


@cache
def quick_validator(kind: str) -> "QuickValidator":
    """The compiled validator of one kind of file."""
    import jsonschema_rs  # noqa: PLC0415 a start on rules that were checked before needs no validator

    registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in _schemas()])
    return jsonschema_rs.Draft202012Validator(_schema(kind), registry=registry)


@cache
def telling_validator(kind: str) -> "Draft202012Validator":
    """The validator of one kind of file that tells what is wrong."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 as above; only faults need it, and it is slow to load
    from referencing import Registry, Resource  # noqa: PLC0415

    registry: Registry[Any] = Registry().with_resources((c["$id"], Resource.from_contents(c)) for c in _schemas())
    return Draft202012Validator(_schema(kind), registry=registry)


@cache
def _schemas() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(path.read_text("utf-8")) for path in sorted(SCHEMAS.glob("*.schema.json")))


def _schema(kind: str) -> dict[str, Any]:
    return next(schema for schema in _schemas() if schema["$id"].endswith(f"/{kind}.schema.json"))


def _sharpest(error: "ValidationError") -> "ValidationError":
    """Of a failed alternative, the branch that comes nearest: "not valid under any of the schemas" helps nobody."""
    deepest = max(error.context or (), key=lambda inner: len(inner.absolute_path), default=error)
    return _sharpest(deepest) if len(deepest.absolute_path) > len(error.absolute_path) else error


def _fault(file: RuleFile, error: "ValidationError") -> Fault:
    remedy = _REMEDIES.get(str(error.validator), "See the schema of this kind of file under schemas/rules/.")
    message = error.message if len(error.message) <= 200 else f"… {error.message[-200:]}"
    return file.fault(tuple(error.absolute_path), f"{message}.", remedy)
