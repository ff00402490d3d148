"""The tests that the suite has, read from their files without running anything."""

import ast
from collections.abc import Iterable
from pathlib import Path

from safety.records import ROOT

_NEVER_RUN = ("skip", "skipif", "xfail")


def not_in_suite(tests: Iterable[str], root: Path = ROOT) -> list[str]:
    """Which of `tests/folder/test_file.py::test_name` the suite does not run: not there, or marked not to count."""
    files: dict[str, frozenset[str]] = {}
    missing = []
    for test in tests:
        file, _, name = test.partition("::")
        if file not in files:
            files[file] = named_in(root / file)
        if name not in files[file]:
            missing.append(test)
    return missing


def named_in(path: Path) -> frozenset[str]:
    """The tests of one file that pytest collects and nothing marks as not to be run. Empty where there is no file."""
    if not (path.is_file() and path.name.startswith("test_")):
        return frozenset()
    body = ast.parse(path.read_text("utf-8")).body
    found = (node for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))
    return frozenset(node.name for node in found if not _put_off(node))


def _put_off(test: ast.FunctionDef) -> bool:
    names = {node.attr for mark in test.decorator_list for node in ast.walk(mark) if isinstance(node, ast.Attribute)}
    return not names.isdisjoint(_NEVER_RUN)
