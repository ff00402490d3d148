"""Signed tokens (JWT): read without belief, then checked with the issuer's key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

from service.web.access.keysets import PublicKey

# Fixed here, never taken from the token: no `none`, nothing symmetric, no SHA-1.
ALGORITHMS = ("ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512")
# Clocks differ.
LEEWAY_SECONDS = 60
_UNREADABLE = (JoseError, ValueError, TypeError, KeyError, RecursionError)


class _Registry(jws.JWSRegistry):
    """Real headers carry a `jku` or a chain's digest, and now and then a member of the issuer's own."""

    max_header_length = 4096


_REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


class TokenError(ValueError):
    """The token proves nothing. Why is nobody's business."""


@dataclass(frozen=True, slots=True)
class Unproven:
    """What a token says of itself before anything is checked: good for choosing a key, and nothing else."""

    kid: str
    issuer: str
    jku: str | None


def glance(token: str) -> Unproven:
    """What a token claims. Raises TokenError where it is none, or not signed in a way that counts."""
    try:
        parts = jws.extract_compact(token.encode("ascii"), registry=_REGISTRY)
        header, claims = parts.headers(), json.loads(parts.payload)
        found = (header["kid"], claims["iss"], header.get("jku"))
        signed = header["alg"] in ALGORITHMS
    except _UNREADABLE:
        raise TokenError from None
    if not signed or not all(isinstance(text, str) for text in (*found[:2], found[2] or "")):
        raise TokenError
    return Unproven(*found)


def prove(token: str, key: PublicKey, wanted: Mapping[str, ClaimsOption]) -> dict[str, Any]:
    """The claims of a token that the key has signed, that is in force, and that claims what is `wanted`.

    Raises TokenError.
    """
    try:
        claims = jwt.decode(token, key, algorithms=ALGORITHMS, registry=_REGISTRY).claims
        registry = JWTClaimsRegistry(leeway=LEEWAY_SECONDS)
        registry.options = {"exp": {"essential": True}, **wanted}
        registry.validate(claims)
    except _UNREADABLE:
        raise TokenError from None
    return claims
