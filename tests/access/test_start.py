"""How the service starts, or does not, as a site would start it."""

import subprocess
from pathlib import Path

import pytest

from service.web.access.keys import line_of, new_key
from tests.serving.server import EXAMPLE, ROOT, command, environment, serving

EVERYWHERE = "0.0.0.0:0"


def start_in_vain(*more: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Start a server that must not come up, to its end."""
    return subprocess.run(
        [*command(), *more],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("more", "settings"), [((), {"FASCICLE_BIND": EVERYWHERE}), (("-b", EVERYWHERE), {})])
def test_open_to_anybody_it_does_not_start_where_others_can_reach_it(
    more: tuple[str, ...], settings: dict[str, str]
) -> None:
    """Neither by setting nor by gunicorn's own option."""
    ended = start_in_vain(*more, **settings)

    assert ended.returncode != 0
    assert "Fascicle does not start: FASCICLE_AUTH=open answers anybody" in ended.stderr
    assert "FASCICLE_PUBLISHED" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "listens" not in ended.stdout


def test_every_fault_of_the_settings_is_told_in_one_message() -> None:
    ended = start_in_vain(FASCICLE_WORKERS="0", FASCICLE_AUHT="keys", FASCICLE_RULES="/nowhere")

    assert ended.returncode == 1
    assert ended.stderr.startswith("Fascicle does not start: 3 faults in the settings.\n")
    assert ended.stderr.count("\n") == 4


def test_a_site_with_keys_is_served_to_those_who_hold_one(tmp_path: Path) -> None:
    key, keys = new_key("ehr-1"), tmp_path / "keys"
    keys.write_text(line_of(key, frozenset({"assess"}), None))
    settings = {"FASCICLE_AUTH": "keys", "FASCICLE_KEYS_FILE": str(keys), "FASCICLE_BIND": EVERYWHERE}
    with serving(tmp_path / "stderr", **settings) as server:
        history = {"Content_Type": "application/json"}
        stranger = server.ask("POST", "/v1/assessments", EXAMPLE, **history)
        known = server.ask("POST", "/v1/assessments", EXAMPLE, Authorization=f"Bearer {key}", **history)
        forged = server.ask("GET", "/v1/about", X_Forwarded_Proto="https", X_Forwarded_For="203.0.113.7")

    assert '-H "Authorization: Bearer $KEY"' in server.greeting  # so that the call that it suggests can work
    assert (stranger.status, known.status, forged.status) == (401, 200, 200)
    assert key not in server.log.read_text()
    assert '"status":401' in server.log.read_text()
    assert '"caller":"ehr-1"' in server.log.read_text()
    assert "203.0.113.7" not in server.log.read_text()
