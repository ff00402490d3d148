"""Vignettes: published histories as v1 requests, with what their sources conclude."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.loader.strict_yaml import read

# Of this collection one half was looked at when cards were mended, and later the other half, held out until then, too.
SPLIT = "literature"
LEARNED, ONCE_HELD_OUT = f"{SPLIT}, learned from", f"{SPLIT}, once held out"
# The collection that is kept from those who write and mend cards.
HELD_OUT = "held-out"
NOT_TOLD = "not told"
FOLDER = Path(__file__).resolve().parents[1] / "tests" / "vignettes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vignette:
    """One case. `request` is the history as first presented; `after_workup` what the investigations added."""

    id: str
    collection: str
    title: str
    source_title: str
    source_kind: str
    source_url: str | None
    request: dict[str, Any]
    after_workup: dict[str, Any] | None
    diagnosis: str
    accepted: frozenset[str]
    referral: str

    @property
    def part(self) -> str:
        """The collection; of the literature, which half: it depends on the id alone."""
        if self.collection != SPLIT:
            return self.collection
        return ONCE_HELD_OUT if int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2 else LEARNED

    @property
    def right(self) -> frozenset[str]:
        """The source's diagnosis and the accepted alternatives."""
        return self.accepted | {self.diagnosis}

    @property
    def sex(self) -> str:
        """The patient's sex as told, or that it was not told."""
        return str(self._patient.get("sex") or NOT_TOLD)

    @property
    def age_years(self) -> float | None:
        """The patient's age, where it was told."""
        age: float | None = self._patient.get("age_years")
        return age

    @property
    def _patient(self) -> dict[str, Any]:
        return self.request.get("patient") or {}

    def second_request(self) -> dict[str, Any] | None:
        """The history with the investigations added, or None where there were none that the vocabulary can carry."""
        return None if self.after_workup is None else merge(self.request, self.after_workup)


def load_vignettes(folder: Path = FOLDER) -> list[Vignette]:
    """All vignettes, in the order of collection and id. Raises ValueError naming a file that cannot be read."""
    return list(_read_all(folder))


def merge(first: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    """One request out of two: lists one after the other, objects key by key, single values from the later."""
    merged = dict(first)
    for key, value in added.items():
        old = merged.get(key)
        if isinstance(value, list) and isinstance(old, list):
            merged[key] = [*old, *value]
        elif isinstance(value, dict) and isinstance(old, dict):
            merged[key] = merge(old, value)
        else:
            merged[key] = value
    return merged


def _read_all(folder: Path) -> Iterator[Vignette]:
    for path in sorted(folder.glob("*/*.yaml")):
        document = read(path.read_text("utf-8"))
        if document.problems:
            raise ValueError(f"{path.name}: {document.problems[0].message}")
        yield _vignette(path, document.data)


def _vignette(path: Path, data: dict[str, Any]) -> Vignette:
    if data["id"] != path.stem:
        raise ValueError(f"{path.name}: the id is not the file's name.")
    return Vignette(
        id=data["id"],
        collection=path.parent.name,
        title=data["title"],
        source_title=data["source"]["title"],
        source_kind=data["source"]["kind"],
        source_url=data["source"].get("url"),
        request=data["request"],
        after_workup=data.get("after_workup"),
        diagnosis=data["expected"]["diagnosis"],
        accepted=frozenset(data["expected"]["accepted"]),
        referral=data["expected"]["referral"],
    )
