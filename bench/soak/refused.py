"""Starts with a setting or a rule that cannot be used: each must be refused with one message, before the port opens."""

import re
import shutil
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.soak.figures import Figure
from bench.soak.starting import ROOT, Start, start
from service import wsgi
from service.config import Config
from service.loader import files, load
from service.settings import settings_of
from tests.loader.conftest import Copy

FAULTS = ROOT / "tests/loader/faults.yaml"
# Settings that are each right and cannot stand together, and files that are there and hold something else.
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
    edits = _edits()
    some = dict(list(edits.items())[:: 6 if long else 60])
    return [
        *_told("settings with nonsense in them, each by itself", alone),
        *_told("settings that do not do together, or files that hold something else", together),
        *_told("rules broken in one place", _served(some)),
        *(_told("the same, by the function that gunicorn calls: each kind of fault", _called(edits)) if long else []),
    ]


def _edits() -> dict[str, dict[str, Any]]:
    """Every way to break a rule that tests/loader/faults.yaml knows, by name."""
    storeys: dict[str, list[dict[str, Any]]] = yaml.safe_load(FAULTS.read_text("utf-8"))
    return {edit["name"]: edit for storey in storeys.values() for edit in storey}


def _copied(place: str) -> Copy:
    return Copy(Path(shutil.copytree(ROOT / "rules", Path(place) / "rules")))


def _broken(copy: Copy, edit: dict[str, Any]) -> AbstractContextManager[int]:
    name = edit["file"] if edit["file"].endswith(".yaml") else copy.find(edit["file"])
    return copy.edited(name, edit["pattern"], edit["replacement"])


def _served(edits: dict[str, dict[str, Any]]) -> dict[str, Start]:
    """A start of gunicorn with each edit."""
    with tempfile.TemporaryDirectory(prefix="fascicle-soak-") as place:
        copy, ended = _copied(place), {}
        for name, edit in edits.items():
            with _broken(copy, edit):
                ended[name] = start(FASCICLE_RULES=str(copy.folder))
        return ended


def _called(edits: dict[str, dict[str, Any]]) -> dict[str, Start]:
    """The same by the function that gunicorn calls; files that did not change are not read and checked again."""
    ended = {}
    with tempfile.TemporaryDirectory(prefix="fascicle-soak-") as place, pytest.MonkeyPatch.context() as patch:
        copy = _copied(place)
        patch.setenv("FASCICLE_RULES", str(copy.folder))
        patch.setattr(files, "read", copy._read)  # noqa: SLF001 - the copy's own way to be quick
        patch.setattr(load, "check_shape", copy.shape)
        for name, edit in edits.items():
            with _broken(copy, edit):
                ended[name] = _exit()
    return ended


def _exit() -> Start:
    began = time.process_time()
    try:
        wsgi.start()
    except SystemExit as end:
        return Start(1 if isinstance(end.code, str) else 0, str(end.code), time.process_time() - began, 0)
    return Start(0, "It started.", 0.0, 0)


def _told(what: str, starts: dict[str, Start]) -> list[Figure]:
    wrong = [name for name, ended in starts.items() if not ended.refused]
    slowest = max(ended.seconds for ended in starts.values())
    value = f"{len(starts) - len(wrong)} of {len(starts)} refused; the slowest took {slowest:.1f} s of CPU"
    odd = [Figure(f"WRONG, {name}", re.sub(r"\s+", " ", starts[name].message[-300:]), kept=False) for name in wrong]
    return [Figure(what, value, not wrong), *odd]
