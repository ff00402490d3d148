"""`make operate`: write the tables of docs/operate.md that the code already says, between their marks."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from service.config import Config
from service.settings import settings_of
from service.web.observe.fields import EVENTS, FIELDS
from service.web.observe.metrics import DESCRIBED

FILE = Path(__file__).resolve().parents[1] / "docs" / "operate.md"
ALERTS = FILE.parents[1] / "deploy" / "alerts.yaml"


def settings() -> str:
    """Every setting: name, default, what it must be, what it means, an example."""
    rows = (
        f"| `{s.name}` | {s.default} | {s.meaning} It must {s.reader.words}. | `{s.example}` |"
        for s in settings_of(Config).values()
    )
    return "\n".join(("| setting | as it comes | | for instance |", "|---|---|---|---|", *rows))


def events() -> str:
    """Every event of the log."""
    return _table(("event", "when"), ((f"`{name}`", meaning) for name, meaning in EVENTS.items()))


def log_fields() -> str:
    """Every field of a log line."""
    always = (("`time`, `level`, `event`", "When (UTC), how grave, and what happened."),)
    return _table(("field", ""), (*always, *((f"`{name}`", field.meaning) for name, field in FIELDS.items())))


def metrics() -> str:
    """Every metric, with its kind and labels."""
    return _table(("metric", "kind", "labels", ""), sorted(_metrics()))


def _metrics() -> Iterator[tuple[str, str, str, str]]:
    for name, (kind, labels, meaning) in DESCRIBED.items():
        yield f"`{name}`", kind, ", ".join(f"`{label}`" for label in labels) or "none", meaning


def alerts() -> str:
    """Every alert of deploy/alerts.yaml."""
    rules = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"][0]["rules"]
    told = (
        (f"[{r['alert']}](#{r['alert'].lower()})", r["labels"]["severity"], r["annotations"]["summary"]) for r in rules
    )
    return _table(("alert", "severity", ""), told)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))


# The name between the marks -> what makes the table.
TABLES: Mapping[str, Callable[[], str]] = {
    "settings": settings,
    "events": events,
    "log fields": log_fields,
    "metrics": metrics,
    "alerts": alerts,
}


def filled(text: str) -> str:
    """The page with every table as the code has it now. Raises ValueError for a table without its marks."""
    for name, make in TABLES.items():
        begin, end = f"<!-- begin {name}: made by `make operate` -->", f"<!-- end {name} -->"
        if begin not in text or end not in text:
            raise ValueError(f"docs/operate.md needs the marks {begin} and {end}")
        between = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        text = f"{begin}\n{make()}\n{end}".join(between.split(text))
    return text


if __name__ == "__main__":
    FILE.write_text(filled(FILE.read_text("utf-8")), "utf-8")
