"""How often one caller may call, and where that is counted."""

import time
from pathlib import Path

import fakeredis
import pytest
import redis
from flask.testing import FlaskClient

from service.config import Config
from service.web.access.keys import line_of, new_key
from service.web.access.limits import limit_of
from service.web.access.replay import OnceInRedis
from tests.access.small import FEEDBACK, small_app

REDIS = "redis://redis.example:6379/0"


def test_above_the_limit_the_answer_says_when_to_come_back() -> None:
    client = small_app(Config(rate_limit="3 per minute")).test_client()
    answers = [client.post("/v1/assessments") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json["type"] == "/problems/too-many-requests"
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60
    assert [answer.headers["RateLimit-Policy"] for answer in answers] == ['"caller";q=3;w=60'] * 4
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]
    assert "Retry-After" not in answers[0].headers


def test_all_routes_count_together_and_probes_do_not() -> None:
    client = small_app(Config(rate_limit="2 per minute")).test_client()
    probes = [client.get("/livez").status_code for _ in range(5)]
    rest = [client.get(path).status_code for path in ("/v1/about", "/v1/assessments", "/v1/about")]

    assert (probes, rest) == ([200] * 5, [200, 200, 429])


@pytest.fixture
def two_keys(tmp_path: Path) -> tuple[FlaskClient, list[dict[str, str]]]:
    keys = [new_key("a"), new_key("b")]
    file = tmp_path / "keys"
    file.write_text("\n".join(line_of(key, frozenset({"assess"}), None) for key in keys))
    config = Config(auth="keys", keys_file=file, rate_limit="2 per minute")
    return small_app(config).test_client(), [{"X-API-Key": key} for key in keys]


def test_each_caller_has_a_limit_of_their_own(two_keys: tuple[FlaskClient, list[dict[str, str]]]) -> None:
    client, (first, second) = two_keys

    assert [client.get("/v1/assessments", headers=first).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/v1/assessments", headers=second).status_code == 200


def test_who_guesses_keys_or_scopes_is_counted_too(two_keys: tuple[FlaskClient, list[dict[str, str]]]) -> None:
    client, (first, _) = two_keys

    assert [client.get("/v1/assessments").status_code for _ in range(3)] == [401, 401, 429]
    assert [client.get(FEEDBACK, headers=first).status_code for _ in range(3)] == [403, 403, 429]


def test_behind_a_proxy_each_address_has_a_limit_of_its_own() -> None:
    client = small_app(Config(rate_limit="1 per minute", proxies=1)).test_client()

    def ask(address: str) -> int:
        return client.get("/v1/assessments", headers={"X-Forwarded-For": address}).status_code

    assert [ask("203.0.113.7"), ask("203.0.113.8"), ask("203.0.113.7")] == [200, 200, 429]


@pytest.mark.parametrize(
    ("second", "status"),
    [("2001:db8::ffff:1", 429), ("2001:db8:0:1::1", 200), ("::ffff:203.0.113.7", 200), ("unix", 200)],
)
def test_whoever_has_one_address_of_ipv6_has_its_neighbours(second: str, status: int) -> None:
    client = small_app(Config(rate_limit="1 per minute")).test_client()
    client.get("/v1/assessments", environ_overrides={"REMOTE_ADDR": "::ffff:203.0.113.8"})
    answers = [client.get("/v1/assessments", environ_overrides={"REMOTE_ADDR": one}) for one in ("2001:db8::1", second)]

    assert [answer.status_code for answer in answers] == [200, status]


def test_without_a_proxy_nobody_gets_a_new_limit_by_naming_another_address() -> None:
    client = small_app(Config(rate_limit="1 per minute")).test_client()
    answers = [client.get("/v1/assessments", headers={"X-Forwarded-For": f"203.0.113.{n}"}) for n in (7, 8)]

    assert [answer.status_code for answer in answers] == [200, 429]


def test_addresses_are_told_to_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    client = small_app(Config(rate_limit="1 per minute", proxies=1)).test_client()
    for _ in range(3):
        client.get("/v1/assessments", headers={"X-Forwarded-For": "203.0.113.7"})

    assert "203.0.113" not in "".join(capfd.readouterr())


def test_which_limit_is_in_force() -> None:
    assert limit_of(Config()) == ""
    assert limit_of(Config(auth="keys")) == "1200 per minute"
    assert limit_of(Config(auth="keys", rate_limit="off")) == ""
    assert limit_of(Config(rate_limit="5 per second")) == "5 per second"


@pytest.fixture
def replicas(monkeypatch: pytest.MonkeyPatch) -> fakeredis.FakeServer:
    """A Redis that can be taken away."""
    server = fakeredis.FakeServer()
    monkeypatch.setattr(redis, "from_url", lambda *_, **__: fakeredis.FakeStrictRedis(server=server))
    return server


@pytest.mark.usefixtures("replicas")
def test_replicas_that_share_a_redis_share_the_count() -> None:
    clients = [small_app(Config(rate_limit="2 per minute", rate_store=REDIS)).test_client() for _ in range(2)]

    assert [clients[n % 2].get("/v1/assessments").status_code for n in range(4)] == [200, 200, 429, 429]


def test_without_its_redis_a_replica_counts_for_itself(
    replicas: fakeredis.FakeServer, capfd: pytest.CaptureFixture[str]
) -> None:
    client = small_app(Config(rate_limit="2 per minute", rate_store=REDIS)).test_client()
    replicas.connected = False

    assert [client.get("/v1/assessments").status_code for _ in range(3)] == [200, 200, 429]
    assert capfd.readouterr().err.count('"event":"store_not_reached"') == 1


@pytest.mark.usefixtures("replicas")
def test_replicas_that_share_a_redis_share_what_was_used() -> None:
    first, second = OnceInRedis(REDIS), OnceInRedis(REDIS)

    assert [first.first("a", "1", until=9e9), second.first("a", "1", until=9e9)] == [True, False]
    assert second.first("a", "2", until=9e9)


def test_a_clock_that_is_set_back_shuts_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    client = small_app(Config(rate_limit="2 per minute")).test_client()
    true_time = time.time
    spent = [client.get("/v1/assessments").status_code for _ in range(3)]
    monkeypatch.setattr(time, "time", lambda: true_time() - 365 * 86_400)
    after = [client.get("/v1/assessments").status_code for _ in range(3)]

    assert (spent, after) == ([200, 200, 429], [200, 200, 429])
