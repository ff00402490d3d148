"""How often one caller may call: counted in this process, or in the Redis that the replicas share."""

import time
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from flask import Flask, Response, g, request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from service.config import Config
from service.web.access.callers import digest_of
from service.web.access.replicas import shared_store
from service.web.access.table import PROBES
from service.web.observe.events import emit

USUAL = "1200 per minute"
# Before a Redis that did not answer is asked again.
_AGAIN_SECONDS = 5.0


def limit_of(config: Config) -> str:
    """The limit that is in force; empty for none."""
    if config.rate_limit:
        return "" if config.rate_limit == "off" else config.rate_limit
    return "" if config.auth == "open" else USUAL


@dataclass(frozen=True, slots=True)
class Left:
    """What a caller has left: calls, and seconds until all may be made again. `spent`: this call was one too many."""

    calls: int
    seconds: int
    spent: bool


class Counter:
    """Counts calls by name. While Redis does not answer, it counts here: a shared limit is not worth an outage."""

    def __init__(self, limit: RateLimitItem, store: str) -> None:
        """`store`: memory:// or the address of a Redis."""
        self.limit = limit
        self._here = FixedWindowRateLimiter(MemoryStorage())
        self._shared = None if store.startswith("memory") else FixedWindowRateLimiter(shared_store(store))
        self._ask_again = float("-inf")

    def count(self, name: str) -> Left:
        """Count one call."""
        if self._shared and time.monotonic() >= self._ask_again:
            try:
                return self._hit(self._shared, name)
            except StorageError:
                self._lost()
        return self._hit(self._here, name)

    def _lost(self) -> None:
        """Leave Redis alone for a while, and tell of it once in each spell."""
        now = time.monotonic()
        if now > self._ask_again + _AGAIN_SECONDS:
            emit("store_not_reached", "error")
        self._ask_again = now + _AGAIN_SECONDS

    def _hit(self, where: FixedWindowRateLimiter, name: str) -> Left:
        within = where.hit(self.limit, "fascicle", name)
        now = where.get_window_stats(self.limit, "fascicle", name)
        seconds = max(1, round(now.reset_time - time.time()))
        if seconds > self.limit.get_expiry():
            # The clock was set back: the window would last until it has caught up, which may be for ever.
            where.clear(self.limit, "fascicle", name)
            return self._hit(where, name)
        return Left(max(0, now.remaining), seconds, not within)


def register(app: Flask, config: Config) -> None:
    """Count calls, answer 429 to those above the limit, and tell everybody what is left."""
    counter = Counter(parse(limit_of(config)), config.rate_store)
    # draft-ietf-httpapi-ratelimit-headers-10
    policy = f'"caller";q={counter.limit.amount};w={counter.limit.get_expiry()}'

    @app.before_request
    def _count() -> None:
        if request.endpoint not in PROBES and request.method != "OPTIONS":
            g.left = counter.count(_whose())
            if g.left.spent:
                raise TooManyRequests(retry_after=g.left.seconds)

    @app.after_request
    def _tell(response: Response) -> Response:
        if "left" in g:
            response.headers["RateLimit-Policy"] = policy
            response.headers["RateLimit"] = f'"caller";r={g.left.calls};t={g.left.seconds}'
        return response


def _whose() -> str:
    """Under which name a call counts: the caller where one is known, else a digest of the address."""
    return g.get("caller") or _neighbourhood(request.remote_addr or "")


@lru_cache(maxsize=1024)
def _neighbourhood(address: str) -> str:
    """A digest of an address; of IPv6 its /64, since whoever has one such address has them all."""
    try:
        found = ip_address(address)
    except ValueError:
        return f"address-{digest_of(address)}"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return f"address-{digest_of(found.packed[:8].hex())}"
    return f"address-{digest_of(address)}"
