"""Where keys come from and what was used is kept: files, addresses, shared memory, and their failures."""

import json
import os
import sqlite3
import ssl
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import fakeredis
import pytest
import redis
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from service.config import Config
from service.web.access import fetch as fetching
from service.web.access.callers import CannotTellError
from service.web.access.fetch import FetchError, fetch
from service.web.access.keysets import BETWEEN_LOOKS_SECONDS, KEPT_SECONDS, STALE_SECONDS, KeySet, key_set_at, usable
from service.web.access.replay import OnceInFile, OnceInRedis
from service.web.observe.metrics import REGISTRY
from tests.access.small import DISCOVERY, claims_for, public_set, signed, small_app
from tests.access.talking import make_certificate, said, talking


class Issuer:
    """An issuer whose keys and clock a test moves."""

    def __init__(self, *keys: RSAKey | ECKey) -> None:
        self.published, self.now, self.looks, self.down = public_set(*keys), 1e6, 0, False

    def read(self) -> bytes:
        self.looks += 1
        if self.down:
            raise FetchError
        return self.published

    def key_set(self) -> KeySet:
        return KeySet(self.read, lambda: self.now)


def test_keys_are_read_once_and_kept(curve: ECKey) -> None:
    issuer = Issuer(curve)
    keys = issuer.key_set()

    assert all(keys.key("ec-1") for _ in range(5))
    assert issuer.looks == 1
    issuer.now += KEPT_SECONDS + 1
    assert keys.key("ec-1")
    assert issuer.looks == 2


def test_a_new_key_is_found_and_made_up_ones_do_not_make_us_ask_again_and_again(curve: ECKey, rsa: RSAKey) -> None:
    issuer = Issuer(curve)
    keys = issuer.key_set()
    keys.key("ec-1")
    issuer.published = public_set(curve, rsa)
    issuer.now += BETWEEN_LOOKS_SECONDS + 1

    assert keys.key("rsa-1")
    assert [keys.key(f"made-up-{n}") for n in range(50)] == [None] * 50
    assert issuer.looks == 2


def test_an_issuer_that_does_not_answer_is_not_an_outage_here_for_a_day(curve: ECKey) -> None:
    issuer, other = Issuer(curve), Issuer(curve)
    keys = issuer.key_set()
    keys.key("ec-1")
    before = stale()
    issuer.down = True
    issuer.now += STALE_SECONDS - 1
    assert keys.key("ec-1")
    assert other.key_set().key("ec-1")
    assert stale() == before + 1
    issuer.now += 2
    with pytest.raises(CannotTellError):
        keys.key("ec-1")
    issuer.down = False
    issuer.now += BETWEEN_LOOKS_SECONDS + 1
    assert keys.key("ec-1")
    assert stale() == before


def stale() -> float:
    """How many key sets could not be read: what the alert looks at."""
    return REGISTRY.get_sample_value("fascicle_keys_stale", {"of": "issuer"}) or 0


def test_only_keys_that_can_check_a_signature_well_are_used(curve: ECKey, rsa: RSAKey) -> None:
    good = json.loads(public_set(curve, rsa))["keys"]
    bad = [
        {**good[1], "kid": "short", "n": good[1]["n"][:172]},
        OctKey.generate_key(256, {"kid": "secret"}).as_dict(private=True),
        OKPKey.generate_key("X25519", {"kid": "exchange"}).as_dict(private=False),
        {**good[0], "kid": "for-encryption", "use": "enc"},
        {**good[0], "kid": 7},
        {"kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"},
        {"kty": "PQ", "kid": "of-tomorrow"},
        "nonsense",
    ]

    assert set(dict(usable(json.dumps({"keys": bad + good}).encode()))) == {"ec-1", "rsa-1"}


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"keys": 1}', b"<html>", b"\xff"])
def test_what_is_no_key_set_leaves_the_keys_as_they_were(curve: ECKey, document: bytes) -> None:
    issuer = Issuer(curve)
    keys = issuer.key_set()
    keys.key("ec-1")
    issuer.published = document
    issuer.now += KEPT_SECONDS + 1

    assert keys.key("ec-1")


def test_a_file_that_is_not_there_is_no_reason_to_turn_a_caller_away_for_good(tmp_path: Path) -> None:
    with pytest.raises(CannotTellError):
        key_set_at(str(tmp_path / "nowhere")).key("any")


