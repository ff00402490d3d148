"""CDS Hooks clients: each call carries a JWT that the client signed for exactly this address, to be used once."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from joserfc.jwt import ClaimsOption
from marshmallow import ValidationError

from schemas.access import CdsClientsSchema
from service.settings import ConfigError
from service.web.access.callers import ASSESS, FEEDBACK, Caller, Shown, digest_of
from service.web.access.keysets import KeySet, PublicKey, key_set_at, may_hold_keys
from service.web.access.replay import Once
from service.web.access.tokens import TokenError, Unproven, glance, prove

# A token is remembered until it expires; one that lives longer than this is not taken.
LONGEST_LIFE_SECONDS = 24 * 3600
_NO_KEY_SET = "It must name a file that is a JWK Set with a public key that can be used, or an https address."


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client on the list. `keys`: by the address in a token's `jku`, None for a token without one."""

    issuer: str
    keys: Mapping[str | None, KeySet]
    audiences: tuple[str, ...] = ()
    tenants: frozenset[str] = field(default_factory=frozenset)


class CdsClients:
    """Checks the tokens of the clients on a site's list."""

    def __init__(self, clients: Mapping[str, Client], base_url: str, once: Once) -> None:
        """`clients` by issuer; `base_url` is the public address, from the configuration."""
        self._clients, self._base, self._once = clients, base_url, once

    def __call__(self, shown: Shown) -> Caller | None:
        """Which client calls. Raises CannotTellError when keys, or the ids used so far, cannot be had."""
        try:
            claimed = glance(shown.secret)
            client = self._clients.get(claimed.issuer)
            key = _key(client, claimed) if client else None
            if client is None or key is None:
                return None
            claims = prove(shown.secret, key, _wanted(client, self._base + shown.path))
        except TokenError:
            return None
        return self._accept(client, claims)

    def _accept(self, client: Client, claims: dict[str, Any]) -> Caller | None:
        """Last of all, so that only a good token uses up its id."""
        tenant, until = claims.get("tenant"), float(claims["exp"])
        if client.tenants and (not isinstance(tenant, str) or tenant not in client.tenants):
            return None
        if until - time.time() > LONGEST_LIFE_SECONDS:
            return None
        # Remembered beyond the leeway that a late clock is given.
        if not self._once.first(client.issuer, claims["jti"], until=until + 120):
            return None
        return Caller(f"cds-{digest_of(client.issuer)}", frozenset({ASSESS, FEEDBACK}))


def _key(client: Client, claimed: Unproven) -> PublicKey | None:
    keys = client.keys.get(claimed.jku)
    return keys.key(claimed.kid) if keys else None


def _wanted(client: Client, address: str) -> dict[str, ClaimsOption]:
    return {
        "iss": {"essential": True, "value": client.issuer},
        "aud": {"essential": True, "values": [address, *client.audiences]},
        "iat": {"essential": True},
        "jti": {"essential": True},
    }


def read_clients(path: Path) -> dict[str, Client]:
    """The clients in a site's list, by issuer. Raises ConfigError, which names the places of all faults."""
    try:
        document = CdsClientsSchema().load(yaml.safe_load(path.read_text("utf-8")) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise ConfigError("FASCICLE_CDS_CLIENTS must name a file of YAML that the service may read.") from None
    except ValidationError as error:
        faults = "; ".join(f"{place}: {what}" for place, what in _places(error.messages))
        raise ConfigError(f"FASCICLE_CDS_CLIENTS must list clients as docs/security.md shows. {faults}") from None
    named = ((f"/clients/{number}/jwks", given.get("jwks")) for number, given in enumerate(document["clients"]))
    if empty := [place for place, keys in named if keys and not may_hold_keys(keys)]:
        raise ConfigError(f"FASCICLE_CDS_CLIENTS must list key sets that are there. {', '.join(empty)}: {_NO_KEY_SET}")
    return {given["issuer"]: _client(given) for given in document["clients"]}


def _client(given: Mapping[str, Any]) -> Client:
    own = given.get("jwks")
    keys: dict[str | None, KeySet] = {address: key_set_at(address) for address in given["jku"]}
    if own:
        keys[None] = keys.get(own) or key_set_at(own)
    return Client(
        issuer=given["issuer"],
        keys=keys,
        audiences=tuple(given["audiences"]),
        tenants=frozenset(given["tenants"]),
    )


def _places(messages: Any, at: str = "") -> list[tuple[str, str]]:
    if isinstance(messages, dict):
        return [found for name, below in messages.items() for found in _places(below, f"{at}/{name}")]
    return [(at, " ".join(str(message) for message in messages))]
