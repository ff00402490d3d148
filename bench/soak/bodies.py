"""Bad inputs: bodies spoilt in every way, sent to every POST route; each must come back as a 4xx with its problem.

In process, through the whole WSGI app. The one thing left out is the long search of an explanation for the smallest
change: it looks at no body, and would take most of the time.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bench.cases import bodies as histories
from bench.soak.figures import Figure
from bench.soak.judge import NDJSON, Answer, Judge
from bench.soak.mutate import FORM, Request, Spoiler, text_of
from service.app import create_app
from service.config import Config
from service.engine import explain
from service.loader.load import load_with_margins
from tests.support.forms import Form

SEED = 20_261_122
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SHORT, LONG = 300, 100_000
# Of a hundred requests, those whose label is spoilt instead of their body.
LABELS = 0.06
FORM_PAGES = ("/", "/form/answer", "/form/why", "/form/record", "/form/download", "/form/resources")
FORM_PARTS = ("/form/suggest", "/form/prefill")
# Routes that most callers use are tried most.
WEIGHTS = {"/v1/assessments": 12.0, "/v1/assessments/explain": 6.0, "/fhir/QuestionnaireResponse/$assess": 4.0}


@dataclass(frozen=True, slots=True)
class Seed:
    """A good request, and its document or the fields of its form."""

    request: Request
    document: Any = None
    pairs: tuple[tuple[str, str], ...] = ()


def seeds(app: Flask, judge: Judge) -> dict[str, list[Seed]]:
    """Good requests to every POST route, by path."""
    found: dict[str, list[Seed]] = {}
    for path, verbs in judge.document["paths"].items():
        for kind, content in verbs.get("post", {}).get("requestBody", {}).get("content", {}).items():
            documents = [example["value"] for example in content.get("examples", {}).values()]
            if content["schema"]["$ref"].endswith("/Intake"):
                documents += [json.loads(history) for history in histories()]
            found[path] = [Seed(Request(path, kind, text_of(one)), one) for one in documents]
    chart = json.loads((EXAMPLES / "fhir/populate-record.json").read_text("utf-8"))
    for path in FORM_PARTS:
        found[path] = [Seed(Request(path, "application/json", text_of(chart)), chart)]
    filled = _filled_form(app)
    for path in FORM_PAGES:
        found[path] = [Seed(Request(path, FORM, b""), pairs=filled)]
    return found


def _filled_form(app: Flask) -> tuple[tuple[str, str], ...]:
    page = app.test_client().post("/", data={"example": "weak-hand"}).text
    more = (("condition", "als"), ("document", "letter"), ("as", "json"))
    return tuple((name, text) for name, texts in Form(page).said().items() for text in texts) + more


def made_up(count: int) -> list[Any]:
    """So many JSON values, as hypothesis makes them up; the same every time."""
    found: list[Any] = []
    scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    inner = st.recursive(scalars | text, lambda part: st.lists(part) | st.dictionaries(text, part), max_leaves=12)

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(inner)
    def collect(value: Any) -> None:
        found.append(value)

    collect()
    return found


def requests(known: dict[str, list[Seed]], values: list[Any]) -> Iterator[Request]:
    """Spoilt requests without end."""
    random = Random(SEED)  # noqa: S311 - it must be the same every time
    spoiler = Spoiler(random, values)
    paths = list(known)
    weights = [WEIGHTS.get(path, 1.0 if path.startswith("/form") or path == "/" else 2.0) for path in paths]
    while True:
        seed = random.choice(known[random.choices(paths, weights)[0]])
        if seed.document is None:
            spoilt = spoiler.form(seed.request, list(seed.pairs))
            yield spoiler.labels(spoilt) if random.random() < LABELS else spoilt
        elif random.random() < LABELS:
            yield spoiler.labels(seed.request)
        else:
            yield spoiler.json(seed.request, seed.document)


def send(client: FlaskClient, request: Request) -> Answer:
    """One request, through the whole app."""
    headers = {"Content-Encoding": request.encoding} if request.encoding else {}
    response = client.post(
        request.path, data=request.body, content_type=request.media_type, headers=headers, buffered=True
    )
    return Answer(response.status_code, response.mimetype, response.get_data())


@dataclass
class Tally:
    """What came of the requests."""

    judge: Judge
    refused: int = 0
    taken: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    paths: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def count(self, request: Request, answer: Answer) -> None:
        """Judge one answer, and count it."""
        fault = self.judge.faults(request, answer)
        good = answer.status == 200 and not (request.media_type == NDJSON and _refused_in_line(answer))
        if not fault and good and request.media_type != NDJSON and self._is_bad(request):
            fault = f"status {answer.status} for a bad input"
        if fault:
            self.wrong.append(f"{request.path} ({request.spoilt}): {fault}: {request.body[:300]!r}")
        self.statuses[answer.status] += 1
        self.taken += good
        if not good:
            self.refused += 1
            self.paths[request.path] += 1
            self.ways[request.spoilt] += 1

    def _is_bad(self, request: Request) -> bool:
        if request.surely:
            return True
        return "json" in request.media_type and self.judge.is_bad(request.path, request.media_type, request.body)


def _refused_in_line(answer: Answer) -> bool:
    return b'"refused":0,' not in answer.body.rsplit(b"\n", 2)[-2]


def try_out(app: Flask, enough: int, values: int) -> Tally:
    """Send spoilt requests until so many were refused."""
    judge = Judge(app.extensions["fascicle_openapi"].document)
    tally, client = Tally(judge), app.test_client()
    for request in requests(seeds(app, judge), made_up(values)):
        tally.count(request, send(client, request))
        if tally.refused >= enough:
            break
    return tally


def run(*, long: bool) -> list[Figure]:
    """The figures."""
    explain.for_place = lambda *_: None
    app = create_app(Config(log_level="critical"), *load_with_margins())
    began = time.monotonic()
    tally = try_out(app, LONG if long else SHORT, 4_000 if long else 60)
    told = ", ".join(f"{status}: {count:,}" for status, count in sorted(tally.statuses.items()))
    return [
        Figure("bad inputs refused as promised", f"{tally.refused - len(tally.wrong):,}", tally.refused > 0),
        Figure("answered otherwise (5xx, not described, or taken)", f"{len(tally.wrong)}", not tally.wrong),
        Figure("spoilt and still a good request", f"{tally.taken:,}"),
        Figure("routes; ways to spoil", f"{len(tally.paths)}; {len(tally.ways)}"),
        Figure("statuses", told),
        Figure("seconds", f"{time.monotonic() - began:.0f}"),
        *(Figure("WRONG", one, kept=False) for one in tally.wrong[:20]),
    ]
