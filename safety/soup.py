"""Software of others: what soup.yaml says compared with what is locked, shipped beside the code, or run as an image."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from safety.records import ROOT, Software

Value = TypeVar("Value")

_LOCKED = re.compile(r"^([\w.-]+)==([^\s\\;]+)", re.MULTILINE)
_IMAGE = re.compile(r"^ARG BASE_IMAGE=(\w+):(\S+)$", re.MULTILINE)
# What an image of ours is called.
_OURS = "fascicle"
# What a folder of files that others wrote says of them.
MANIFEST = "vendored.json"
# Words of what stands in no lock.
SHIPPED, RUN = "shipped with the pages", "an image that is run"


def locked(root: Path = ROOT) -> dict[str, str]:
    """Every part that runs, by its canonical name, with the version that requirements.txt holds it to."""
    return {canonicalize_name(name): version for name, version in _LOCKED.findall(_text(root, "requirements.txt"))}


def asked_for(root: Path = ROOT) -> frozenset[str]:
    """The parts that requirements.in asks for by name."""
    lines = _text(root, "requirements.in").splitlines()
    wanted = (line.split("#")[0].strip() for line in lines)
    return frozenset(canonicalize_name(Requirement(line).name) for line in wanted if line and not line.startswith("-"))


def images(root: Path = ROOT) -> dict[str, str]:
    """The images of others: the one that ours is built on, and those that docker-compose.yml runs. Name -> tag."""
    services = yaml.safe_load(_text(root, "docker-compose.yml"))["services"].values()
    beside = (one["image"].rpartition(":") for one in services)
    return {
        **dict(_IMAGE.findall(_text(root, "Dockerfile"))),
        **{name: tag for name, _, tag in beside if name != _OURS},
    }


def manifests(root: Path = ROOT) -> list[dict[str, Any]]:
    """What is said of each package whose files are shipped beside ours, for browsers."""
    found = sorted((root / "service" / "web" / "static").rglob(MANIFEST))
    return [json.loads(path.read_text("utf-8")) for path in found]


def shipped(root: Path = ROOT) -> dict[str, str]:
    """Each such package, with its version."""
    return {one["package"]: one["version"] for one in manifests(root)}


def faults_of(software: Iterable[Software], lock: Mapping[str, str], direct: frozenset[str]) -> list[str]:
    """Every difference between what is written of software and what is locked, each a sentence. Empty: none."""
    written = {str(canonicalize_name(part.name)): part for part in software}
    found = [f"{name} {version} is locked and not in soup.yaml." for name, version in _less(lock, written)]
    found += [f"{name} is in soup.yaml and not locked." for name, _ in _less(written, lock)]
    for name, part in written.items():
        if name in lock and part.version != lock[name]:
            found.append(f"{name}: soup.yaml speaks of {part.version}, and {lock[name]} is locked: read it again.")
        if name in lock and part.direct is not (name in direct):
            found.append(f"{name}: `direct` is for what requirements.in names.")
    return found


def version_faults(parts: Iterable[Software], there: Mapping[str, str], kind: str) -> list[str]:
    """The same for what stands in no lock: `there` is name -> version, `kind` what it is called in a sentence."""
    written = {part.name: part.version for part in parts}
    found = [f"{name} {version} is {kind}, and not in soup.yaml." for name, version in _less(there, written)]
    found += [f"{name} is in soup.yaml and not {kind}." for name, _ in _less(written, there)]
    differ = (name for name in written if name in there and written[name] != there[name])
    return [*found, *(f"{name} {there[name]} is {kind}, and soup.yaml says {written[name]}." for name in differ)]


def _less(these: Mapping[str, Value], those: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    return ((name, value) for name, value in these.items() if name not in those)


def _text(root: Path, name: str) -> str:
    return (root / name).read_text("utf-8")
