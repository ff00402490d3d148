"""Figures: what a part of the soak measured, kept in figures.json, and shown in docs/reliability.md from there."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT = HERE / "figures.json"
PAGE = HERE.parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- begin {}: made by `make soak LONG=1` -->", "<!-- end {} -->"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured. `kept`: whether a promise was kept by it; None where nothing is promised."""

    name: str
    value: str
    kept: bool | None = None

    def __str__(self) -> str:
        """One line for a terminal."""
        return f"{_MARKS[self.kept]:>4} {self.name}: {self.value}"


_MARKS = {True: "ok", False: "BAD", None: ""}


def machine() -> str:
    """What the figures were taken on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, Linux, Python {platform.python_version()}"


def keep(part: str, figures: list[Figure], minutes: float) -> None:
    """Put what a long run of a part measured on record, and into the page."""
    record = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    took = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "minutes": round(minutes, 1), "machine": machine()}
    record[part] = {**took, "figures": [asdict(figure) for figure in figures]}
    KEPT.write_text(json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")


def filled(page: str) -> str:
    """The page with the table of every part as it is on record."""
    for part, one in json.loads(KEPT.read_text("utf-8")).items():
        begin, end = BEGIN.format(part), END.format(part)
        before, _, rest = page.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"docs/reliability.md has no place for {part}")
        page = f"{before}{begin}\n{_table(part, one)}{end}{after}"
    return page


def _table(part: str, one: dict[str, Any]) -> str:
    figures = [Figure(**figure) for figure in one["figures"]]
    rows = "".join(f"| {figure.name} | {figure.value} |\n" for figure in figures)
    how = f"`make soak LONG=1 ARGS={part}`, {one['date']}, {one['minutes']} minutes; {one['machine']}"
    return f"{how}\n\n| | |\n|---|---|\n{rows}"
