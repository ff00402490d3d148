"""The public keys of an issuer of tokens: read from a file or an address, kept, and read again when need be."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from service.web.access.callers import CannotTellError
from service.web.access.fetch import fetch
from service.web.observe.events import emit
from service.web.observe.metrics import KEYS_STALE

PublicKey = RSAKey | ECKey
KEPT_SECONDS = 3600
# When an issuer does not answer, its keys serve on for so long: an outage there should not be one here.
STALE_SECONDS = 24 * 3600
# An unknown key may be a new one: worth another look, but not for every request with made-up tokens.
BETWEEN_LOOKS_SECONDS = 60
LEAST_RSA_BITS = 2048


class KeySet:
    """The keys at one place, by key id."""

    def __init__(self, read: Callable[[], bytes], clock: Callable[[], float] = time.monotonic) -> None:
        """`read` gives the JWK Set as bytes, or raises OSError."""
        self._read, self._clock = read, clock
        self._keys: dict[str, PublicKey] = {}
        self._read_at = self._looked_at = float("-inf")
        self._stale = False

    def key(self, kid: str) -> PublicKey | None:
        """The key of this id. Raises CannotTellError when no keys can be had."""
        now = self._clock()
        if now - self._read_at > KEPT_SECONDS or kid not in self._keys:
            self._look(now)
        if now - self._read_at > STALE_SECONDS:
            raise CannotTellError
        return self._keys.get(kid)

    def _look(self, now: float) -> None:
        if now - self._looked_at < BETWEEN_LOOKS_SECONDS:
            return
        self._looked_at = now
        try:
            self._keys, self._read_at = dict(usable(self._read())), now
            self._told(stale=False)
        except (OSError, ValueError) as error:
            self._told(stale=True)
            emit("issuer_keys_not_read", "error", kind=type(error).__name__)

    def _told(self, *, stale: bool) -> None:
        """Count this set among those that could not be read, as long as it is one."""
        KEYS_STALE.labels("issuer").inc(stale - self._stale)
        self._stale = stale


def key_set_at(place: str) -> KeySet:
    """The key set at an https address or in a file."""
    return KeySet((lambda: fetch(place)) if place.startswith("https://") else Path(place).read_bytes)


def may_hold_keys(place: str) -> bool:
    """Whether a key set can be there: an address may answer later, a file holds a key now."""
    if place.startswith("https://"):
        return True
    try:
        return any(usable(Path(place).read_bytes()))
    except (OSError, ValueError):
        return False


def usable(document: bytes) -> Iterator[tuple[str, PublicKey]]:
    """The keys of a JWK Set that can check a signature, with their ids. Raises ValueError for what is no JWK Set."""
    value = json.loads(document)
    if not isinstance(value, dict) or not isinstance(value.get("keys"), list):
        raise ValueError("no JWK Set")  # noqa: TRY004 - the text is at fault, not a caller of ours
    for given in value["keys"]:
        key = _key(given) if isinstance(given, dict) else None
        if key is not None:
            yield given["kid"], key


def _key(given: dict[str, Any]) -> PublicKey | None:
    if given.get("use", "sig") != "sig" or not isinstance(given.get("kid"), str) or _too_short(given):
        return None
    try:
        key = JWKRegistry.import_key(given)
    except (JoseError, ValueError, TypeError):
        return None
    return key if isinstance(key, RSAKey | ECKey) else None


def _too_short(given: dict[str, Any]) -> bool:
    """Whether an RSA key is too short, by the six bits of each character of its modulus."""
    return given.get("kty") == "RSA" and len(str(given.get("n"))) * 6 < LEAST_RSA_BITS
