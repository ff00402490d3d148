"""A FHIR server on this machine's loopback address that answers as it is told to, and remembers what it was asked."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.cds.records import PATIENT, Json, bundle, problem

TOKEN = "marked-token"
MAN: Json = {"resourceType": "Patient", "id": PATIENT, "gender": "male", "birthDate": "1961-03-14"}


def authorization(**more: Any) -> Json:
    """The token that a client gives for a call."""
    whole = {
        "access_token": TOKEN,
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "user/*.rs",
        "subject": "fascicle",
    }
    return {name: value for name, value in {**whole, **more}.items() if value is not None}


class Ehr:
    """What it holds, by the first step of the path below its base; what it was asked, and how often by web pages."""

    def __init__(self, origin: str) -> None:
        self.base = f"{origin}/fhir"
        self.begin()

    def begin(self) -> None:
        """Hold one man who twitches, answer at once, and have been asked nothing."""
        self.holds: dict[str, Any] = {"Patient": MAN, "Condition": bundle(problem("Fasciculation"))}
        self.statuses: dict[str, int] = {}
        self.waits: dict[str, float] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.pages = 0

    @property
    def kinds(self) -> list[str]:
        """The kinds of resource that it was asked for."""
        return sorted(urlsplit(path).path.split("/")[2] for path, _ in self.asked)

    def query(self, kind: str) -> dict[str, list[str]]:
        """The query by which it was asked for a kind."""
        found = next(path for path, _ in self.asked if f"/{kind}" in path)
        return parse_qs(urlsplit(found).query)

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        self.asked.append((to.path, to.headers["Authorization"]))
        self.pages += "Origin" in to.headers
        kind = urlsplit(to.path).path.split("/")[2]
        held = self.holds.get(to.path.removeprefix("/fhir/"), self.holds.get(kind, bundle()))
        body = held if isinstance(held, bytes) else json.dumps(held).encode()
        time.sleep(self.waits.get(kind, 0))
        to.send_response(self.statuses.get(kind, 200))
        to.send_header("Content-Type", "application/fhir+json")
        to.send_header("Access-Control-Allow-Origin", "*")
        to.send_header("Content-Length", str(len(body)))
        to.send_header("Location", f"{self.base}/Elsewhere")
        to.end_headers()
        # A caller that has heard enough hangs up.
        with suppress(BrokenPipeError, ConnectionResetError):
            to.wfile.write(body)


@contextmanager
def open_ehr() -> Iterator[Ehr]:
    """Start it, and end it."""

    class Talker(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            ehr.answer(self)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Talker)
    ehr = Ehr(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield ehr
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
