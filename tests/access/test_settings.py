"""Settings: each read from one variable, every fault told at once, nothing misspelt passed over, all documented."""

from dataclasses import fields
from pathlib import Path

import pytest

from service.config import Config, ConfigError, config_from
from service.settings import settings_of
from service.web.access.replicas import shared_store
from tools import operate

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {setting.name: setting for setting in settings_of(Config).values()}


def faults(**environment: str) -> tuple[str, ...]:
    """What is told of an environment that must not do."""
    with pytest.raises(ConfigError) as raised:
        config_from(environment)
    assert all(fault in str(raised.value) for fault in raised.value.faults)
    return raised.value.faults


def test_every_field_of_the_configuration_is_a_setting() -> None:
    assert [f"FASCICLE_{field.name.upper()}" for field in fields(Config)] == list(SETTINGS)


def test_nothing_set_is_the_documented_default() -> None:
    assert config_from({}) == Config() == config_from(dict.fromkeys(SETTINGS, ""))
    assert config_from({"PATH": "/bin", "OTHER": "x"}) == Config()


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_the_example_of_a_setting_can_be_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    monkeypatch.setattr(Path, "is_dir", lambda _: True)
    setting = SETTINGS[name]

    assert setting.reader.read(setting.example) != ""


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_nonsense_is_told_by_what_it_must_be_and_never_repeated(name: str) -> None:
    told = faults(**{name: "Jane Roe\n?"})

    assert told == (f"{name} must {SETTINGS[name].reader.words}.",)
    assert "Jane" not in told[0]


def test_every_fault_is_told_at_once() -> None:
    told = faults(FASCICLE_WORKERS="0", FASCICLE_BIND="x", FASCICLE_AUHT="keys", FASCICLE_NONSENSE="1")

    assert len(told) == 4
    assert "There is no setting 'FASCICLE_AUHT'; did you mean FASCICLE_AUTH?" in told
    assert any("FASCICLE_NONSENSE" in fault and "docs/operate.md" in fault for fault in told)


@pytest.mark.parametrize(
    "name", ["FASCICLE_KEY_FILE", "FASCICLE_RATELIMIT", "FASCICLE_HOST", "FASCICLE_FRAME_ANCESTOR"]
)
def test_a_misspelt_setting_is_not_passed_over(name: str) -> None:
    assert "did you mean FASCICLE_" in faults(**{name: "x"})[0]


def test_what_kubernetes_sets_by_itself_is_no_mistake_of_the_site() -> None:
    config_from(
        {
            "FASCICLE_PORT": "tcp://10.0.0.1:8000",
            "FASCICLE_PORT_8000_TCP": "tcp://10.0.0.1:8000",
            "FASCICLE_PORT_8000_TCP_PROTO": "tcp",
            "FASCICLE_PORT_8000_TCP_ADDR": "10.0.0.1",
            "FASCICLE_SERVICE_HOST": "10.0.0.1",
            "FASCICLE_SERVICE_PORT": "8000",
            "FASCICLE_SERVICE_PORT_HTTP": "8000",
            "FASCICLE_REDIS_SERVICE_HOST": "10.0.0.2",
        }
    )


EVERYWHERE = ["0.0.0.0", "[::]", "10.0.0.1", "fascicle.example", "127.example.org"]  # noqa: S104 - none is listened on


@pytest.mark.parametrize("host", EVERYWHERE)
def test_open_to_anybody_listens_on_loopback_alone(host: str) -> None:
    assert faults(FASCICLE_BIND=f"{host}:8000")[0].startswith("FASCICLE_AUTH=open answers anybody")
    assert config_from({"FASCICLE_BIND": f"{host}:8000", "FASCICLE_PUBLISHED": "loopback"}).auth == "open"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "[::1]", "localhost"])
