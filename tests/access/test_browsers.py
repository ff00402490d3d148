"""What browsers may do: cross-origin scripts (rows X1 and X2 of the CDS Hooks checklist), frames, TLS, host names."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.config import Config
from service.web.access.keys import line_of, new_key
from tests.access.small import DISCOVERY, FEEDBACK, SERVICE, small_app

EHR, OTHER, EVIL = "https://ehr.example", "https://portal.example", "https://evil.example"
PROGRAMS = [DISCOVERY, SERVICE, FEEDBACK, "/v1/assessments", "/v1/nowhere", "/fhir/nowhere"]


@pytest.fixture
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    keys = tmp_path_factory.mktemp("keys") / "keys"
    keys.write_text(f"a sha256:{'0' * 64} assess")
    return small_app(Config(auth="keys", keys_file=keys, cors_origins=(EHR, OTHER))).test_client()


def preflight(client: FlaskClient, path: str, origin: str, method: str = "POST") -> TestResponse:
    """What a browser asks before a script of another origin may call."""
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,content-type"}
    return client.options(path, headers={"Origin": origin, **asked})


@pytest.mark.parametrize("path", [DISCOVERY, SERVICE, FEEDBACK, "/v1/assessments"])
def test_x1_a_preflight_is_answered_without_credentials(client: FlaskClient, path: str) -> None:
    answer = preflight(client, path, EHR)
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()

    assert answer.status_code // 100 == 2
    assert answer.headers["Access-Control-Allow-Origin"] == EHR
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "GET" in preflight(client, path, EHR, "GET").headers["Access-Control-Allow-Methods"]
    assert {"authorization", "content-type"} <= set(allowed.replace(" ", "").split(","))


@pytest.mark.parametrize("path", PROGRAMS)
def test_x2_answers_and_errors_alike_may_be_read_by_listed_origins(client: FlaskClient, path: str) -> None:
    for origin in (EHR, OTHER):
        headers = client.post(path, headers={"Origin": origin}).headers
        assert headers["Access-Control-Allow-Origin"] == origin
        assert "Origin" in headers["Vary"]
        assert "Knowledge-Version" in headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize(
    "origin", [EVIL, "null", "https://ehr.example.evil.example", "http://ehr.example", EHR + ":444", "*"]
)
def test_x2_no_other_origin_reads_anything(client: FlaskClient, origin: str) -> None:
    answers = [client.post(SERVICE, headers={"Origin": origin}), preflight(client, SERVICE, origin)]

    assert not any("Access-Control-Allow-Origin" in answer.headers for answer in answers)


def test_x2_pages_for_people_are_for_no_other_origin(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/livez", headers={"Origin": EHR}).headers


def test_without_configuration_no_other_origin_reads_anything() -> None:
    client = small_app(Config()).test_client()
    answers = [client.post(path, headers={"Origin": EHR}) for path in PROGRAMS] + [preflight(client, SERVICE, EHR)]

    assert not any(name.startswith("Access-Control") for answer in answers for name, _ in answer.headers)


def test_every_answer_tells_browsers_to_be_strict() -> None:
    headers = small_app(Config()).test_client().get("/nowhere").headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))

    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "connect-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_listed_origins_and_no_others_may_frame() -> None:
    headers = small_app(Config(frame_ancestors=(EHR, OTHER))).test_client().get("/livez").headers

    assert headers["Content-Security-Policy"].endswith(f"frame-ancestors {EHR} {OTHER}")
    assert "X-Frame-Options" not in headers


def test_tls_is_demanded_where_the_site_says_that_it_has_it() -> None:
    headers = small_app(Config(hsts=True)).test_client().get("/livez").headers

    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "127.0.0.7:80"])
def test_open_to_anybody_it_answers_to_names_of_this_machine(host: str) -> None:
    client = small_app(Config(bind="127.0.0.7:80")).test_client()

    assert client.get("/v1/assessments", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:8000", "localhost.evil.example"])
def test_a_web_page_does_not_get_in_by_a_name_of_its_own(host: str) -> None:
    answer = small_app(Config()).test_client().get("/v1/assessments", headers={"Host": host})

    assert (answer.status_code, answer.json["type"]) == (421, "/problems/misdirected-request")
    assert host not in answer.text


def test_probes_come_by_any_name() -> None:
    assert small_app(Config()).test_client().get("/livez", headers={"Host": "10.1.2.3:8000"}).status_code == 200


def test_metrics_are_asked_for_at_the_address_of_a_replica(tmp_path: Path) -> None:
    """With a key; where anybody may call, a web page might by a name of its own."""
    key = new_key("prometheus")
    file = tmp_path / "keys"
    file.write_text(line_of(key, frozenset({"metrics"}), None))
    there, credential = {"Host": "10.1.2.3:8000"}, {"X-API-Key": key}
    asked = small_app(Config(auth="keys", keys_file=file, hosts=("fascicle.example",))).test_client()

    assert asked.get("/metrics", headers=there | credential).status_code == 200
    assert asked.get("/metrics", headers=there).status_code == 401
    assert asked.get("/v1/about", headers=there).status_code == 421
    assert small_app(Config()).test_client().get("/metrics", headers=there).status_code == 421


def test_a_site_names_its_hosts() -> None:
    client = small_app(Config(hosts=("fascicle.example", ".hospital.example"))).test_client()
    status = {
        host: client.get("/v1/assessments", headers={"Host": host}).status_code
        for host in ("fascicle.example", "a.hospital.example:443", "localhost", "x.fascicle.example")
    }

    assert list(status.values()) == [200, 200, 421, 421]


def test_forwarded_headers_are_believed_only_from_configured_proxies() -> None:
    sent = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}

    assert small_app(Config()).test_client().get("/v1/assessments", headers=sent).status_code == 200
    assert small_app(Config(proxies=1)).test_client().get("/v1/assessments", headers=sent).status_code == 421


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data", "text/plain", ""])
def test_a_page_of_another_site_does_not_post_a_form_here(site: str, kind: str) -> None:
    client = small_app(Config()).test_client()
    answer = client.post("/v1/assessments", headers={"Sec-Fetch-Site": site}, data=b"a=b", content_type=kind)

    assert (answer.status_code, answer.json["type"]) == (403, "/problems/forbidden")


def test_our_own_pages_programs_and_scripts_that_browsers_have_asked_for_do_post() -> None:
    client = small_app(Config()).test_client()
    sent = [({"Sec-Fetch-Site": site}, FORM) for site in ("same-origin", "none")]
    sent += [({}, FORM), ({"Sec-Fetch-Site": "cross-site"}, "application/json")]
    sent += [({"Sec-Fetch-Site": "cross-site"}, "application/fhir+json")]

    for headers, kind in sent:
        assert client.post("/v1/assessments", headers=headers, data=b"{}", content_type=kind).status_code == 200
