"""docker-compose.yml: what is published, and that every part of it is as shut in as the image promises."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from service import __version__
from service.config import Config
from service.settings import PREFIX, settings_of

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
BALANCED = (ROOT / "deploy/haproxy/haproxy.cfg").read_text("utf-8")
# Debian's, or the official image's, that a first stage alone may install with.
COMPILERS = re.compile(r"\b(gcc|g\+\+|build-essential|clang|make|rustc|cargo|apt-get|apk)\b")


def test_without_a_profile_one_service_runs_for_this_machine_alone() -> None:
    plain = [name for name, service in SERVICES.items() if "profiles" not in service]
    assert plain == ["fascicle"]
    assert SERVICES["fascicle"]["ports"] == ["127.0.0.1:8000:8000"]
    assert SERVICES["fascicle"]["environment"] == {"FASCICLE_PUBLISHED": "loopback"}


def test_of_the_replicas_the_balancer_alone_can_be_reached() -> None:
    published = [name for name, service in SERVICES.items() if service.get("profiles") and "ports" in service]
    assert published == ["balancer"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [SERVICES[name]["networks"] for name in ("replica", "redis")] == [["inside"], ["inside"]]


def test_replicas_ask_who_calls_and_believe_one_proxy() -> None:
    environment = SERVICES["replica"]["environment"]
    assert (environment["FASCICLE_AUTH"], environment["FASCICLE_PROXIES"]) == ("keys", 1)
    assert environment["FASCICLE_RATE_STORE"].startswith("redis://redis:")


def test_keys_lie_in_a_folder_that_is_mounted_whole() -> None:
    """Of a file mounted alone a container goes on seeing the old one, with the key that was struck out."""
    assert SERVICES["replica"]["volumes"] == ["${SECRETS:-./deploy/secrets}:/etc/fascicle:ro"]
    assert SERVICES["replica"]["environment"]["FASCICLE_KEYS_FILE"] == "/etc/fascicle/keys"


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_every_setting_is_one(service: dict[str, Any]) -> None:
    names = {one.name for one in settings_of(Config).values()}
    assert {name for name in service.get("environment", {}) if name.startswith(PREFIX)} <= names


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_everything_is_shut_in(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]


def test_a_used_token_is_not_forgotten_to_make_room() -> None:
    assert SERVICES["redis"]["command"][-2:] == ["--maxmemory-policy", "noeviction"]


def test_whoever_is_stopped_has_time_to_finish() -> None:
    seconds = {name: int(SERVICES[name]["stop_grace_period"].removesuffix("s")) for name in ("replica", "balancer")}
    assert seconds["replica"] > 20
    assert seconds["balancer"] > int(re.findall(r"hard-stop-after (\d+)s", BALANCED)[0])


def test_images_are_of_this_version_and_built_without_compilers() -> None:
    assert {service["image"] for service in SERVICES.values() if "build" in service} == {f"fascicle:{__version__}"}
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert f'image.version="{__version__}"' in dockerfile
    assert "--only-binary :all:" in dockerfile
    assert "--require-hashes" in dockerfile
    assert not COMPILERS.search(dockerfile)


def test_what_the_page_has_a_site_write_fits() -> None:
    """The override on docs/deploy.md: services that there are, settings that there are, values that can be read."""
    page = (ROOT / "docs/deploy.md").read_text("utf-8")
    (written,) = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL))
    readers = {one.name: one.reader for one in settings_of(Config).values()}
    for name, service in written["services"].items():
        assert name in SERVICES
        for variable, value in service["environment"].items():
            assert value.startswith("/etc/fascicle/") or readers[variable].read(value)
    named = set(re.findall(r"^((?!FASCICLE_)\w+)=", page, re.MULTILINE))
    assert named == {"CERTIFICATE", "PORT", "REPLICAS"}
    assert all(f"${{{variable}:-" in (ROOT / "docker-compose.yml").read_text("utf-8") for variable in named)


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_what_a_container_says_does_not_fill_the_disk(service: dict[str, Any]) -> None:
    assert service["logging"]["options"] == {"max-size": "50m", "max-file": "10"}
