"""Asking the FHIR server of a call for what its prefetch lacks: all at once, soon given up, with the call's token."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Any

from service.doors.cds.fhir_server import Server, next_link
from service.doors.cds.request import Received
from service.web.access.fetch import FetchError, fetch
from service.web.body import parse_json
from service.web.observe.events import emit
from service.web.problems import BadBodyError

Json = Any
# The pages that are there already, and where the next one is.
Begun = tuple[list[Json], str | None]

# For all queries of a call together: whoever opens a record waits for it.
SECONDS = 2.0
PAGES = 4
LARGEST_BYTES = 512 * 1024


class Asking:
    """Asks by a site's prefetch templates."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        """`templates`: FHIR queries by prefetch key."""
        self._templates = templates

    def __call__(self, received: Received) -> Mapping[str, Json]:
        """What the server of a call has of the keys that fell short; a key that brought nothing is left out."""
        server = received.server
        if server is None or not (received.missing or received.partly):
            return {}
        wanted = dict(self._wanted(received, server))
        found = _looked(server, wanted)
        lacking = sum(not pages or _goes_on(pages) for pages in found.values())
        emit("cds_record_asked", "warning" if lacking else "info", count=len(wanted), lacking=lacking)
        return {key: _joined(pages) for key, pages in found.items() if pages}

    def _wanted(self, received: Received, server: Server) -> Iterator[tuple[str, Begun]]:
        for key in received.missing:
            yield key, ([], server.query(self._templates[key]))
        for key in received.partly:
            first = received.prefetch[key]
            yield key, ([first], server.next_page(first))


def _looked(server: Server, wanted: Mapping[str, Begun]) -> dict[str, list[Json]]:
    """The pages by key. Whoever has not answered in time is not waited for: sockets give up by themselves."""
    look = partial(_look, server, time.monotonic() + SECONDS)
    pool = ThreadPoolExecutor(len(wanted))
    asked = {key: pool.submit(look, begun) for key, begun in wanted.items()}
    wait(asked.values(), timeout=SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    return {key: one.result() if one.done() else wanted[key][0] for key, one in asked.items()}


def _look(server: Server, end: float, begun: Begun) -> list[Json]:
    """The pages of one query, as far as they can be had."""
    pages, address = begun
    while address and len(pages) < PAGES:
        page = _page(server, address, end - time.monotonic())
        if page is None or (pages and page.get("resourceType") != "Bundle"):
            break
        pages = [*pages, page]
        address = server.next_page(page)
    return pages


def _page(server: Server, address: str, seconds: float) -> dict[str, Json] | None:
    """What the server answers: an object, or nothing that can be used. What went wrong could name the patient."""
    headers = {"Accept": "application/fhir+json"}
    if server.token:
        headers["Authorization"] = f"Bearer {server.token}"
    if seconds <= 0:
        return None
    try:
        told = parse_json(fetch(address, headers=headers, seconds=seconds, largest=LARGEST_BYTES, local=True))
    except (FetchError, BadBodyError):
        return None
    return told if isinstance(told, dict) and told.get("resourceType") != "OperationOutcome" else None


def _goes_on(pages: list[Json]) -> bool:
    return next_link(pages[-1]) is not None


def _joined(pages: list[Json]) -> Json:
    """One Bundle of all the pages, which says whether there are more; a single resource as it is."""
    if len(pages) == 1:
        return pages[0]
    entries = [page.get("entry") or [] for page in pages]
    whole = [one for page in entries for one in (page if isinstance(page, list) else [page])]
    return {**pages[0], "entry": whole, "link": pages[-1].get("link")}
