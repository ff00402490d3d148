"""Imports point down only: `schemas` below `service`, the engine pure, Flask in `web` and the modules above it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import schemas
import service

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for root in ("service", "schemas") for path in (ROOT / root).rglob("*.py"))

# Package or module -> what else it may import of ours, and from other people. The standard library is everybody's.
FLOORS: dict[str, tuple[set[str], set[str]]] = {
    "schemas": (set(), {"marshmallow"}),
    "service.engine": (set(), {"numpy"}),
    "service.settings": (set(), set()),
    "service.config": ({"service.settings"}, set()),
    "service.loader": ({"service.engine"}, {"yaml", "jsonschema", "jsonschema_rs", "referencing"}),
    "service.doors": ({"service.engine", "schemas"}, {"marshmallow", "rapidfuzz"}),
    "service.web": (
        {"service", "service.config", "service.settings", "service.engine", "service.doors", "schemas"},
        {
            "flask",
            "werkzeug",
            "markupsafe",
            "apispec",
            "marshmallow",
            "yaml",
            "rapidfuzz",
            "gunicorn",
            "orjson",
            "structlog",
            "prometheus_client",
            "opentelemetry",
            "flask_cors",
            "flask_compress",
            "joserfc",
            "limits",
        },
    ),
    "service.app": ({"service.config", "service.engine", "service.doors", "service.web"}, {"flask", "werkzeug"}),
    "service.wsgi": ({"service.app", "service.config", "service.engine", "service.loader"}, {"flask"}),
    "service.__main__": ({"service.app", "service.config", "service.loader", "service.web"}, set()),
    "service": (set(), set()),
}
# What would make the engine depend on anything but its arguments.
IMPURE = {
    "os",
    "io",
    "pathlib",
    "time",
    "datetime",
    "logging",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "sys",
    "threading",
}


def dotted(path: Path) -> str:
    """The name under which a file is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def floor_of(module: str) -> str:
    """The longest floor that a module belongs to."""
    return max((f for f in FLOORS if module == f or module.startswith(f"{f}.")), key=len)


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever the statement stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (_target(node.module or "", alias.name) for alias in node.names)


def _target(module: str, name: str) -> str:
    """What `from module import name` reaches: a module of that name, or the module itself."""
    below = ROOT / Path(*module.split(".")) / name
    return f"{module}.{name}" if below.is_dir() or below.with_suffix(".py").is_file() else module


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_imports_only_what_its_floor_allows(path: Path) -> None:
    floor = floor_of(dotted(path))
    ours, theirs = FLOORS[floor]
    for name in imported(path):
        top = name.split(".")[0]
        if top in ("service", "schemas"):
            assert floor_of(name) in {floor, *ours}, f"{dotted(path)} may not import {name}"
        elif top not in sys.stdlib_module_names:
            assert top in theirs, f"{dotted(path)} may not import {name}"


def test_every_module_stands_on_a_floor_of_its_own_package() -> None:
    """A new package or module has to choose its floor: `service` alone is only for the version."""
    assert [dotted(path) for path in MODULES if floor_of(dotted(path)) == "service"] == ["service"]


@pytest.mark.parametrize("path", [p for p in MODULES if "engine" in p.parts], ids=dotted)
def test_the_engine_has_no_way_to_the_world(path: Path) -> None:
    assert {name.split(".")[0] for name in imported(path)}.isdisjoint(IMPURE)
    called = {n.func.id for n in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_named_call(n)}
    assert called.isdisjoint({"open", "print", "input", "exec", "eval", "globals"})


def _is_named_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_nothing_prints_what_it_was_told(path: Path) -> None:
    """A print is a log, and nothing of a patient is logged."""
    calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_named_call(n)]
    assert "print" not in {call.func.id for call in calls}


def test_the_rules_hold_no_python() -> None:
    assert list((ROOT / "rules").rglob("*.py")) == []


def test_what_is_tested_is_this_tree() -> None:
    """`service` and `schemas` are names of other people's distributions too."""
    for package in (service, schemas):
        assert package.__file__
        assert Path(package.__file__).resolve().parent.parent == ROOT
