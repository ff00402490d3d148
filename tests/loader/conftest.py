"""A copy of the real rules in which one thing at a time is broken."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from service.loader import files, load, strict_yaml
from service.loader.fault import Fault
from service.loader.files import RuleFile
from service.loader.shape import check_shape


class Copy:
    """A copy of the rules. Files that did not change are not read and checked for shape again."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds a whole copy."""
        self.folder = folder
        self._read = cache(strict_yaml.read)
        self._shapes: dict[int, tuple[RuleFile, list[Fault]]] = {}

    def shape(self, file: RuleFile) -> list[Fault]:
        """What `check_shape` says, asked once for each document. The file is kept, so that its id is not used again."""
        if id(file.document) not in self._shapes:
            self._shapes[id(file.document)] = (file, list(check_shape(file)))
        return self._shapes[id(file.document)][1]

    def check(self) -> list[Fault]:
        """Every fault of the copy."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files, "read", self._read)
            patch.setattr(load, "check_shape", self.shape)
            return load.check(self.folder)

    def find(self, kind: str) -> str:
        """The first file of a kind, by its path in the folder."""
        found = sorted(path for path in self.folder.rglob("*.yaml") if _kind(path.relative_to(self.folder)) == kind)
        return found[0].relative_to(self.folder).as_posix()

    @contextmanager
    def edited(self, name: str, pattern: str, replacement: str) -> Iterator[int]:
        """While inside, the first match of `pattern` in a file is replaced. Gives the line where that ends."""
        path = self.folder / name
        before = path.read_text("utf-8")
        match = re.search(pattern, before, re.MULTILINE)
        assert match, f"{name} has nothing like {pattern}"
        head = before[: match.start()] + match.expand(replacement)
        path.write_text(head + before[match.end() :], "utf-8")
        try:
            yield head.count("\n") + 1
        finally:
            path.write_text(before, "utf-8")

    @contextmanager
    def added(self, name: str, content: bytes) -> Iterator[None]:
        """While inside, there is one file more, or one with other content."""
        path = self.folder / name
        before = path.read_bytes() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        try:
            yield
        finally:
            path.unlink() if before is None else path.write_bytes(before)


def _kind(path: Path) -> str:
    return path.parts[0].removesuffix(".yaml")


@pytest.fixture(scope="session")
def copy(rules_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The copy, made once a session."""
    folder = tmp_path_factory.mktemp("pack") / "rules"
    shutil.copytree(rules_folder, folder)
    return Copy(folder)
