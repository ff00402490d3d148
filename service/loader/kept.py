"""Kept: the documents of a pack that passed every check, so that a start need not read and check them all again.

`python -m service.loader check` writes them; a start takes them only where their key is that of the rules and of the
code that checked them, byte for byte, and reads and checks everything otherwise. JSON, not pickle: what is read here
may be wrong, but never runs. It holds rules, and nothing of a patient.
"""

import hashlib
import json
import os
import stat
import sys
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

from service.loader.files import RuleFile
from service.loader.strict_yaml import Document

_HOME = Path(__file__).resolve().parents[2]
FILE = _HOME / "build" / "checked-rules.json"
# What decides whether a rule passes.
_CODE = ("service/loader", "service/engine", "schemas/rules")
_LIBRARIES = ("PyYAML", "jsonschema-rs")


def key_of(folder: Path, sha256: str) -> str:
    """The key of the pack in a folder, whose rules have this digest, checked by this code."""
    # A file that is no rule is a fault, but not in the digest.
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return _digest(f"{folder.name}\n{sha256}\n{names}\n{_checkers()}".encode())


def keep(files: list[RuleFile], key: str, file: Path = FILE) -> None:
    """Keep the documents of a pack that has passed every check. Where nothing can be written nothing is kept."""
    documents = [[one.kind, one.name, one.document.data] for one in files]
    text = json.dumps(documents, ensure_ascii=False, separators=(",", ":"))
    head = f"{key} {_digest(text.encode())}\n"
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as written:
            written.write(head + text)
        Path(written.name).chmod(0o644)
        Path(written.name).replace(file)


def recall(key: str, file: Path = FILE) -> list[RuleFile] | None:
    """The checked files of the pack with this key; None where they are not kept, not whole or not ours."""
    try:
        head, _, body = _own_bytes(file).partition(b"\n")
    except OSError:
        return None
    if head.decode("latin-1") != f"{key} {_digest(body)}":
        return None
    # No node tree: nothing here is at fault, so no line will be asked for.
    return [RuleFile(kind, name, Document(data, None, ())) for kind, name, data in json.loads(body)]


def _own_bytes(file: Path) -> bytes:
    """The bytes of a file that nobody else could have written. Raises OSError for any other."""
    with file.open("rb") as opened:
        about = os.fstat(opened.fileno())
        ours = about.st_uid in (0, os.geteuid(), Path(__file__).stat().st_uid)
        if not ours or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise PermissionError(file)
        return opened.read()


@cache
def _checkers() -> str:
    """The digest of all that checks rules: our code and schemas, the libraries and Python."""
    whole = hashlib.sha256(f"{sys.version} {[version(name) for name in _LIBRARIES]}".encode())
    for path in sorted(path for folder in _CODE for path in (_HOME / folder).rglob("*")):
        if path.suffix in (".py", ".json"):
            whole.update(f"\n{path.relative_to(_HOME).as_posix()} {_digest(path.read_bytes())}".encode())
    return whole.hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
