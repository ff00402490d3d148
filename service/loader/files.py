"""Which files make up the pack, of which kind each is, and the digest over all of them."""

import hashlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.loader.fault import Fault
from service.loader.hpo import TABLE
from service.loader.strict_yaml import Document, read

# kind -> the key under which a file of that kind keeps its entries; None where the file itself is the entry.
KINDS: dict[str, str | None] = {
    "pack": None,
    "scale": None,
    "referral": None,
    "groups": "groups",
    "findings": "findings",
    "sources": "sources",
    "conditions": None,
    "red_flags": "red_flags",
    "workup": "tests",
    "medications": "medications",
    "screens": "screens",
    "analytes": "analytes",
    "retired": "retired",
    "calibration": None,
    "movements": None,
    "words": "words",
}
# Kinds of which a pack may have no file.
OPTIONAL = frozenset({"retired", "calibration", "movements", "words"})
# The same for a site's overlay: whose it is, what it changes, and what it adds.
OVERLAY_KINDS: dict[str, str | None] = {
    "overlay": None,
    "changes": "changes",
    **{kind: KINDS[kind] for kind in ("findings", "sources", "conditions", "medications", "red_flags")},
}
OVERLAY_OPTIONAL = frozenset({"findings", "sources", "conditions", "medications", "red_flags"})
MOST_BYTES = 1_000_000
_KEYS = {**KINDS, **OVERLAY_KINDS}
# Beside the rules: the page that explains them, and the ontology table, which `hpo.py` reads.
NOT_RULES = frozenset({"README.md", TABLE})


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file of rules: its kind, its name for messages, and what was read."""

    kind: str
    name: str
    document: Document

    def fault(self, path: tuple[str | int, ...], message: str, remedy: str) -> Fault:
        """A fault at `path` in this file."""
        pointer = "".join(f"/{step}" for step in path)
        return Fault(self.name, self.document.line(path), pointer, message, remedy)


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of a file, with its path in it."""

    file: RuleFile
    path: tuple[str | int, ...]
    data: dict[str, Any]

    def fault(self, inner: tuple[str | int, ...], message: str, remedy: str) -> Fault:
        """A fault at `inner` within this rule."""
        return self.file.fault((*self.path, *inner), message, remedy)


def read_files(
    folder: Path, kinds: Mapping[str, str | None] = KINDS, optional: Set[str] = OPTIONAL
) -> tuple[list[RuleFile], list[Fault]]:
    """Every rule file of these kinds below `folder`, in the order of the names, and what cannot be read as one."""
    files: list[RuleFile] = []
    faults: list[Fault] = []
    found: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.name in NOT_RULES:
            continue
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        kind = path.relative_to(folder).parts[0].removesuffix(".yaml")
        if path.suffix != ".yaml" or kind not in kinds:
            known = ", ".join(sorted(kinds))
            remedy = f"Name it <kind>.yaml or <kind>/<name>.yaml: {known}."
            faults.append(Fault(name, 1, "", "Not a rule file.", remedy))
        else:
            found.add(kind)
            _read_one(path, kind, name, files, faults)
    missing = sorted(set(kinds) - found - optional)
    faults.extend(Fault(f"{folder.name}/{kind}.yaml", 1, "", "The file is missing.", "Add it.") for kind in missing)
    return files, faults


def _read_one(path: Path, kind: str, name: str, files: list[RuleFile], faults: list[Fault]) -> None:
    try:
        document = read(_bytes_of(path).decode("utf-8"))
    except UnicodeDecodeError:
        faults.append(Fault(name, 1, "", "Not UTF-8 text.", "Save the file as UTF-8."))
        return
    except OverflowError:
        faults.append(Fault(name, 1, "", f"Larger than {MOST_BYTES} bytes.", "Split the file."))
        return
    except OSError:
        faults.append(Fault(name, 1, "", "It cannot be read.", "Make it a plain file that the service may read."))
        return
    faults.extend(Fault(name, p.line, p.pointer, p.message, p.remedy) for p in document.problems)
    if not document.problems:
        files.append(RuleFile(kind, name, document))


def _bytes_of(path: Path, most: int = MOST_BYTES) -> bytes:
    """A plain file's bytes. Raises OSError for anything else (a pipe would never end), OverflowError for too many."""
    if not path.is_file():
        raise OSError
    with path.open("rb") as file:
        raw = file.read(most + 1)
    if len(raw) > most:
        raise OverflowError
    return raw


def entries(files: list[RuleFile], kind: str) -> Iterator[Entry]:
    """The rules of one kind, in the order of files and lines."""
    key = _KEYS[kind]
    for file in files:
        if file.kind == kind:
            if key is None:
                yield Entry(file, (), file.document.data)
            else:
                for place, data in enumerate(file.document.data[key]):
                    yield Entry(file, (key, place), data)


def digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of all rule files, in the order of the names.

    What cannot be read goes in by name alone: it is a fault, and must never pass for a file that is not there.
    """
    whole = hashlib.sha256()
    for path in sorted([*folder.rglob("*.yaml"), *folder.glob(TABLE)]):
        name = path.relative_to(folder).as_posix()
        try:
            content = path.read_bytes() if name == TABLE else _bytes_of(path)
        except (OSError, OverflowError):
            whole.update(f"{name}\0unread\0".encode())
        else:
            whole.update(f"{name}\0{len(content)}\0".encode())
            whole.update(content)
    return whole.hexdigest()
