"""OAuth 2.0 bearer tokens of the site's authorization server."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter

from service.config import Config, ConfigError
from service.web.access.callers import Shown
from service.web.access.keysets import KeySet
from service.web.access.oauth import OAuth, oauth, scopes_of
from tests.access.small import FEEDBACK, forged, public_set, signed, small_app

ISSUER, AUDIENCE = "https://sso.example", "fascicle"
Ask = Callable[..., int]


def claims(**other: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": AUDIENCE, "exp": now + 300, "sub": "client-7", "scope": "assess"}
    return {name: value for name, value in {**usual, **other}.items() if value is not None}


@pytest.fixture
def client(tmp_path: Path, rsa: RSAKey, curve: ECKey) -> FlaskClient:
    jwks = tmp_path / "jwks.json"
    jwks.write_bytes(public_set(rsa, curve))
    config = Config(auth="oauth", oauth_issuer=ISSUER, oauth_audience=AUDIENCE, oauth_jwks=str(jwks), rate_limit="off")
    return small_app(config).test_client()


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    def status(token: str, path: str = "/v1/assessments") -> int:
        return client.post(path, headers={"Authorization": f"Bearer {token}"}).status_code

    return status


@pytest.mark.parametrize("alg", ["RS256", "RS384", "RS512", "PS256", "PS384"])
def test_a_token_that_the_issuer_signed_with_rsa_counts(ask: Ask, rsa: RSAKey, alg: str) -> None:
    assert ask(signed(rsa, claims(), alg)) == 200


def test_a_token_that_the_issuer_signed_with_a_curve_counts(ask: Ask, curve: ECKey) -> None:
    assert ask(signed(curve, claims(aud=["other", AUDIENCE]), "ES384", typ="at+jwt")) == 200


def test_the_log_gets_a_digest_for_a_name(client: FlaskClient, curve: ECKey) -> None:
    token = signed(curve, claims(sub="dr.jane.roe@hospital.example"), "ES384")
    caller = client.post("/v1/assessments", headers={"Authorization": f"Bearer {token}"}).json["caller"]

    assert caller.startswith("token-")
    assert "jane" not in caller


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"iss": ["https://sso.example"]},
        {"aud": "another"},
        {"aud": None},
        {"aud": [["fascicle"]]},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": float("nan")},
        {"nbf": int(time.time()) + 3600},
        {"iat": int(time.time()) + 3600},
    ],
)
def test_a_token_that_claims_something_else_does_not_count(ask: Ask, curve: ECKey, wrong: dict[str, Any]) -> None:
    assert ask(signed(curve, claims(**wrong), "ES384")) == 401


def test_clocks_may_differ_by_a_minute(ask: Ask, curve: ECKey) -> None:
    assert ask(signed(curve, claims(exp=int(time.time()) - 20, nbf=int(time.time()) + 20), "ES384")) == 200


def test_weak_algorithms_do_not_count(ask: Ask, rsa: RSAKey, curve: ECKey) -> None:
    """None, the public key as the secret, a key of the wrong kind, a header that was changed."""
    for alg in ("none", "HS256", "HS512"):
        secret = rsa.as_pem(private=False) if alg != "none" else None
        assert ask(forged(claims(), alg, secret, kid="rsa-1")) == 401
    assert ask(signed(curve, claims(), "ES384", kid="rsa-1")) == 401
    assert ask(signed(curve, claims(), "ES384").replace(".", "x.", 1)) == 401


def test_keys_of_others_do_not_count(ask: Ask, rsa: RSAKey) -> None:
    stranger = RSAKey.generate_key(2048, {"kid": "rsa-1"})
    unknown = RSAKey.generate_key(2048, {"kid": "rsa-2"})

    assert [ask(signed(key, claims(), "RS384")) for key in (stranger, unknown)] == [401, 401]
    assert ask(jwt.encode({"alg": "RS384"}, claims(), rsa, algorithms=["RS384"])) == 401  # names no key


def test_a_header_that_must_be_understood_and_is_not_shuts_the_door(ask: Ask, curve: ECKey) -> None:
    registry = JWSRegistry({"x": HeaderParameter("An extension", "int")}, ["ES384"])
    header = {"alg": "ES384", "kid": "ec-1", "x": 1}

    assert ask(jwt.encode(header, claims(), curve, registry=registry)) == 200
    assert ask(jwt.encode({**header, "crit": ["x"]}, claims(), curve, registry=registry)) == 401


def test_scopes_are_asked_for(ask: Ask, curve: ECKey) -> None:
    both = signed(curve, claims(scope="openid feedback"), "ES384")
    none = signed(curve, claims(scope=None), "ES384")

    assert [ask(both), ask(both, FEEDBACK)] == [403, 200]
    assert ask(none) == 403


@pytest.mark.parametrize(
    ("given_", "granted"),
    [
        ({"scope": "assess metrics"}, {"assess", "metrics"}),
        ({"scp": ["assess", 7]}, {"assess"}),
        ({"scope": "system/GuidanceResponse.c"}, {"assess"}),
        ({"scope": "user/GuidanceResponse.cruds"}, {"assess"}),
        ({"scope": "system/*.*"}, {"assess"}),
        ({"scope": "system/GuidanceResponse.rs"}, set()),
        ({"scope": "system/Patient.cruds patient/GuidanceResponse.c ASSESS assess2"}, set()),
        ({"scope": 7}, set()),
        ({"roles": ["assess", "doctor"]}, {"assess"}),
        ({"scp": "feedback", "roles": ["assess"]}, {"feedback"}),
        ({"scope": "", "roles": ["assess"]}, set()),
    ],
)
def test_which_scopes_a_token_grants(given_: dict[str, Any], granted: set[str]) -> None:
    assert set(scopes_of(given_)) == granted


@given(st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,20}"))
def test_no_text_at_all_is_more_than_a_token_that_does_not_count(text: str) -> None:
    assert OAuth(ISSUER, AUDIENCE, KeySet(lambda: b'{"keys": []}'))(Shown(text, "/")) is None


@pytest.mark.parametrize("content", ["", "# Fascicle", "[]", '{"keys": []}', '{"keys": [{"kty": "oct"}]}', None])
def test_a_file_of_keys_that_holds_none_stops_the_start(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "jwks"
    if content is not None:
        file.write_text(content)
    config = Config(auth="oauth", oauth_issuer="https://sso.example", oauth_audience="a", oauth_jwks=str(file))

    with pytest.raises(ConfigError, match="FASCICLE_OAUTH_JWKS names a file that is no JWK Set"):
        oauth(config)
