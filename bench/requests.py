"""`python -m bench.requests echo|service COUNT`: an app that answers so many requests without a network, and ends."""

import sys

from werkzeug.test import Client

from bench.cases import bodies
from bench.echo import create_app as create_echo
from service.app import create_app
from service.config import Config
from service.loader.load import load_with_margins

# What the answers of the service measure in the median, so that the echo answers as much.
ANSWER_BYTES = 52_000


def main() -> None:
    """Answer them."""
    kind, count = sys.argv[1], int(sys.argv[2])
    service = create_app(Config(), *load_with_margins())
    app, path = (create_echo(), f"/{ANSWER_BYTES}") if kind == "echo" else (service, "/v1/assessments")
    client, sent = Client(app), bodies()
    for nth in range(count):
        client.post(path, data=sent[nth % len(sent)], content_type="application/json")


if __name__ == "__main__":
    main()