def test_loopback_is_any_address_that_only_this_machine_reaches(host: str) -> None:
    assert config_from({"FASCICLE_BIND": f"{host}:0"}).bind == f"{host}:0"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"FASCICLE_AUTH": "keys"}, "needs FASCICLE_KEYS_FILE"),
        ({"FASCICLE_AUTH": "oauth"}, "needs FASCICLE_OAUTH_ISSUER, FASCICLE_OAUTH_AUDIENCE and FASCICLE_OAUTH_JWKS"),
        ({"FASCICLE_AUTH": "oauth", "FASCICLE_OAUTH_ISSUER": "https://x.example"}, "needs FASCICLE_OAUTH_ISSUER"),
        ({"FASCICLE_CDS_CLIENTS": __file__}, "needs FASCICLE_BASE_URL"),
    ],
)
def test_settings_that_need_each_other(environment: dict[str, str], told: str) -> None:
    assert told in faults(**environment)[0]


def test_with_credentials_it_may_listen_anywhere() -> None:
    config = config_from({"FASCICLE_AUTH": "keys", "FASCICLE_KEYS_FILE": __file__, "FASCICLE_BIND": "0.0.0.0:8000"})

    assert (config.auth, config.keys_file) == ("keys", Path(__file__))


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("FASCICLE_CORS_ORIGINS", "*"),
        ("FASCICLE_CORS_ORIGINS", "http://ehr.example"),
        ("FASCICLE_CORS_ORIGINS", "https://ehr.example/path"),
        ("FASCICLE_CORS_ORIGINS", "https://ehr.example; script-src *"),
        ("FASCICLE_FRAME_ANCESTORS", "https://ehr.example,'self'"),
        ("FASCICLE_FRAME_ANCESTORS", "*"),
        ("FASCICLE_BASE_URL", "http://fascicle.example"),
        ("FASCICLE_BASE_URL", "https://fascicle.example/"),
        ("FASCICLE_OAUTH_ISSUER", "http://sso.example"),
        ("FASCICLE_OAUTH_JWKS", "http://sso.example/jwks"),
        ("FASCICLE_OAUTH_JWKS", "file:///etc/keys"),
        ("FASCICLE_RATE_STORE", "memcached://x"),
        ("FASCICLE_RATE_STORE", "redis://"),
        ("FASCICLE_RATE_STORE", "redis://redis:99999/0"),
        ("FASCICLE_RATE_STORE", "redis://:pass/word@redis/0"),
        ("FASCICLE_RATE_STORE", "unix:///run/redis.sock"),
        ("FASCICLE_RATE_LIMIT", "0 per minute"),
        ("FASCICLE_RATE_LIMIT", "5 per 0 minutes"),
        ("FASCICLE_RATE_LIMIT", "often"),
        ("FASCICLE_PROXIES", "-1"),
        ("FASCICLE_PUBLISHED", "yes"),
        ("FASCICLE_AUTH", "none"),
    ],
)
def test_what_would_open_a_door_too_wide_is_refused(name: str, bad: str) -> None:
    assert faults(**{name: bad})[0].startswith(f"{name} must ")


@pytest.mark.parametrize(
    "good",
    [
        "redis://redis",
        "rediss://user:p%2Fw@redis.example:6380/1",
        "redis://[::1]:6379",
        "redis+unix:///run/redis.sock",
        "redis://:a@b@redis/0",
    ],
)
def test_an_address_of_redis_that_is_taken_is_one_that_the_store_can_be_made_of(good: str) -> None:
    assert shared_store(config_from({"FASCICLE_RATE_STORE": good}).rate_store)


def test_the_table_in_the_documentation_is_what_the_code_says() -> None:
    text = operate.FILE.read_text("utf-8")

    assert operate.filled(text) == text, "run `make operate`"
    assert all(f"`{name}`" in text for name in SETTINGS)


def test_what_is_published_out_of_the_box_is_loopback_alone() -> None:
    """The statement in docker-compose.yml is true of the port that it publishes."""
    import yaml  # noqa: PLC0415

    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["fascicle"]

    assert service["environment"]["FASCICLE_PUBLISHED"] == "loopback"
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
