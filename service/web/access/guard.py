"""The guard at every route: who calls is found out, and whether they may."""

from collections.abc import Callable

from flask import Flask, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import ServiceUnavailable, Unauthorized

from service.config import Config
from service.web.access.callers import Caller, CannotTellError, Check, Shown
from service.web.access.keys import KeyRing
from service.web.access.table import CDS_BLUEPRINT, PUBLIC, need_of

_RETRY_SECONDS = 30


def register(app: Flask, config: Config, between: Callable[[], None]) -> None:
    """Find out who calls, do what stands `between` (it may count calls), then let in or refuse.

    `g.caller` is the id of who calls, None for nobody known. With nothing to check, none of this runs.
    """
    usual, clients = _usual(config), _clients(config)
    if usual is None and clients is None:
        between()
        return
    ask = _Ask(usual, clients)

    @app.before_request
    def _identify() -> None:
        g.known = ask.who() if ask.needed() else None
        g.caller = g.known.id if g.known else None

    between()

    @app.before_request
    def _authorise() -> None:
        if ask.needed():
            _allow(g.known)


class _Ask:
    """Which check a request has to stand."""

    def __init__(self, usual: Check | None, clients: Check | None) -> None:
        self._usual = (usual,) if usual else ()
        self._cds = (clients, *self._usual) if clients else self._usual

    def _checks(self) -> tuple[Check, ...]:
        return self._cds if request.blueprint == CDS_BLUEPRINT else self._usual

    def needed(self) -> bool:
        """Whether the request needs a caller who is known. A browser's preflight can carry no credential."""
        if request.endpoint is None or request.method == "OPTIONS":
            return False
        return bool(self._checks()) and need_of(request.endpoint) != PUBLIC

    def who(self) -> Caller | None:
        """Who the request's credential speaks for."""
        secret = _credential()
        if not secret:
            return None
        shown = Shown(secret, request.path)
        try:
            return next((caller for check in self._checks() if (caller := check(shown))), None)
        except CannotTellError:
            raise ServiceUnavailable(retry_after=_RETRY_SECONDS) from None


def _credential() -> str:
    """What stands in `Authorization: Bearer …`, else in `X-API-Key`."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else request.headers.get("X-API-Key", "")


def _allow(caller: Caller | None) -> None:
    """Pass, or raise 401 (no reason is given) or 403 (the scope that is missing is)."""
    if caller is None:
        raise Unauthorized(www_authenticate=_challenge())
    need = need_of(request.endpoint or "")
    if need not in caller.scopes:
        raise ScopeError(www_authenticate=_challenge(error="insufficient_scope", scope=need))


def _challenge(**more: str) -> WWWAuthenticate:
    return _Quoted("Bearer", {"realm": "fascicle", **more})


class _Quoted(WWWAuthenticate):
    """RFC 9110 has a realm quoted, always; Werkzeug quotes where it must."""

    def to_header(self) -> str:
        """The header's value. Every part is a word of our own, with nothing in it to escape."""
        return f"{self.type.title()} " + ", ".join(f'{name}="{value}"' for name, value in self.parameters.items())


class ScopeError(Unauthorized):
    """The caller is known and may not do this; RFC 6750 has the missing scope told."""

    code = 403


def _usual(config: Config) -> Check | None:
    """The check of the mode."""
    if config.auth == "keys" and config.keys_file:
        return KeyRing(config.keys_file)
    if config.auth == "oauth":
        from service.web.access.oauth import oauth  # noqa: PLC0415 - 70 ms that no other mode needs

        return oauth(config)
    return None


def _clients(config: Config) -> Check | None:
    """The check of CDS Hooks clients, where the site lists any."""
    if not config.cds_clients:
        return None
    from service.web.access.cds import CdsClients, read_clients  # noqa: PLC0415 - 70 ms that few need
    from service.web.access.replay import OnceInFile, OnceInRedis  # noqa: PLC0415

    once = OnceInFile() if config.rate_store.startswith("memory") else OnceInRedis(config.rate_store)
    return CdsClients(read_clients(config.cds_clients), config.base_url, once)
