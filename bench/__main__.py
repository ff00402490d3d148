"""`python -m bench [--short] [--keep] [PART…]`: run the parts and print their figures; status 1 where one fails."""

import argparse
import io
import os
import sys
from contextlib import redirect_stdout
from importlib import import_module
from typing import TextIO

from bench.page import keep
from bench.server import GENERATOR

PARTS = ("route", "tails", "footprint", "batch", "engines", "columns")


class Both(io.StringIO):
    """Takes what a part prints, and passes it on as it comes."""

    def __init__(self, through: TextIO) -> None:
        """Pass on to `through`."""
        super().__init__()
        self.through = through

    def write(self, text: str) -> int:
        """Keep and pass on."""
        self.through.write(text)
        self.through.flush()
        return super().write(text)


def main() -> int:
    """Run what was asked for, all parts if none was named."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a look that each part runs; its figures say little")
    parser.add_argument("--keep", action="store_true", help="put what is printed into docs/speed.md")
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*PARTS, []], help=", ".join(PARTS))
    asked = parser.parse_args()
    os.sched_setaffinity(0, {GENERATOR})
    return max([_run(part, short=asked.short, kept=asked.keep) for part in asked.parts or PARTS])


def _run(part: str, *, short: bool, kept: bool) -> int:
    with redirect_stdout(Both(sys.stdout)) as printed:
        status: int = import_module(f"bench.{part}").run(short=short)
    if kept:
        keep(part, printed.getvalue())
    sys.stdout.write("\n")
    sys.stdout.flush()
    return status


if __name__ == "__main__":
    sys.exit(main())
