"""How FHIR travels: application/fhir+json in and out, plain JSON for those who ask for it."""

import gzip
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Request, Response, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

from service.web.body import read_json

FHIR_JSON, JSON = "application/fhir+json", "application/json"
# FHIR's own parameter of a media type; only the version that is spoken here will do.
_OTHER_VERSION = re.compile(r"fhirversion\s*=\s*\"?(?!4\.0)", re.IGNORECASE)
# The short words that `_format` takes.
FORMATS: Mapping[str, str] = {"json": FHIR_JSON, FHIR_JSON: FHIR_JSON, JSON: JSON}


def read_resource(given: Request) -> Any:
    """The JSON of a body in either media type. Raises BadBodyError (400), 413 or 415."""
    return read_json(given, FHIR_JSON, JSON)


def wanted() -> str:
    """The media type of the answer. Raises 406 where the caller takes none that there is, such as XML."""
    told = request.args.get("_format")
    # A plus in a query is a space to those who forget to write it as %2B.
    chosen = FORMATS.get(told.replace(" ", "+")) if told is not None else _accepted()
    if chosen is None:
        raise NotAcceptable
    return chosen


def _accepted() -> str | None:
    """The media type that the caller likes best of those there are; FHIR's own where nothing is said."""
    if not request.accept_mimetypes:
        return FHIR_JSON
    # What stands behind the type, as in `application/json; charset=utf-8`, would make it another one.
    told = [(one, quality) for one, quality in request.accept_mimetypes if not _OTHER_VERSION.search(one)]
    bare = MIMEAccept([(one.partition(";")[0].strip(), quality) for one, quality in told])
    return bare.best_match((FHIR_JSON, JSON))


def resource(body: Mapping[str, Any]) -> Response:
    """A resource that holds case data: never stored."""
    response = Response(json.dumps(body, ensure_ascii=False), mimetype=wanted())
    response.headers["Cache-Control"] = "no-store"
    return response


def published(text: str, tag: str) -> Response:
    """A resource that holds no case data, by its text and the digest of it: cacheable, and compressed where it may be.

    What is published is the same for everybody, so it is compressed once, and its length gives nothing away.
    """
    small = request.accept_encodings.quality("gzip") > 0
    response = Response(_gzipped(text) if small else text, mimetype=wanted())
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Vary"] = "Accept, Accept-Encoding"
    if small:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{tag}-gzip" if small else tag)
    response.make_conditional(request)
    return response


@lru_cache(maxsize=64)
def _gzipped(text: str) -> bytes:
    """A text in its smallest form. There are about thirty, and the searches that bring them together."""
    return gzip.compress(text.encode(), mtime=0)
