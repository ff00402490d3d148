"""`python -m bench.soak [--long] [PART…]`: run the parts, print every figure; status 1 where a promise was not kept.

A long run puts its figures on record and into docs/reliability.md.
"""

import argparse
import sys
import time
from importlib import import_module

from bench.soak.figures import keep

PARTS = ("refused", "bombs", "bodies", "described", "fuzz", "clock", "sealed", "slow", "restarts", "memory")


def main() -> int:
    """Run them one after another."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak")
    parser.add_argument("--long", action="store_true", help="the whole of it, and on record")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of {', '.join(PARTS)}; else all")
    chosen = parser.parse_args()
    unknown = set(chosen.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    broken = [part for part in chosen.parts or PARTS if not _kept(part, long=chosen.long)]
    sys.stdout.write(f"NOT KEPT: {', '.join(broken)}\n" if broken else "All promises kept.\n")
    return 1 if broken else 0


def _kept(part: str, *, long: bool) -> bool:
    began = time.monotonic()
    figures = import_module(f"bench.soak.{part}").run(long=long)
    minutes = (time.monotonic() - began) / 60
    sys.stdout.write(f"\n{part} ({minutes:.1f} minutes)\n" + "".join(f"  {figure}\n" for figure in figures))
    sys.stdout.flush()
    kept = all(figure.kept is not False for figure in figures)
    if long and kept:
        keep(part, figures, minutes)
    return kept


if __name__ == "__main__":
    sys.exit(main())
