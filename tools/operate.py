"""`make operate`: write the tables of docs/operate.md that the code already says, between their marks."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from service.config import Config
from service.settings import settings_of

FILE = Path(__file__).resolve().parents[1] / "docs" / "operate.md"


def settings() -> str:
    """Every setting: name, default, what it must be, what it means, an example."""
    rows = (
        f"| `{s.name}` | {s.default} | {s.meaning} It must {s.reader.words}. | `{s.example}` |"
        for s in settings_of(Config).values()
    )
    return "\n".join(("| setting | as it comes | | for instance |", "|---|---|---|---|", *rows))


# The name between the marks -> what makes the table.
TABLES: Mapping[str, Callable[[], str]] = {"settings": settings}


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
