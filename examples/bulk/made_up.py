"""Lines to try it with: `python -m examples.bulk.made_up 20000 > people.ndjson`. Published histories, over and over."""

import sys
from collections.abc import Iterator
from itertools import cycle, islice

import orjson

from evaluation.vignettes import load_vignettes


def lines() -> Iterator[bytes]:
    """Lines without end, each with a key of its own."""
    for number, vignette in enumerate(cycle(load_vignettes())):
        yield orjson.dumps({"key": f"p{number:08}", "history": vignette.request}) + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.writelines(islice(lines(), int(sys.argv[1])))
