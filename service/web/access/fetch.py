"""Fetch a small document from an address that the site configured: by TLS alone, never redirected, soon given up."""

import ssl
import time
from collections.abc import Callable
from http.client import HTTPException
from urllib.request import HTTPSHandler, OpenerDirector, ProxyHandler, Request

SECONDS = 3.0
LARGEST_BYTES = 64 * 1024


class FetchError(OSError):
    """The document cannot be had. Nothing of the answer is repeated."""


def fetch(address: str, tls: ssl.SSLContext | None = None) -> bytes:
    """The document at an https address; a site's own outgoing proxy (HTTPS_PROXY) is used. Raises FetchError."""
    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPSHandler(context=tls)):
        opener.add_handler(handler)
    end = time.monotonic() + SECONDS
    try:
        # Without a handler for errors and redirects, any answer comes back as it is; for other schemes, None.
        answer = opener.open(Request(address, headers={"Accept": "application/json"}), timeout=SECONDS)  # noqa: S310
        if answer is None or answer.status != 200:
            raise FetchError
        with answer:
            return _read(answer.read1, end)
    except (OSError, ValueError, HTTPException):
        raise FetchError from None


def _read(read: Callable[[int], bytes], end: float) -> bytes:
    """All there is, unless it is too large or takes too long: a trickle must not hold a worker."""
    whole = b""
    while piece := read(LARGEST_BYTES):
        whole += piece
        if len(whole) > LARGEST_BYTES or time.monotonic() > end:
            raise FetchError
    return whole
