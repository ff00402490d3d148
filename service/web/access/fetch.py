"""Fetch a document from an address that the site configured: by TLS alone, never redirected, soon given up."""

import ssl
import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from service.config import on_loopback

SECONDS = 3.0
LARGEST_BYTES = 64 * 1024
_JSON = {"Accept": "application/json"}


class FetchError(OSError):
    """The document cannot be had. Nothing of the answer is repeated."""


def fetch(
    address: str,
    tls: ssl.SSLContext | None = None,
    *,
    headers: Mapping[str, str] = _JSON,
    seconds: float | None = None,
    largest: int = LARGEST_BYTES,
    local: bool = False,
) -> bytes:
    """The document at an https address; a site's own outgoing proxy (HTTPS_PROXY) is used. Raises FetchError.

    At most `largest` bytes, within `seconds`. `local`: http too, if the host is this machine; then without a proxy.
    """
    end = time.monotonic() + (SECONDS if seconds is None else seconds)
    try:
        opener = _opener(address, tls, local=local)
        # Without a handler for errors and redirects, any answer comes back as it is; for other schemes, None.
        request = Request(address, headers=dict(headers))  # noqa: S310
        answer = opener.open(request, timeout=max(end - time.monotonic(), 0.001))
        if answer is None or answer.status != 200:
            raise FetchError
        with answer:
            return _read(answer.read1, end, largest)
    except (OSError, ValueError, HTTPException):
        raise FetchError from None


def _opener(address: str, tls: ssl.SSLContext | None, *, local: bool) -> OpenerDirector:
    opener, parts = OpenerDirector(), urlsplit(address)
    if local and on_loopback(parts.hostname or ""):
        opener.add_handler(HTTPHandler())
    elif parts.scheme == "https":
        opener.add_handler(ProxyHandler())
    else:
        raise FetchError
    opener.add_handler(HTTPSHandler(context=tls))
    return opener


def _read(read: Callable[[int], bytes], end: float, largest: int) -> bytes:
    """All there is, unless it is too large or takes too long: a trickle must not hold a worker."""
    whole = b""
    while piece := read(LARGEST_BYTES):
        whole += piece
        if len(whole) > largest or time.monotonic() > end:
            raise FetchError
    return whole
