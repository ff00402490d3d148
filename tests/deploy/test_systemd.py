"""deploy/systemd: the unit shuts the service in as the container does, and the page has a site write what works."""

import re
from pathlib import Path

from service.config import Config, config_from
from service.settings import settings_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/deploy.md").read_text("utf-8")


UNIT = (ROOT / "deploy/systemd/fascicle.service").read_text("utf-8")
SAID = dict(re.findall(r"^([A-Za-z]+)=(.*)$", UNIT, re.MULTILINE))


def test_it_is_shut_in() -> None:
    strict = ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictNamespaces", "LockPersonality")
    assert {SAID[name] for name in strict} == {"yes"}
    assert (SAID["ProtectSystem"], SAID["CapabilityBoundingSet"], SAID["User"]) == ("strict", "", "fascicle")
    assert (SAID["IPAddressDeny"], SAID["IPAddressAllow"]) == ("any", "localhost")


def test_what_is_being_answered_has_time_to_finish() -> None:
    (seconds,) = re.findall(r"^graceful_timeout = (\d+)$", (ROOT / "gunicorn.conf.py").read_text("utf-8"), re.MULTILINE)
    assert int(SAID["TimeoutStopSec"]) > int(seconds)
    assert SAID["KillMode"] == "mixed"


def test_the_settings_that_the_page_has_a_site_write_start_it(tmp_path: Path) -> None:
    (block,) = re.findall(r"```sh\n((?:FASCICLE_\w+=.*\n)+)```", PAGE)
    written = dict(line.split("=", 1) for line in block.splitlines())
    keys = tmp_path / "keys"
    keys.touch()
    config = config_from({**written, "FASCICLE_KEYS_FILE": str(keys)})
    assert (config.auth, config.proxies, config.hsts) == ("keys", 1, True)
    assert set(written) <= {one.name for one in settings_of(Config).values()}


def test_the_page_puts_things_where_the_unit_looks_for_them() -> None:
    assert SAID["EnvironmentFile"] == "/etc/fascicle/settings"
    for name in ("EnvironmentFile", "WorkingDirectory"):
        assert SAID[name] in PAGE
    assert SAID["ExecStart"] == f"{SAID['WorkingDirectory']}/.venv/bin/gunicorn service.wsgi:app"
