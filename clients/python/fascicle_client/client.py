"""Fascicle: makes the calls. Errors of the service are FascicleError, with the problem document as it came."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from fascicle_client.operations import Operations

Options = Mapping[str, str | int | None]


class FascicleError(Exception):
    """The service refused. `status` is HTTP's, `problem` the problem document, or the OperationOutcome of FHIR."""

    def __init__(self, status: int, problem: Any) -> None:
        """What came back. The message holds the status alone: a problem may name places of what was sent."""
        super().__init__(f"The service answered with {status}.")
        self.status = status
        self.problem = problem


class Fascicle(Operations):
    """One service, by its address. May be shared by threads. Raises OSError where it does not answer in time."""

    def __init__(self, address: str, *, token: str = "", seconds: float = 10) -> None:
        """`address`: such as https://fascicle.hospital.example. `token`: an API key or an access token."""
        if not address.startswith(("https://", "http://")):
            raise ValueError("The address must begin with https:// or http://.")
        self._address = address.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._seconds = seconds
        self._opener = build_opener(_NoRedirect)

    def send(self, method: str, path: str, options: Options, body: Any = None, kind: str = "") -> Any:
        """Make one call."""
        query = urlencode({name: value for name, value in options.items() if value is not None})
        request = Request(f"{self._address}{path}{'?' if query else ''}{query}", method=method, headers=self._headers)
        if kind:
            request.data = (body if isinstance(body, str) else json.dumps(body)).encode()
            request.add_header("Content-Type", kind)
        try:
            with self._opener.open(request, timeout=self._seconds) as answer:
                return _read(answer)
        except HTTPError as error:
            raise FascicleError(error.code, _read(error)) from None


class _NoRedirect(HTTPRedirectHandler):
    """A history goes where it was sent and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        """Do not follow."""


def _read(answer: Any) -> Any:
    """JSON as Python has it, anything else as text."""
    text = answer.read().decode("utf-8")
    kind = answer.headers.get_content_type()
    return json.loads(text) if kind.endswith("json") and not kind.endswith("ndjson") else text
