"""Which Host names are answered, which proxies are believed, and which sites' pages may post here."""

from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from service.config import Config
from service.web.access.table import PROBES, SCRAPE

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


# What a browser lets any page send anywhere without asking first (Fetch: CORS-safelisted content types).
_UNASKED = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
_OWN = frozenset({None, "none", "same-origin"})


class MisdirectedError(HTTPException):
    """A Host that this service does not answer to."""

    code = 421


def register(app: Flask, config: Config) -> None:
    """Believe the proxies that are configured, answer only the names that are, take no form of another site's page."""
    if config.proxies:
        believed = config.proxies
        app.__dict__["wsgi_app"] = ProxyFix(app.wsgi_app, x_for=believed, x_proto=believed, x_host=believed)
    names = hosts_of(config)
    if names:
        # Prometheus asks each replica by its address. Where anybody may call, a web page could ask too.
        _refuse_others(app, names, PROBES if config.auth == "open" else PROBES | {SCRAPE})
    app.before_request(_refuse_other_sites)


def hosts_of(config: Config) -> tuple[str, ...]:
    """The names that are answered; none: all.

    Where anybody may call, no web page may get here by a name of its own (DNS rebinding).
    """
    if config.hosts or config.auth != "open":
        return config.hosts
    return (*LOOPBACK, config.bind.rpartition(":")[0])


def _refuse_others(app: Flask, names: tuple[str, ...], any_name: frozenset[str]) -> None:
    @lru_cache(maxsize=64)
    def answered(host: str) -> bool:
        return any(_fits(_name(host), _name(name)) for name in names)

    @app.before_request
    def _check() -> None:
        if not answered(request.host) and request.endpoint not in any_name:
            raise MisdirectedError


def _refuse_other_sites() -> None:
    """Cross-site request forgery: what a browser would have asked about first is left to that question (CORS)."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") not in _OWN and request.mimetype in _UNASKED:
        raise Forbidden


def _name(host: str) -> str:
    """The name without port and brackets. Werkzeug's own comparison knows no IPv6 addresses."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _fits(name: str, listed: str) -> bool:
    return bool(name) and (name == listed or (listed.startswith(".") and name.endswith(listed)))