def test_when_nobody_can_tell_the_answer_is_503_and_not_401(tmp_path: Path, curve: ECKey) -> None:
    keys = tmp_path / "jwks"
    keys.write_bytes(public_set(curve))
    config = Config(auth="oauth", oauth_issuer="https://sso.example", oauth_audience="a", oauth_jwks=str(keys))
    client = small_app(config).test_client()
    keys.unlink()
    token = signed(curve, claims_for(DISCOVERY, iss="https://sso.example", aud="a"), "ES384")
    answer = client.get("/v1/assessments", headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_what_was_used_is_known_to_every_process() -> None:
    """As gunicorn has it: the store is made before the workers part."""
    once = OnceInFile()
    end = time.time() + 60
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"1" if once.first("issuer", "jti", until=end) else b"0")
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reading, 1) == b"1"
    assert not once.first("issuer", "jti", until=end)
    assert once.first("another", "jti", until=end)


def test_what_has_expired_is_forgotten_and_nothing_readable_is_kept() -> None:
    once = OnceInFile()
    assert once.first("issuer", "jti-of-Jane", until=time.time() - 1)
    assert once.first("issuer", "jti-of-Jane", until=time.time() + 60)
    with sqlite3.connect(once._file) as store:
        assert store.execute("SELECT count(*) FROM used").fetchone() == (1,)
    assert not any(b"Jane" in file.read_bytes() for file in once._folder.iterdir())


def test_a_store_that_fails_lets_nobody_through(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    once = OnceInFile()
    once._remove(os.getpid())
    with pytest.raises(CannotTellError):
        once.first("a", "b", until=9e9)

    server = fakeredis.FakeServer()
    monkeypatch.setattr(redis, "from_url", lambda *_, **__: fakeredis.FakeStrictRedis(server=server))
    shared = OnceInRedis("redis://redis.example")
    server.connected = False
    with pytest.raises(CannotTellError):
        shared.first("a", "b", until=9e9)
    assert '"event":"store_not_reached"' in capfd.readouterr().err


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def test_a_document_is_fetched_over_tls(certificate: Path, trusted: ssl.SSLContext) -> None:
    with talking(certificate, said(200, b'{"keys": []}')) as (address, asked):
        assert fetch(f"{address}/jwks", trusted) == b'{"keys": []}'
    assert asked == ["/jwks"]


def test_what_the_site_signs_itself_is_trusted_where_it_says_so(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with talking(certificate, said(200, b"{}")) as (address, _):
        assert fetch(address) == b"{}"


def test_a_server_that_nobody_vouches_for_is_not_believed(certificate: Path) -> None:
    with talking(certificate, said(200, b"{}")) as (address, asked), pytest.raises(FetchError):
        fetch(address)
    assert asked == []


@pytest.mark.parametrize("status", [301, 302, 307, 404, 500, 204])
def test_nobody_is_followed_elsewhere_and_errors_are_no_documents(
    certificate: Path, trusted: ssl.SSLContext, status: int
) -> None:
    with talking(certificate, said(status, Location="/elsewhere")) as (address, asked), pytest.raises(FetchError):
        fetch(f"{address}/jwks", trusted)
    assert asked == ["/jwks"]


def test_what_is_too_large_is_given_up(certificate: Path, trusted: ssl.SSLContext) -> None:
    with talking(certificate, said(200, b" " * 70_000)) as (address, _), pytest.raises(FetchError):
        fetch(address, trusted)


def test_a_trickle_is_given_up(certificate: Path, trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    def trickle(to: BaseHTTPRequestHandler) -> None:
        said(200)(to)
        for _ in range(20):
            to.wfile.write(b" ")
            to.wfile.flush()
            time.sleep(0.02)

    monkeypatch.setattr(fetching, "SECONDS", 0.1)
    with talking(certificate, trickle) as (address, _), pytest.raises(FetchError):
        fetch(address, trusted)


@pytest.mark.parametrize(
    "address", ["http://localhost:1/", "file:///etc/hostname", "ftp://localhost/", "data:,x", "https://"]
)
def test_nothing_but_tls_is_spoken(address: str) -> None:
    with pytest.raises(FetchError):
        fetch(address)
