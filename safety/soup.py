"""Software of others: what soup.yaml says compared with what is locked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from safety.records import ROOT, Software

Value = TypeVar("Value")

_LOCKED = re.compile(r"^([\w.-]+)==([^\s\\;]+)", re.MULTILINE)
_IMAGE = re.compile(r"^ARG BASE_IMAGE=(\w+):(\S+)$", re.MULTILINE)


def locked(root: Path = ROOT) -> dict[str, str]:
    """Every part that runs, by its canonical name, with the version that requirements.txt holds it to."""
    return {canonicalize_name(name): version for name, version in _LOCKED.findall(_text(root, "requirements.txt"))}


def asked_for(root: Path = ROOT) -> frozenset[str]:
    """The parts that requirements.in asks for by name."""
    lines = _text(root, "requirements.in").splitlines()
    wanted = (line.split("#")[0].strip() for line in lines)
    return frozenset(canonicalize_name(Requirement(line).name) for line in wanted if line and not line.startswith("-"))


def base_image(root: Path = ROOT) -> dict[str, str]:
    """The image that ours is built on: name -> version, as the Dockerfile has it unless told otherwise."""
    return dict(_IMAGE.findall(_text(root, "Dockerfile")))


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


def platform_faults(platform: Iterable[Software], image: Mapping[str, str]) -> list[str]:
    """The same for what the parts run on: the base image of the Dockerfile, by name and tag."""
    written = {part.name: part.version for part in platform}
    return [
        f"{name} {tag} is the base image, and soup.yaml says {written.get(name, 'nothing of it')}."
        for name, tag in image.items()
        if written.get(name) != tag
    ]


def _less(these: Mapping[str, Value], those: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    return ((name, value) for name, value in these.items() if name not in those)


def _text(root: Path, name: str) -> str:
    return (root / name).read_text("utf-8")
