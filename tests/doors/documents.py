"""Requests as callers write them."""

import copy
from typing import Any

# The least that is assessed.
LEAST: dict[str, Any] = {"sites": [{"site": "calf"}]}

# Every field of one visit, each with a value that it takes.
ONCE: dict[str, Any] = {
    "patient": {"age_years": 44, "sex": "female", "pregnant": False},
    "setting": "neurology_clinic",
    "movement": {
        "types": ["fasciculation", "twitch"],
        "moves_joint": False,
        "ripples": False,
        "rhythmic": False,
        "suppressible": False,
        "urge_before": False,
        "distractible": False,
        "stimulus_sensitive": False,
        "both_eyes_close": False,
        "one_side_of_face": False,
        "stereotyped": False,
        "awareness_impaired": False,
    },
    "onset": {"mode": "gradual", "days_ago": 90},
    "course": "stable",
    "sites": [{"site": "calf", "side": "left", "since_days": 90, "fixed": True}],
    "frequency": {"pattern": "daily", "per_day": 1},
    "duration": {"typical": "seconds", "seconds": 5},
    "triggers": ["exercise"],
    "relievers": ["rest"],
    "in_sleep": "stops",
    "reporter": "patient",
    "medications": [
        {
            "name": "sertraline",
            "dose": "50 mg",
            "started_days_ago": 300,
            "changed_days_ago": 20,
            "stopped_days_ago": 5,
        },
        {"code": {"system": "atc", "value": "N05AN01"}},
    ],
    "exposures": [{"substance": "caffeine", "stopped": False, "days_ago": 0}],
    "associated_symptoms": [
        {"finding": "fatigue", "status": "present"},
        {"code": {"system": "hpo", "value": "HP:0003394"}, "status": "absent"},
    ],
    "screens": ["strength-normal"],
    "history": {"past": ["diabetes"], "family": ["tremor"]},
    "results": [
        {"test": "magnesium", "value": 0.8, "unit": "mmol/L"},
        {"code": {"system": "loinc", "value": "2157-6"}, "value": 120, "unit": "U/L"},
    ],
}

# Every field of the contract.
FULL: dict[str, Any] = {
    **ONCE,
    "earlier": {"days_ago": 30, "history": copy.deepcopy(ONCE)},
    "include": ["robustness", "calibration", "next_steps"],
    "steps": {"mode": "confirm"},
}

Path = tuple[str | int, ...]


def places(document: Any, path: Path = ()) -> list[Path]:
    """Every place of a document below its root: objects, lists and single values."""
    children = document.items() if isinstance(document, dict) else enumerate(document)
    found: list[Path] = []
    for key, value in children:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found.extend(places(value, (*path, key)))
    return found


def replaced(document: Any, path: Path, value: Any) -> Any:
    """A copy of a document with another value at one place."""
    changed = copy.deepcopy(document)
    parent = changed
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    return changed


def pointer(path: Path) -> str:
    """The RFC 6901 pointer of a place."""
    return "".join(f"/{step}" for step in path)


def resolve(document: Any, target: str) -> Any:
    """What an RFC 6901 pointer points to. Raises KeyError, IndexError or ValueError where it points to nothing."""
    for step in target.split("/")[1:]:
        document = document[int(step) if isinstance(document, list) else step]
    return document
