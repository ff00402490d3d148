"""hazards.yaml, requirements.yaml and soup.yaml -> Case, or every fault of their shape."""

from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError

from safety.records import HERE, Case
from safety.shapes import HazardsSchema, RequirementsSchema, SoupSchema
from service.loader.strict_yaml import read

SHAPES: dict[str, type[Schema]] = {
    "hazards.yaml": HazardsSchema,
    "requirements.yaml": RequirementsSchema,
    "soup.yaml": SoupSchema,
}


class CaseError(ValueError):
    """The files of the safety case cannot be used; the message has every fault, one a line."""


def read_case(folder: Path = HERE) -> Case:
    """The safety case as written. Raises CaseError."""
    faults: list[str] = []
    parts: dict[str, Any] = {}
    for name, shape in SHAPES.items():
        parts |= _part(folder / name, shape(), faults)
    if faults:
        raise CaseError("\n".join(faults))
    return Case(scales=parts.pop("scales"), **{name: tuple(part) for name, part in parts.items()})


def _part(path: Path, shape: Schema, faults: list[str]) -> dict[str, Any]:
    """What one file holds; its faults are added to those of the others."""
    document = read(path.read_text("utf-8"))
    faults += [f"{path.name}:{problem.line}: {problem.message} {problem.remedy}" for problem in document.problems]
    if document.problems:
        return {}
    try:
        loaded = shape.load(document.data)
    except ValidationError as error:
        faults += [f"{path.name}: {place}: {' '.join(map(str, told))}" for place, told in _places(error.messages)]
        return {}
    return dict(loaded)


def _places(messages: Any, place: str = "") -> list[tuple[str, list[Any]]]:
    """Each place of nested messages with what is wrong there."""
    if isinstance(messages, dict):
        return [found for step, below in messages.items() for found in _places(below, f"{place}/{step}")]
    return [(place, messages)]
