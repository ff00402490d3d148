"""What a site watches with asks for metrics, labels and words that there are; the pages say what the code does."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from service.engine.terms import Level
from service.web.observe.fields import EVENTS
from service.web.observe.metrics import DESCRIBED
from service.web.problems import type_of

ROOT = Path(__file__).resolve().parents[2]
RULES = yaml.safe_load((ROOT / "deploy/alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
BOARD = json.loads((ROOT / "deploy/grafana/fascicle.json").read_text("utf-8"))
PAGE = (ROOT / "docs/operate.md").read_text("utf-8")
PANELS = BOARD["panels"]
# Prometheus gives these itself.
GIVEN = {"job", "instance", "le"}
ASKED = [rule["expr"] for rule in RULES] + [t["expr"] for panel in PANELS for t in panel["targets"]]


@pytest.fixture(scope="module")
def samples() -> set[str]:
    """The names under which metrics can be asked for."""
    parts = ("_bucket", "_count", "_sum")
    names = {f"{n}{part}" for n, (kind, _, _) in DESCRIBED.items() if kind == "histogram" for part in parts}
    return names | {name for name, (kind, _, _) in DESCRIBED.items() if kind != "histogram"}


@pytest.mark.parametrize("asked", ASKED)
def test_only_metrics_and_labels_that_there_are_are_asked_for(asked: str, samples: set[str]) -> None:
    names = set(re.findall(r"\bfascicle_\w+", asked))
    assert names <= samples
    assert names or "up{" in asked
    owners = [labels for name, (_, labels, _) in DESCRIBED.items() if any(n.startswith(name) for n in names)]
    labels = set(re.findall(r"(\w+)\s*(?:=~|!=|!~|=)\s*\"", asked))
    labels |= {label for group in re.findall(r"\bby \(([^)]*)\)", asked) for label in re.split(r",\s*", group)}
    assert labels <= GIVEN.union(*owners)


@pytest.mark.parametrize("asked", ASKED)
def test_only_words_that_there_are_are_compared_with(asked: str) -> None:
    known = {"type": {type_of(status) for status in range(400, 600)}, "referral": {level.word for level in Level}}
    for label, words in re.findall(r"\b(type|referral)=~?\"([^\"]*)\"", asked):
        assert set(words.split("|")) <= known[label]


def test_a_route_that_is_asked_for_is_there(client: FlaskClient) -> None:
    rules = {rule.rule for rule in client.application.url_map.iter_rules()}
    named = re.findall(r"route(?:=|!=|=~|!~)\"([^\"]*)\"", " ".join(ASKED))
    assert {route for listed in named for route in listed.split("|")} <= rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_says_what_to_do(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["runbook"] == f"docs/operate.md#{rule['alert'].lower()}"
    assert f"\n### {rule['alert']}\n" in PAGE


def test_the_run_book_has_no_alert_that_there_is_not() -> None:
    book = PAGE.split("## Run book")[1]
    assert re.findall(r"^### (\w+)$", book, re.MULTILINE) == [rule["alert"] for rule in RULES]


def test_the_dashboard_shows_every_metric_and_lies_flat() -> None:
    shown = " ".join(t["expr"] for panel in PANELS for t in panel["targets"])
    assert [name for name in DESCRIBED if name not in shown] == []
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    taken = [(x, y) for panel in PANELS for x, y in _cells(panel["gridPos"])]
    assert len(set(taken)) == len(taken)
    assert all(0 <= x < 24 for x, _ in taken)


def _cells(at: dict[str, int]) -> Iterator[tuple[int, int]]:
    for x in range(at["x"], at["x"] + at["w"]):
        for y in range(at["y"], at["y"] + at["h"]):
            yield x, y


def test_what_is_exposed_is_what_is_described(client: FlaskClient) -> None:
    client.post("/v1/assessments", json={"sites": 1})
    answer = client.get("/metrics")

    assert answer.content_type.startswith("text/plain; version=0.0.4")
    for family in text_string_to_metric_families(answer.text):
        name = family.name + ("_total" if family.type == "counter" else "")
        kind, labels, meaning = DESCRIBED[name]
        assert (family.type, family.documentation) == (kind, meaning)
        for sample in family.samples:
            assert set(sample.labels) - {"le"} == set(labels)


def test_the_log_has_no_event_that_the_page_does_not_tell_of() -> None:
    written = {name for path in (ROOT / "service").rglob("*.py") for name in _events(path)}
    assert written == set(EVENTS)


def _events(path: Path) -> Iterator[str]:
    """The events that a module writes. Each is named where it is written."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("emit", "record", "write")
        ):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
