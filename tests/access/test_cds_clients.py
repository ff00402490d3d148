"""CDS Hooks clients: the rows J1 to J14 of the checklist that the service answers for."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from joserfc.jwk import ECKey, RSAKey

from service.config import Config
from service.settings import ConfigError
from service.web.access import keysets
from service.web.access.cds import read_clients
from tests.access.small import BASE, DISCOVERY, FEEDBACK, SERVICE, claims_for, forged, public_set, signed, small_app

JKU = "https://ehr.example/jwks"
ALIAS = "cds.hospital.example"
Ask = Callable[..., int]


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch, rsa: RSAKey, curve: ECKey) -> list[str]:
    """The addresses that were asked for keys; only one of them has any."""
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        assert address == JKU
        return public_set(rsa, curve)

    monkeypatch.setattr(keysets, "fetch", fetch)
    return asked


@pytest.fixture
def clients_file(tmp_path: Path, rsa: RSAKey, curve: ECKey) -> Path:
    keys = tmp_path / "jwks.json"
    keys.write_bytes(public_set(rsa, curve))
    file = tmp_path / "clients.yaml"
    first = {"issuer": "https://ehr.example/fhir", "jwks": str(keys), "jku": [JKU], "audiences": [ALIAS]}
    second = {"issuer": "https://tenants.example", "jwks": str(keys), "tenants": ["north"]}
    file.write_text(yaml.safe_dump({"clients": [first, second]}))
    return file


@pytest.fixture
def client(clients_file: Path) -> FlaskClient:
    return small_app(Config(cds_clients=clients_file, base_url=BASE)).test_client()


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    def status(token: str, path: str = SERVICE) -> int:
        return client.post(path, headers={"Authorization": f"Bearer {token}"}).status_code

    return status


@pytest.mark.parametrize("path", [DISCOVERY, SERVICE, FEEDBACK])
def test_j1_j2_every_call_needs_a_token_and_one_that_is_good_suffices(
    client: FlaskClient, ask: Ask, rsa: RSAKey, path: str
) -> None:
    bare = client.post(path)

    assert (bare.status_code, bare.headers["WWW-Authenticate"]) == (401, 'Bearer realm="fascicle"')
    assert client.get(DISCOVERY).status_code == 401
    assert ask(signed(rsa, claims_for(path), "RS384"), path) == 200


def test_j1_in_a_mode_that_asks_for_credentials_clients_without_a_list_need_those(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"a sha256:{'0' * 64} assess")

    assert small_app(Config(auth="keys", keys_file=keys)).test_client().get(DISCOVERY).status_code == 401


def test_j1_off_only_where_anybody_on_this_machine_may_call() -> None:
    assert small_app(Config()).test_client().get(DISCOVERY).status_code == 200


def test_j3_an_unsigned_token_does_not_count(ask: Ask) -> None:
    for alg in ("none", "None", "NONE"):
        assert ask(forged(claims_for(SERVICE), alg, kid="rsa-1")) == 401


def test_j4_a_symmetric_signature_does_not_count_not_even_with_the_public_key(ask: Ask, rsa: RSAKey) -> None:
    for secret in (b"secret" * 8, rsa.as_pem(private=False), rsa.as_der(private=False)):
        for alg in ("HS256", "HS384", "HS512"):
            assert ask(forged(claims_for(SERVICE), alg, secret, kid="rsa-1")) == 401


def test_j5_the_two_algorithms_of_the_specification_count(ask: Ask, rsa: RSAKey, curve: ECKey) -> None:
    assert ask(signed(rsa, claims_for(SERVICE), "RS384")) == 200
    assert ask(signed(curve, claims_for(SERVICE), "ES384")) == 200


def test_j6_the_signature_is_checked_with_the_key_that_is_named(ask: Ask, rsa: RSAKey, curve: ECKey) -> None:
    good = signed(rsa, claims_for(SERVICE), "RS384")
    stranger = RSAKey.generate_key(2048, {"kid": "rsa-1"})
    other_claims = signed(rsa, claims_for(FEEDBACK), "RS384").split(".")[1]
    head, _, signature = good.split(".")

    assert ask(f"{head}.{other_claims}.{signature}") == 401
    assert ask(signed(stranger, claims_for(SERVICE), "RS384")) == 401
    assert ask(signed(rsa, claims_for(SERVICE), "RS384", kid="unknown")) == 401
    assert ask(signed(curve, claims_for(SERVICE), "ES384", kid="rsa-1")) == 401
    assert ask(good) == 200


def test_j7_a_key_address_that_is_listed_is_asked_and_no_other(ask: Ask, rsa: RSAKey, fetched: list[str]) -> None:
    others = ["https://evil.example/jwks", JKU + "?x=1", "http://ehr.example/jwks", "https://ehr.example:8443/jwks"]
    refused = [ask(signed(rsa, claims_for(SERVICE), "RS384", jku=jku)) for jku in others]

    assert (set(refused), fetched) == ({401}, [])
    assert ask(signed(rsa, claims_for(SERVICE), "RS384", jku=JKU)) == 200
    assert fetched == [JKU]


def test_j7_an_issuer_that_is_not_listed_does_not_count(ask: Ask, rsa: RSAKey) -> None:
    for issuer in ("https://evil.example", "https://ehr.example/fhir/", ["https://ehr.example/fhir"], None):
        assert ask(signed(rsa, claims_for(SERVICE, iss=issuer), "RS384")) == 401


def test_j7_a_listed_issuer_does_not_speak_with_the_key_address_of_another(ask: Ask, rsa: RSAKey) -> None:
    assert ask(signed(rsa, claims_for(SERVICE, iss="https://tenants.example", tenant="north"), "RS384", jku=JKU)) == 401


@pytest.mark.parametrize("aud", [BASE + SERVICE, ["x", BASE + SERVICE], ALIAS, [ALIAS]])
def test_j8_the_audience_is_this_address_or_a_configured_alias(ask: Ask, rsa: RSAKey, aud: Any) -> None:
    assert ask(signed(rsa, claims_for(SERVICE, aud=aud), "RS384")) == 200


@pytest.mark.parametrize(
    "aud", [BASE + FEEDBACK, BASE + DISCOVERY, BASE, "http://localhost" + SERVICE, "", [], None, 7, [BASE, 7]]
)
def test_j8_another_audience_does_not_count(ask: Ask, rsa: RSAKey, aud: Any) -> None:
    assert ask(signed(rsa, claims_for(SERVICE, aud=aud), "RS384")) == 401


def test_j8_the_host_header_does_not_make_an_audience(clients_file: Path, rsa: RSAKey) -> None:
    client = small_app(Config(cds_clients=clients_file, base_url=BASE, hosts=("evil.example",))).test_client()
    token = signed(rsa, claims_for(SERVICE, aud="https://evil.example" + SERVICE), "RS384")
    headers = {"Authorization": f"Bearer {token}", "Host": "evil.example"}

    assert client.post(SERVICE, headers=headers, base_url="https://evil.example").status_code == 401


@pytest.mark.parametrize(
    "wrong", [{"exp": None}, {"iat": None}, {"exp": int(time.time()) - 120}, {"exp": int(time.time()) + 10**6}]
)
def test_j9_a_token_has_a_beginning_and_an_end_that_is_near_and_not_past(
    ask: Ask, rsa: RSAKey, wrong: dict[str, Any]
) -> None:
    assert ask(signed(rsa, claims_for(SERVICE, **wrong), "RS384")) == 401


def test_j9_a_beginning_before_the_issue_is_what_epic_sends(ask: Ask, rsa: RSAKey) -> None:
    assert ask(signed(rsa, claims_for(SERVICE, nbf=int(time.time()) - 300), "RS384")) == 200


def test_j10_a_token_counts_once(ask: Ask, rsa: RSAKey) -> None:
    token = signed(rsa, claims_for(SERVICE, jti="one"), "RS384")

    assert [ask(token), ask(token)] == [200, 401]
    assert ask(signed(rsa, claims_for(SERVICE, jti="one"), "RS384")) == 401
    assert ask(signed(rsa, claims_for(SERVICE, jti="two"), "RS384")) == 200
    for jti in (None, "", 7):
        assert ask(signed(rsa, claims_for(SERVICE, jti=jti), "RS384")) == 401


def test_j10_a_token_that_is_refused_does_not_use_up_its_id(ask: Ask, rsa: RSAKey) -> None:
    wrong = signed(rsa, claims_for(SERVICE, jti="one", aud="x"), "RS384")
    right = signed(rsa, claims_for(SERVICE, jti="one"), "RS384")

    assert [ask(wrong), ask(right)] == [401, 200]


def test_j11_where_tenants_are_listed_another_does_not_count(ask: Ask, rsa: RSAKey) -> None:
    def token(tenant: Any) -> str:
        return signed(rsa, claims_for(SERVICE, iss="https://tenants.example", tenant=tenant), "RS384")

    assert [ask(token(tenant)) for tenant in ("north", "south", None, ["north"])] == [200, 401, 401, 401]


def test_j12_no_reason_is_given_and_no_token_is_logged(
    client: FlaskClient, rsa: RSAKey, capfd: pytest.CaptureFixture[str]
) -> None:
    tokens = [signed(rsa, claims_for(path), "RS384", kid=kid) for path in (SERVICE, "/x") for kid in ("rsa-1", "y")]
    answers = [client.post(SERVICE, headers={"Authorization": f"Bearer {token}"}) for token in tokens]
    refused = [answer for answer in answers if answer.status_code == 401]
    logged = "".join(capfd.readouterr())

    assert len({answer.get_data(as_text=True).replace(answer.headers["X-Request-ID"], "") for answer in refused}) == 1
    assert len(refused) == 3
    assert not any(part in logged for token in tokens for part in token.split("."))


def test_j13_keys_may_be_agreed_without_an_address(ask: Ask, rsa: RSAKey, fetched: list[str]) -> None:
    assert ask(signed(rsa, claims_for(SERVICE), "RS384")) == 200
    assert fetched == []


def test_j14_a_caller_who_comes_by_mutual_tls_still_shows_a_token(client: FlaskClient) -> None:
    """TLS ends in front of the service; a header that a proxy might set opens nothing."""
    for name in ("X-SSL-Client-Verify", "X-Client-Cert", "X-Forwarded-Client-Cert"):
        assert client.get(DISCOVERY, headers={name: "SUCCESS"}).status_code == 401


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({}, "/clients: Missing data"),
        ({"clients": []}, "/clients"),
        ({"clients": [{"issuer": "x"}]}, "/clients/0/jwks: Needs jwks, jku or both"),
        ({"clients": [{"jwks": "/x", "keys": 1}]}, "/clients/0/issuer: Missing data.*/clients/0/keys: Unknown field"),
        ({"clients": [{"issuer": "x", "jku": ["http://x"]}]}, "/clients/0/jku/0: Must be an https address"),
        ({"clients": [{"issuer": "x", "jwks": "/x"}] * 2}, "Each issuer stands once"),
        ({"clients": [{"issuer": i, "jwks": "/none"} for i in "xy"]}, "/clients/0/jwks, /clients/1/jwks: It must name"),
        ([1], "Invalid input type"),
    ],
)
def test_a_list_that_cannot_be_used_keeps_the_service_down_and_every_place_is_told(
    tmp_path: Path, document: Any, told: str
) -> None:
    file = tmp_path / "clients.yaml"
    file.write_text(yaml.safe_dump(document))

    with pytest.raises(ConfigError, match=f"FASCICLE_CDS_CLIENTS must .*{told}"):
        read_clients(file)


@pytest.mark.parametrize("text", [b"a: [", b"\xff\xfe\x00", b"!!python/object:os.system {}"])
def test_a_list_that_is_no_yaml_keeps_the_service_down(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "clients.yaml"
    file.write_bytes(text)

    with pytest.raises(ConfigError, match="must name a file of YAML"):
        read_clients(file)
