"""Requests to try the service with, from `examples/`."""

import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def load_example(name: str) -> Any:
    """A request of `examples/requests/`, or of the folder that its name says."""
    path = name if "/" in name else f"requests/{name}"
    return json.loads((EXAMPLES / f"{path}.json").read_text("utf-8"))
