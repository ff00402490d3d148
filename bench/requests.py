"""`python -m bench.requests echo|service FILE COUNT…`: an app that answers so many requests without a network, and ends.

Each count is answered by a process of its own, forked from one that has loaded the app, one after the other. FILE is a
JSON list of bodies as text, read over and over: what is counted here is the app's work and not the bench's.
"""

import json
import os
import sys
from itertools import cycle, islice
from pathlib import Path

from werkzeug.test import Client

# What the answers of the service measure in the median, so that the echo answers as much.
ANSWER_BYTES = 51_000


def main() -> None:
    """Answer them."""
    kind, file, counts = sys.argv[1], Path(sys.argv[2]), map(int, sys.argv[3:])
    bodies = [body.encode() for body in json.loads(file.read_bytes())]
    client, path = (_echo(), f"/{ANSWER_BYTES}") if kind == "echo" else (_service(), "/v1/assessments")
    for count in counts:
        if child := os.fork():
            if os.waitpid(child, 0)[1]:
                sys.exit("A request was not answered.")
            continue
        for body in islice(cycle(bodies), count):
            with client.post(path, data=body, content_type="application/json") as answer:
                answer.get_data()
        # Without the clearing up at a usual end, which is not a request's.
        os._exit(0)


def _echo() -> Client:
    from bench.echo import app  # noqa: PLC0415 only what is asked for is loaded

    return Client(app)


def _service() -> Client:
    from service.wsgi import app  # noqa: PLC0415 as above: it loads the rules

    return Client(app)


if __name__ == "__main__":
    main()
