"""Starts with a setting or a rule that cannot be used: each must be refused with one message, before the port opens."""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml

from bench.soak.figures import Figure
from bench.soak.starting import ROOT, Start, start
from service.config import Config
from service.settings import settings_of
from tests.loader.conftest import Copy

FAULTS = ROOT / "tests/loader/faults.yaml"
# Settings that are each right and cannot stand together, and what a file must hold that is there and holds something else.
TOGETHER: dict[str, dict[str, str]] = {
    "open to all addresses": {"FASCICLE_BIND": "0.0.0.0:0"},
    "keys without a file": {"FASCICLE_AUTH": "keys"},
    "OAuth without an issuer": {"FASCICLE_AUTH": "oauth"},
    "audit without a key": {"FASCICLE_AUDIT": "on"},
    "CDS Hooks clients without an address": {"FASCICLE_CDS_CLIENTS": "README.md"},
    "a file of keys that holds none": {"FASCICLE_AUTH": "keys", "FASCICLE_KEYS_FILE": "README.md"},
    "an audit key that is none": {"FASCICLE_AUDIT": "on", "FASCICLE_AUDIT_KEY_FILE": "README.md"},
    "a list of CDS Hooks clients that is none": {
        "FASCICLE_CDS_CLIENTS": "README.md",
        "FASCICLE_BASE_URL": "https://fascicle.example",
    },
    "an issuer's key set that is none": {
        "FASCICLE_AUTH": "oauth",
        "FASCICLE_OAUTH_ISSUER": "https://sso.example",
        "FASCICLE_OAUTH_AUDIENCE": "https://fascicle.example",
        "FASCICLE_OAUTH_JWKS": str(ROOT / "README.md"),
    },
    "a setting that there is not": {"FASCICLE_AUHT": "keys"},
}


def run(*, long: bool) -> list[Figure]:
    """The figures."""
    settings = [one.name for one in settings_of(Config).values()]
    alone = {name: start(**{name: "no such\nthing"}) for name in (settings if long else settings[:2])}
    chosen = TOGETHER if long else dict(list(TOGETHER.items())[:2])
    together = {name: start(**given) for name, given in chosen.items()}
    rules = _broken_rules(None if long else 2)
    return [
        *_told("settings with nonsense in them, each by itself", alone),
        *_told("settings that do not do together, or files that hold something else", together),
        *_told("rules broken in one place, each kind of fault by itself", rules),
    ]


def _broken_rules(most: int | None) -> dict[str, Start]:
    """A start with each edit of tests/loader/faults.yaml."""
    storeys: dict[str, list[dict[str, Any]]] = yaml.safe_load(FAULTS.read_text("utf-8"))
    edits = [edit for storey in storeys.values() for edit in storey]
    with tempfile.TemporaryDirectory(prefix="fascicle-soak-") as place:
        copy = Copy(Path(shutil.copytree(ROOT / "rules", Path(place) / "rules")))
        return {edit["name"]: _started(copy, edit) for edit in edits[:most]}


def _started(copy: Copy, edit: dict[str, Any]) -> Start:
    name = edit["file"] if edit["file"].endswith(".yaml") else copy.find(edit["file"])
    with copy.edited(name, edit["pattern"], edit["replacement"]):
        return start(FASCICLE_RULES=str(copy.folder))


def _told(what: str, starts: dict[str, Start]) -> list[Figure]:
    wrong = [name for name, ended in starts.items() if not ended.refused]
    slowest = max(ended.seconds for ended in starts.values())
    value = f"{len(starts) - len(wrong)} of {len(starts)} refused; the slowest took {slowest:.1f} s of CPU"
    odd = [Figure(f"WRONG, {name}", re.sub(r"\s+", " ", starts[name].message[-300:]), kept=False) for name in wrong]
    return [Figure(what, value, not wrong), *odd]
