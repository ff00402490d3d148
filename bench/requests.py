"""`python -m bench.requests echo|service FILE COUNT…`: an app that answers so many requests without a network.

Each count is answered by a process of its own, forked from one that has loaded the app and answered some already, one
after the other. FILE is a JSON list of bodies as text, read over and over: what is counted is the app's work alone.
"""

import json
import os
import sys
from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path

from werkzeug.test import Client

from bench.callgrind import count_from_here

# What the answers of the service measure in the median, so that the echo answers as much.
ANSWER_BYTES = 51_000
# Requests beforehand, so that whatever is made at first use has been made.
WARM = 16


def main() -> None:
    """Answer them."""
    kind, file, counts = sys.argv[1], Path(sys.argv[2]), map(int, sys.argv[3:])
    bodies = [body.encode() for body in json.loads(file.read_bytes())]
    client, path = (_echo(), f"/{ANSWER_BYTES}") if kind == "echo" else (_service(), "/v1/assessments")
    _answer(client, path, islice(cycle(bodies), WARM))
    for count in counts:
        if child := os.fork():
            if os.waitpid(child, 0)[1]:
                sys.exit("A request was not answered.")
            continue
        count_from_here()
        _answer(client, path, islice(cycle(bodies), count))
        # Without the clearing up at a usual end, which is not a request's.
        os._exit(0)


def _answer(client: Client, path: str, bodies: Iterable[bytes]) -> None:
    for body in bodies:
        with client.post(path, data=body, content_type="application/json") as answer:
            answer.get_data()


def _echo() -> Client:
    from bench.echo import app  # noqa: PLC0415 only what is asked for is loaded

    return Client(app)


def _service() -> Client:
    from service.wsgi import app  # noqa: PLC0415 as above: it loads the rules

    return Client(app)


if __name__ == "__main__":
    main()
