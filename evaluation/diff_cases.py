"""Cases: every history of which a changed answer is told: the published ones, and the healthy crowd."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluation.vignettes import load_vignettes
from service.loader.strict_yaml import read

CROWD = Path(__file__).resolve().parents[1] / "tests" / "rules" / "benign"
Case = dict[str, Any]


def all_cases(crowd: Path = CROWD) -> list[Case]:
    """Each case with `id`, `request` and `right`: the ids of what its source concluded; of the healthy, none."""
    published = [{"id": v.id, "request": v.request, "right": sorted(v.right)} for v in load_vignettes()]
    return [*published, *_healthy(crowd)]


def _healthy(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.glob("*.yaml")):
        for one in read(path.read_text("utf-8")).data["histories"]:
            yield {"id": f"benign-{_kebab(one['title'])}", "request": one["request"], "right": []}


def _kebab(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
