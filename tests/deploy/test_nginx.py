"""deploy/nginx, as far as it can be held without nginx: what it logs, forwards and answers by itself."""

import json
import re
from pathlib import Path

from schemas.problem import ProblemSchema
from service.web.batch import MOST_BYTES
from service.web.problems import type_of

FOLDER = Path(__file__).resolve().parents[2] / "deploy/nginx"
NAMES = ("fascicle.conf", "forward.inc", "sign-on.inc")
MAIN, FORWARD, SIGN_ON = ((FOLDER / name).read_text("utf-8") for name in NAMES)


def test_its_log_has_no_address_query_or_header() -> None:
    (logged,) = re.findall(r"log_format fascicle (.*?);", MAIN, re.DOTALL)
    assert set(re.findall(r"\$(\w+)", logged)) == {
        "time_iso8601", "remote_addr", "known_method", "status", "request_time", "bytes_sent",
    }  # fmt: skip
    assert "error_log /var/log/nginx/fascicle-error.log crit;" in MAIN


def test_nobody_chooses_their_own_address_or_credential() -> None:
    sent = dict(re.findall(r"proxy_set_header (\S+) (\S+);", FORWARD))
    assert (sent["X-Forwarded-For"], sent["X-Forwarded-Proto"]) == ("$remote_addr", "$scheme")
    assert {sent[name] for name in ("X-Forwarded-Host", "X-Forwarded-Prefix", "Forwarded")} == {'""'}
    assert 'proxy_set_header Authorization "Bearer $token";' in SIGN_ON
    assert MAIN.count("proxy_set_header") == 0  # one place: what a location sets for itself it does not inherit


def test_what_it_answers_by_itself_says_that_nothing_was_assessed() -> None:
    (text,) = re.findall(r"return 503 '(.*)';", MAIN)
    body = json.loads(text)
    assert ProblemSchema().validate(body) == {}
    assert body["type"] == f"/problems/{type_of(503)}"
    assert [part.count("error_page 502 504 =503 @away;") for part in (MAIN, SIGN_ON)] == [1, 1]


def test_bodies_stay_in_memory_and_are_as_long_as_the_longest_batch() -> None:
    assert f"client_max_body_size {MOST_BYTES // 1024**2}m;" in MAIN
    assert "client_body_temp_path /dev/shm/" in MAIN
    assert "proxy_max_temp_file_size 0;" in MAIN


def test_sign_on_stands_before_the_form_alone() -> None:
    (pattern,) = re.findall(r"location ~ (\S+) \{", SIGN_ON)
    assert all(re.match(pattern, path) for path in ("/", "/form/answer"))
    assert not any(re.match(pattern, path) for path in ("/v1/assessments", "/metrics", "/livez", "/formula"))
