"""Reading a request's JSON body: UTF-8 only, no repeated keys, no NaN, bounded in size and depth."""

import json
import math
from collections.abc import Collection
from typing import Any, NoReturn

from flask import Flask, Request, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from service.config import DEPTH_LIMIT
from service.web.problems import BadBodyError

# What an EHR sends of a patient (CDS Hooks, FHIR, a chart for the form) is longer than a history: this many times.
RECORD_TIMES = 4
_OF_RECORDS = frozenset({"cds", "fhir", "smart"})


def register(app: Flask) -> None:
    """Let the bodies of calls that carry a patient's record be longer."""
    limit = RECORD_TIMES * app.config["MAX_CONTENT_LENGTH"]

    @app.before_request
    def allow_a_record() -> None:
        if request.blueprint in _OF_RECORDS:
            request.max_content_length = limit


def read_json(request: Request, *media_types: str) -> Any:
    """The JSON value of the body; application/json if no other media type is given. Raises BadBodyError, 413 or 415."""
    named = media_types or ("application/json",)
    check_label(request, named, f"Send the body as Content-Type: {' or '.join(named)}.")
    return parse_json(read_bytes(request))


def check_label(request: Request, media_types: Collection[str], remedy: str) -> None:
    """Raise 415 unless the body is said to be of one of these media types, in UTF-8, as it is."""
    if request.mimetype not in media_types:
        raise UnsupportedMediaType(remedy)
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("Send the body in UTF-8.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("Send the body without a Content-Encoding.")


def read_bytes(request: Request) -> bytes:
    """The whole body. Raises 413 for one over the limit, in chunks too: Werkzeug would cut that off without a word."""
    raw = request.get_data(cache=False)
    limit = request.max_content_length
    if limit is not None and request.content_length is None and len(raw) >= limit:
        raise RequestEntityTooLarge
    return raw


def parse_json(raw: bytes) -> Any:
    """The JSON value in bytes. Raises BadBodyError."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadBodyError("not_utf8", "The body is not UTF-8 text.") from None
    if not text.strip():
        raise BadBodyError("empty_body", "The body is empty; send a JSON object.")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadBodyError("not_json", f"The body is not JSON: {error.msg} at {place}.") from None
    except BadBodyError:
        raise
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise BadBodyError("number_too_long", "A number in the body has too many digits.") from None
    if _deeper_than(value, DEPTH_LIMIT):
        raise _too_deep()
    if "\\u" in text and not _encodable(value):
        raise BadBodyError("not_utf8", "The body holds half of a surrogate pair, which is no character.")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise BadBodyError("duplicate_key", "A key stands twice in one object; which of the two is meant?")
    return made


def _constant(_: str) -> NoReturn:
    raise BadBodyError("not_a_number", "NaN and Infinity are not JSON; leave the value out if it is not known.")


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise BadBodyError("not_a_number", "A number in the body is too large.")
    return value


def _too_deep() -> BadBodyError:
    return BadBodyError("too_deep", f"The body is nested deeper than {DEPTH_LIMIT} levels.")


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return True


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _encodable(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
