"""The page of figures: what a part printed stands in docs/speed.md as it was printed, with when and on what."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from service.loader.load import load

PAGE = Path(__file__).resolve().parents[1] / "docs" / "speed.md"
BEGIN, END = "<!-- begin {}: `make bench` writes it -->", "<!-- end {} -->"


def keep(part: str, printed: str) -> None:
    """Put what a part printed into the page."""
    when = f"{datetime.now(UTC):%Y-%m-%d}, {machine()}, knowledge {load().version}"
    how = f'`make bench ARGS="--keep {part}"` printed, {when}:'
    PAGE.write_text(filled(PAGE.read_text("utf-8"), part, f"{how}\n\n```text\n{printed}```\n"), "utf-8")


def filled(page: str, part: str, text: str) -> str:
    """The page with this text in the place of a part. Raises ValueError where it has none."""
    begin, end = BEGIN.format(part), END.format(part)
    before, found, rest = page.partition(begin)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"docs/speed.md has no place for {part}")
    return f"{before}{begin}\n{text}{end}{after}"


def machine() -> str:
    """What the figures were taken on, and what else ran on it."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, load before {os.getloadavg()[0]:.1f}"
