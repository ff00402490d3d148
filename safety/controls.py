"""The controls that there are: rules, fields, routes, pages, settings, alerts and sections of the documentation."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import yaml
from flask import Flask
from marshmallow import Schema, fields

from safety.records import ROOT
from schemas.assessment import AssessmentSchema
from schemas.intake import IntakeSchema
from service.config import Config
from service.engine.pack import Knowledge
from service.settings import settings_of
from service.web.operations import path_of

Known = Mapping[str, Collection[str]]
# What a link to a heading leaves out of its words.
_UNLINKED = re.compile(r"[^\w -]")


def known_controls(app: Flask, knowledge: Knowledge, root: Path = ROOT) -> Known:
    """Kind of control -> names of those that there are, as `kind:name` in hazards.yaml names them."""
    served = [(path_of(rule), rule.methods or set()) for rule in app.url_map.iter_rules()]
    return {
        "condition": set(knowledge.conditions),
        "red_flag": set(knowledge.red_flags),
        "finding": set(knowledge.findings),
        "analyte": set(knowledge.analytes),
        "screen": set(knowledge.screens),
        "rules": {path.relative_to(root).as_posix() for path in (root / "rules").rglob("*.yaml")},
        "request": set(paths_of(IntakeSchema())),
        "answer": set(paths_of(AssessmentSchema())),
        "route": {f"{method} {path}" for path, methods in served for method in methods},
        "page": {path for path, methods in served if "GET" in methods},
        "setting": {setting.name for setting in settings_of(Config).values()},
        "alert": set(_alerts(root / "deploy" / "alerts.yaml")),
        "doc": set(_sections(root)),
    }


def paths_of(schema: Schema, before: str = "") -> Iterator[str]:
    """Every field of a shape by its path with dots, those of parts and of items of lists too."""
    for name, field in schema.fields.items():
        yield f"{before}{name}"
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested) and isinstance(inner.schema, Schema):
            yield from paths_of(inner.schema, f"{before}{name}.")


def _alerts(path: Path) -> Iterator[str]:
    for group in yaml.safe_load(path.read_text("utf-8"))["groups"]:
        yield from (rule["alert"] for rule in group["rules"])


def _sections(root: Path) -> Iterator[str]:
    """Every page of the documentation, and each of its headings as a link would name it."""
    for path in (*root.glob("*.md"), *(root / "docs").glob("*.md"), root / "rules" / "README.md"):
        page = path.relative_to(root).as_posix()
        yield page
        for title in re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE):
            yield f"{page}#{_UNLINKED.sub('', title.lower()).replace(' ', '-')}"
