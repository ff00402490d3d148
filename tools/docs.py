"""`make docs-check`: run the examples of docs/ against this tree, and tell which print something else.

An example is a block of shell that calls the service, with the block of what it prints behind it. What the page cuts
short (…) is passed over; a day is taken for any other.
"""

import difflib
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from werkzeug.serving import make_server

from service.app import create_app
from service.config import Config
from service.loader.load import load_with_margins

ROOT = Path(__file__).resolve().parents[1]
# The examples of other pages want a mock EHR, a container or a site's own settings.
PAGES = ("docs/api.md", "docs/cds-hooks.md", "docs/model.md")
USUAL = "127.0.0.1:8000"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DAY = re.compile(r"\d{4}-\d\d-\d\dT[\d:]+(?:\+00:00|Z)")


def examples_in(text: str) -> Iterator[tuple[str, str]]:
    """The command and the output of each example of a page that prints all of it."""
    for (kind, command), (shown, written) in pairwise(_BLOCK.findall(text)):
        if kind == "sh" and "curl " in command and shown in ("text", "json") and "…" not in written:
            yield command, written


def difference(printed: str, written: str) -> str:
    """How what was printed differs from what the page says, line by line; empty where it does not."""
    now, then = (_DAY.sub("a day", text).strip().splitlines() for text in (printed, written))
    return "\n".join(difflib.unified_diff(then, now, "the page", "printed", lineterm=""))


@contextmanager
def served() -> Iterator[str]:
    """The service of this tree on a free port, by its address without the scheme."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(Config(), *load_with_margins()), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


def ran(command: str, address: str) -> str:
    """What an example prints."""
    whole = f"FASCICLE=http://{address}\n{command.replace(USUAL, address)}"
    found = subprocess.run(["bash", "-c", whole], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607 (the commands of our own pages)
    return found.stdout + found.stderr


def main() -> int:
    """The exit code: 1 where an example prints something else."""
    count, wrong = 0, 0
    with served() as address:
        for page in PAGES:
            for command, written in examples_in((ROOT / page).read_text("utf-8")):
                told = difference(ran(command, address), written)
                count, wrong = count + 1, wrong + bool(told)
                sys.stdout.write(f"{page}:\n{command}{told}\n\n" if told else "")
    sys.stdout.write(f"{count} examples, {wrong} of which print something else.\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
