"""Bodies that are not what this service reads: each is refused with its own code, none is guessed at."""

import gzip
import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from service.config import DEPTH_LIMIT
from service.doors.faults import MOST_FAULTS
from service.web.body import parse_json
from service.web.problems import BadBodyError
from tests.web.conftest import Post
from tests.web.shapes import problem_of

DEEP = b'{"sites": ' + b"[" * DEPTH_LIMIT + b"]" * DEPTH_LIMIT + b"}"

UNREADABLE = {
    "not JSON": (b"{sites: []}", "not_json"),
    "cut short": (b'{"sites": [', "not_json"),
    "two values": (b"{} {}", "not_json"),
    "single quotes": (b"{'sites': []}", "not_json"),
    "a form": (b"sites=calf", "not_json"),
    "a control character": (b'{"sites": "\x01"}', "not_json"),
    "a byte order mark": ("\ufeff{}".encode(), "not_json"),
    "nothing": (b"", "empty_body"),
    "spaces": (b" \n\t ", "empty_body"),
    "a key twice": (b'{"course": "stable", "course": "progressive"}', "duplicate_key"),
    "a key twice below": (b'{"sites": [{"site": "calf", "site": "hand"}]}', "duplicate_key"),
    "a key twice by escapes": (b'{"course": 1, "c\\u006furse": 2}', "duplicate_key"),
    "NaN": (b'{"patient": {"age_years": NaN}}', "not_a_number"),
    "Infinity": (b'{"patient": {"age_years": Infinity}}', "not_a_number"),
    "-Infinity": (b'{"patient": {"age_years": -Infinity}}', "not_a_number"),
    "1e999": (b'{"patient": {"age_years": 1e999}}', "not_a_number"),
    "-1e999": (b'{"patient": {"age_years": -1e999}}', "not_a_number"),
    "too deep": (DEEP, "too_deep"),
    "far too deep": (b"[" * 100_000, "too_deep"),
    "far too deep and closed": (b"[" * 50_000 + b"]" * 50_000, "too_deep"),
    "Latin-1": ('{"course": "ständig"}'.encode("latin-1"), "not_utf8"),
    "UTF-16": ('{"course": "stable"}'.encode("utf-16"), "not_utf8"),
    "a raw surrogate": (b'{"course": "\xed\xa0\x80"}', "not_utf8"),
    "half a surrogate pair": (b'{"course": "\\ud83d"}', "not_utf8"),
    "half a pair in a key": (b'{"\\udc00": 1}', "not_utf8"),
    "five thousand digits": (b'{"patient": {"age_years": ' + b"7" * 5000 + b"}}", "number_too_long"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_not_json_is_refused_with_its_code(name: str, post: Post) -> None:
    raw, code = UNREADABLE[name]
    body = problem_of(post(raw), 400)
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("", code)]


@pytest.mark.parametrize("path", ["/v1/assessments", "/v1/assessments/explain"])
def test_every_door_for_json_reads_it_as_strictly(path: str, post: Post) -> None:
    assert problem_of(post(b'{"a": 1, "a": 2}', path), 400)["errors"][0]["code"] == "duplicate_key"


def test_the_place_of_a_slip_is_told_by_line_and_column(post: Post) -> None:
    (error,) = problem_of(post(b'{"course":\n  stable}'), 400)["errors"]
    assert "at line 2, column 3." in error["detail"]


def test_a_whole_surrogate_pair_is_a_character(post: Post) -> None:
    body = problem_of(post(b'{"sites": [{"site": "\\ud83d\\ude00"}]}'), 422)
    assert body["errors"][0]["pointer"] == "/sites/0/site"


def test_a_body_as_deep_as_allowed_is_read() -> None:
    assert parse_json(b"[" * DEPTH_LIMIT + b"]" * DEPTH_LIMIT)
    with pytest.raises(BadBodyError):
        parse_json(b"[" * (DEPTH_LIMIT + 1) + b"]" * (DEPTH_LIMIT + 1))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(value=JSON_VALUES, escaped=st.booleans())
def test_all_json_is_read_as_the_standard_reads_it(value: Any, escaped: bool) -> None:
    assert parse_json(json.dumps(value, ensure_ascii=escaped).encode()) == value


@given(raw=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_code(raw: bytes) -> None:
    read = None
    try:
        read = json.dumps(parse_json(raw))
    except BadBodyError as error:
        read = error.fault.code
    assert read


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/fhir+json",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "application/jsonx",
    ],
)
def test_another_media_type_or_charset_is_not_taken(content_type: str | None, post: Post) -> None:
    body = problem_of(post({"sites": [{"site": "calf"}]}, content_type=content_type), 415)
    assert "Send the body" in body["detail"]


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "APPLICATION/JSON", "application/json; charset=UTF-8", "application/json;charset=utf8"],
)
def test_json_in_utf8_is_taken_however_it_is_said(content_type: str, post: Post) -> None:
    assert post({"sites": [{"site": "calf"}]}, content_type=content_type).status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, identity"])
def test_a_packed_body_is_not_unpacked(encoding: str, post: Post) -> None:
    packed = gzip.compress(b'{"sites": [{"site": "calf"}]}')
    body = problem_of(post(packed, headers={"Content-Encoding": encoding}), 415)
    assert "Content-Encoding" in body["detail"]


def test_identity_is_no_packing(post: Post) -> None:
    assert post({"sites": [{"site": "calf"}]}, headers={"Content-Encoding": "identity"}).status_code == 200


def test_a_body_over_the_limit_is_refused_and_one_at_the_limit_is_read(own_app: Flask) -> None:
    client = own_app.test_client()
    for size, status in ((2049, 413), (2048, 422)):
        raw = b'{"sites": []}'.ljust(size)
        problem_of(client.post("/v1/assessments", data=raw, content_type="application/json"), status)


def test_the_usual_limit_takes_the_longest_history_of_the_contract(post: Post) -> None:
    symptoms = [{"finding": "x" * 120, "status": "present"}] * 300
    assert problem_of(post({"associated_symptoms": symptoms}), 422)["errors"]


def test_a_flood_of_faults_is_told_in_part(post: Post) -> None:
    """Otherwise an answer would be many times as long as what was asked."""
    sent = {f"f{number}": 1 for number in range(MOST_FAULTS + 1)}
    told = problem_of(post(sent), 422)["errors"]
    assert len(told) == MOST_FAULTS + 1
    assert told[-1]["code"] == "more_faults"
    assert {one["code"] for one in problem_of(post({"f": 1}), 422)["errors"]} == {"empty_history", "unknown_field"}
