"""The intake as a pydantic model, written by datamodel-code-generator from openapi.yaml: a shape described once."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from runpy import run_path
from typing import Any

import yaml
from pydantic import BaseModel

from schemas.intake import IntakeSchema
from service.doors.intake import Reading, Reception, read_history

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
DESCRIPTION = ROOT / "openapi.yaml"
MODEL = ROOT / "build" / "bench" / "intake_model.py"
_ASKED = (
    *(
        "--input-file-type",
        "openapi",
        "--output-model-type",
        "pydantic_v2.BaseModel",
        "--target-python-version",
        "3.11",
    ),
    *("--use-annotated", "--enum-field-as-literal", "all", "--extra-fields", "forbid", "--no-formatters"),
    "--disable-timestamp",
)


class Accepted(IntakeSchema):
    """The schema of the intake for what a pydantic model has accepted: it knows the words, and checks nothing."""

    def load(self, data: Any, **_: Any) -> Any:
        """The data as they are."""
        return data


def taking_accepted(reception: Reception) -> Reception:
    """A reception that leaves the shape of a history to the model, and does the rest as ever."""
    return replace(reception, schema=Accepted())


def read_accepted(reception: Reception, accepted: BaseModel) -> Reading:
    """The reading of a history of the model's. `reception`: as from `taking_accepted`."""
    return read_history(reception, accepted.model_dump(exclude_none=True))


def intake_model(file: Path = MODEL) -> type[BaseModel]:
    """The model, from a file that is written anew where openapi.yaml is younger."""
    if not file.is_file() or file.stat().st_mtime < DESCRIPTION.stat().st_mtime:
        _write_model(file)
    names = run_path(str(file), run_name="intake_model")
    model: type[BaseModel] = names["Intake"]
    model.model_rebuild(_types_namespace=names)
    return model


def _write_model(file: Path) -> None:
    document = yaml.load(DESCRIPTION.read_text("utf-8"), Loader=yaml.CSafeLoader)
    shapes = document["components"]["schemas"]
    needed = {name: shapes[name] for name in sorted(_reached(shapes, "Intake"))}
    file.parent.mkdir(parents=True, exist_ok=True)
    source = file.with_suffix(".yaml")
    alone = {**{key: document[key] for key in ("openapi", "info")}, "paths": {}, "components": {"schemas": needed}}
    source.write_text(yaml.dump(alone, allow_unicode=True), "utf-8")
    subprocess.run(
        (sys.executable, "-m", "datamodel_code_generator", *_ASKED, "--input", source, "--output", file), check=True
    )


def _reached(shapes: Json, name: str) -> set[str]:
    """A shape by name, and all that it is made of."""
    found, queue = {name}, [name]
    while queue:
        below = set(re.findall(r"'#/components/schemas/(\w+)'", repr(shapes[queue.pop()]))) - found
        found |= below
        queue.extend(below)
    return found
