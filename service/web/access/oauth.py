"""OAuth 2.0 bearer tokens: JWTs of the site's own authorization server. The service issues none."""

import re
from collections.abc import Iterator
from typing import Any

from joserfc.jwt import ClaimsOption

from service.config import Config, ConfigError
from service.web.access.callers import ASSESS, SCOPES, Caller, Shown, digest_of
from service.web.access.keysets import KeySet, key_set_at, may_hold_keys
from service.web.access.tokens import TokenError, glance, prove

# SMART App Launch 2.2.0 knows scopes of resources alone: who may create a GuidanceResponse may ask for one.
_SMART = re.compile(r"(?:system|user)/(?:GuidanceResponse|\*)\.(?:cr?u?d?s?|write|\*)(?:\?.*)?", re.ASCII)


class OAuth:
    """Checks the tokens of one issuer."""

    def __init__(self, issuer: str, audience: str, keys: KeySet) -> None:
        """`audience` must be among the `aud` of a token."""
        self._issuer, self._keys = issuer, keys
        self._wanted: dict[str, ClaimsOption] = {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": audience},
        }

    def __call__(self, shown: Shown) -> Caller | None:
        """Who the token speaks for. Raises CannotTellError when the issuer's keys cannot be had."""
        try:
            claimed = glance(shown.secret)
            key = self._keys.key(claimed.kid) if claimed.issuer == self._issuer else None
            if key is None:
                return None
            claims = prove(shown.secret, key, self._wanted)
        except TokenError:
            return None
        return Caller(_name(self._issuer, claims), frozenset(scopes_of(claims)))


def oauth(config: Config) -> OAuth:
    """The check that a configuration asks for. Raises ConfigError for a file of keys that holds none."""
    if not may_hold_keys(config.oauth_jwks):
        raise ConfigError("FASCICLE_OAUTH_JWKS names a file that is no JWK Set with a public key that can be used.")
    return OAuth(config.oauth_issuer, config.oauth_audience, key_set_at(config.oauth_jwks))


def scopes_of(claims: dict[str, Any]) -> Iterator[str]:
    """The scopes of ours that a token grants: `scope` as RFC 9068 has it, or `scp`; also as a SMART resource scope.

    A token without either may have `roles` instead, which is how some servers tell what a program may do. Beside a
    scope they are what its user may do, and the program was given less.
    """
    given = next((claims[name] for name in ("scope", "scp", "roles") if claims.get(name) is not None), "")
    for word in given.split() if isinstance(given, str) else _texts(given):
        if word in SCOPES:
            yield word
        elif _SMART.fullmatch(word):
            yield ASSESS


def _texts(given: object) -> list[str]:
    return [word for word in given if isinstance(word, str)] if isinstance(given, list) else []


def _name(issuer: str, claims: dict[str, Any]) -> str:
    """A name for logs: a digest, for a subject may be a person."""
    subject = claims.get("sub") or claims.get("client_id") or claims.get("azp") or ""
    return f"token-{digest_of(issuer, str(subject))}"
