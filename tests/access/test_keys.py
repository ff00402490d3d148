"""API keys: who gets in, with what, for how long, and how the file may change while the service runs."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.__main__ import main
from service.config import Config
from service.settings import ConfigError
from service.web.access.callers import Shown
from service.web.access.keys import KeyRing, line_of, new_key
from service.web.observe.metrics import REGISTRY
from tests.access.small import DISCOVERY, FEEDBACK, small_app

ALL = frozenset({"assess", "feedback", "metrics"})
DAY = date(2026, 12, 1)


@pytest.fixture
def key() -> str:
    return new_key("ehr-1")


@pytest.fixture
def path(tmp_path: Path, key: str) -> Path:
    file = tmp_path / "keys"
    file.write_text(f"# the EHR\n\n{line_of(key, frozenset({'assess'}), None)}  # made on Monday\n")
    return file


@pytest.fixture
def client(path: Path) -> FlaskClient:
    return small_app(Config(auth="keys", keys_file=path, rate_limit="off")).test_client()


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_key_opens_what_its_scope_names_by_either_header(client: FlaskClient, key: str) -> None:
    for headers in (bearer(key), {"Authorization": f"bearer {key}"}, {"X-API-Key": key}):
        answer = client.post("/v1/assessments", headers=headers)
        assert (answer.status_code, answer.json) == (200, {"caller": "ehr-1"})


def test_what_is_public_asks_for_nothing(client: FlaskClient) -> None:
    assert client.get("/livez").status_code == client.get("/v1/about").status_code == 200


@pytest.mark.parametrize("path_", ["/v1/assessments", DISCOVERY, FEEDBACK])
def test_without_a_key_nobody_gets_in_and_is_told_no_reason(client: FlaskClient, key: str, path_: str) -> None:
    wrong = [
        "",
        key[:-1],
        key + "x",
        key.replace("ehr-1", "ehr-2"),
        new_key("ehr-1"),
        "fascicle_ehr-1_",
        "_",
        "é",
        "a b",
    ]
    answers = [
        client.post(path_, headers=headers) for secret in wrong for headers in (bearer(secret), {"X-API-Key": secret})
    ]
    answers += [client.post(path_), client.post(path_, headers={"Authorization": f"Basic {key}"})]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {'Bearer realm="fascicle"'}
    assert len({answer.get_data(as_text=True).replace(answer.headers["X-Request-ID"], "") for answer in answers}) == 1


def test_a_key_in_an_address_does_not_count(client: FlaskClient, key: str) -> None:
    """Addresses are kept by browsers and proxies."""
    for name in ("key", "api_key", "access_token"):
        assert client.post(f"/v1/assessments?{name}={key}").status_code == 401


def test_a_key_does_not_open_what_its_scope_does_not_name(client: FlaskClient, key: str) -> None:
    answer = client.post(FEEDBACK, headers=bearer(key))

    assert answer.status_code == 403
    told = 'Bearer realm="fascicle", error="insufficient_scope", scope="feedback"'
    assert answer.headers["WWW-Authenticate"] == told


def test_a_route_that_was_forgotten_opens_to_nobody(tmp_path: Path, key: str) -> None:
    file = tmp_path / "keys"
    file.write_text(line_of(key, ALL, None))
    client = small_app(Config(auth="keys", keys_file=file)).test_client()

    assert client.get("/forgotten", headers=bearer(key)).status_code == 403


def test_a_key_serves_until_the_end_of_its_last_day(tmp_path: Path, key: str) -> None:
    file = tmp_path / "keys"
    file.write_text(line_of(key, ALL, DAY))

    def ring(day: date) -> KeyRing:
        return KeyRing(file, lambda: day)

    assert ring(DAY)(Shown(key, "/"))
    assert not ring(DAY + timedelta(1))(Shown(key, "/"))


def change(path: Path, text: str | bytes) -> None:
    """Another file under the same name, as a mounted secret is changed."""
    new = path.with_suffix(".new")
    new.write_bytes(text.encode() if isinstance(text, str) else text)
    new.replace(path)


def test_keys_are_changed_without_a_restart(client: FlaskClient, path: Path, key: str) -> None:
    next_key = new_key("ehr-2")
    change(path, f"{path.read_text()}{line_of(next_key, ALL, None)}\n")
    both = [client.get("/v1/assessments", headers=bearer(k)).status_code for k in (key, next_key)]
    change(path, line_of(next_key, ALL, None))
    after = [client.get("/v1/assessments", headers=bearer(k)).status_code for k in (key, next_key)]

    assert (both, after) == ([200, 200], [401, 200])


@pytest.mark.parametrize("bad", ["", "# nothing", b"\xff"])
def test_a_file_that_says_nothing_leaves_the_keys_as_they_were_and_that_is_logged(
    client: FlaskClient, path: Path, key: str, bad: str | bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    change(path, bad)

    assert [client.get("/v1/assessments", headers=bearer(key)).status_code for _ in range(2)] == [200, 200]
    assert capfd.readouterr().err.count('"event":"keys_not_read"') == 1
    assert stale() == 1


def test_a_slip_in_one_line_shuts_nobody_out_but_those_who_were_struck_out(client: FlaskClient, path: Path) -> None:
    """The old line away, the new one spoilt: the key that leaked is out all the same."""
    stays, leaked, comes = (new_key(name) for name in ("stays", "leaked", "comes"))
    change(path, "\n".join(line_of(one, ALL, None) for one in (stays, leaked)))
    assert client.get("/v1/assessments", headers=bearer(leaked)).status_code == 200
    spoilt = line_of(comes, ALL, None).replace("sha256:", "sha:")
    for others in ([], [line_of(stays, ALL, None)]):
        change(path, "\n".join([*others, spoilt]))
        status = [client.get("/v1/assessments", headers=bearer(k)).status_code for k in (stays, leaked, comes)]
        assert status == [200 if others else 401, 401, 401]
    change(path, "\n".join(line_of(one, ALL, None) for one in (stays, comes)))
    assert client.get("/v1/assessments", headers=bearer(comes)).status_code == 200
    assert stale() == 0


def stale() -> float | None:
    return REGISTRY.get_sample_value("fascicle_keys_stale", {"of": "api"})


def test_a_file_that_is_gone_for_a_moment_shuts_nobody_out(
    client: FlaskClient, path: Path, key: str, capfd: pytest.CaptureFixture[str]
) -> None:
    text = path.read_text()
    path.unlink()
    gone = [client.get("/v1/assessments", headers=bearer(key)).status_code for _ in range(2)]
    path.write_text(text)

    assert (gone, client.get("/v1/assessments", headers=bearer(key)).status_code) == ([200, 200], 200)
    assert capfd.readouterr().err.count('"event":"keys_not_read"') == 1
    assert stale() == 0


HASH = "0" * 64


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "there is none"),
        ("# nothing", "there is none"),
        (f"a sha256:{HASH} assess\na sha256:{HASH} assess", "line 2"),
        (f"a sha256:{HASH} all\nb sha256:{HASH} assess 2026-13-01\nc md5:{HASH} assess", "line 1, 2, 3"),
        (f"A sha256:{HASH} assess", "line 1"),
    ],
)
def test_a_file_that_cannot_be_used_keeps_the_service_down_and_each_line_is_named(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "keys"
    file.write_text(text)

    with pytest.raises(ConfigError, match=told) as raised:
        KeyRing(file)
    assert HASH not in str(raised.value)


def test_the_command_makes_a_key_that_its_line_lets_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", "new", "ward-3", "--scope", "assess", "--scope", "metrics", "--days", "30"]) == 0
    said = capsys.readouterr().out.splitlines()
    file = tmp_path / "keys"
    file.write_text(said[3])

    caller = KeyRing(file)(Shown(said[1], "/"))

    assert caller
    assert (caller.id, caller.scopes) == ("ward-3", {"assess", "metrics"})
    assert said[3].endswith(str(datetime.now(UTC).date() + timedelta(30)))
    assert said[1].split("_", 2)[2] not in said[3]


def test_the_command_refuses_an_id_that_no_line_could_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", "new", "Ward 3"]) == 2
    assert "small letters" in capsys.readouterr().err
