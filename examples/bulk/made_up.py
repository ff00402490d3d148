"""Lines to try it with: `python -m examples.bulk.made_up 20000 > people.ndjson`. Published histories, over and over."""

import sys
from itertools import cycle, islice

import orjson

from evaluation.vignettes import load_vignettes


def main(count: int) -> None:
    """Write so many lines, each with a key of its own."""
    vignettes = cycle(load_vignettes())
    for number, vignette in enumerate(islice(vignettes, count)):
        sys.stdout.buffer.write(orjson.dumps({"key": f"p{number:08}", "history": vignette.request}) + b"\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
