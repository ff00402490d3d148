"""Which Host names are answered, and which proxies are believed."""

from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from service.config import Config
from service.web.access.table import PROBES

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class MisdirectedError(HTTPException):
    """A Host that this service does not answer to."""

    code = 421


def register(app: Flask, config: Config) -> None:
    """Believe the proxies that are configured, and answer only the names that are."""
    if config.proxies:
        believed = config.proxies
        app.__dict__["wsgi_app"] = ProxyFix(app.wsgi_app, x_for=believed, x_proto=believed, x_host=believed)
    names = hosts_of(config)
    if names:
        _refuse_others(app, names)


def hosts_of(config: Config) -> tuple[str, ...]:
    """The names that are answered; none: all.

    Where anybody may call, no web page may get here by a name of its own (DNS rebinding).
    """
    if config.hosts or config.auth != "open":
        return config.hosts
    return (*LOOPBACK, config.bind.rpartition(":")[0])


def _refuse_others(app: Flask, names: tuple[str, ...]) -> None:
    @lru_cache(maxsize=64)
    def answered(host: str) -> bool:
        return any(_fits(_name(host), _name(name)) for name in names)

    @app.before_request
    def _check() -> None:
        if not answered(request.host) and request.endpoint not in PROBES:
            raise MisdirectedError


def _name(host: str) -> str:
    """The name without port and brackets. Werkzeug's own comparison knows no IPv6 addresses."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _fits(name: str, listed: str) -> bool:
    return bool(name) and (name == listed or (listed.startswith(".") and name.endswith(listed)))
