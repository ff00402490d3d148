"""Bodies spoilt in every way that a program, a proxy or an attacker spoils them: the same for the same seed."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from urllib.parse import quote_plus

Json = Any
Place = tuple[str | int, ...]
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """One POST. `spoilt`: how it was spoilt; `surely`: so that nobody may take it, whatever the schema leaves open."""

    path: str
    media_type: str
    body: bytes
    encoding: str = ""
    spoilt: str = ""
    surely: bool = False


def text_of(document: Json) -> bytes:
    """A document as JSON text."""
    return json.dumps(document, ensure_ascii=False).encode()


def places(document: Json, above: Place = ()) -> list[Place]:
    """Every place in a document, the whole of it first."""
    found = [above]
    if isinstance(document, dict):
        pairs: list[tuple[str | int, Json]] = list(document.items())
    else:
        pairs = list(enumerate(document)) if isinstance(document, list) else []
    for step, part in pairs:
        found += places(part, (*above, step))
    return found


def put(document: Json, place: Place, value: Json) -> Json:
    """A document with another value at a place."""
    if not place:
        return value
    copy = document.copy()
    copy[place[0]] = put(document[place[0]], place[1:], value)
    return copy


def at(document: Json, place: Place) -> Json:
    """What stands at a place."""
    for step in place:
        document = document[step]
    return document


def _without(document: Json, place: Place) -> Json:
    above = at(document, place[:-1]).copy()
    del above[place[-1]]
    return put(document, place[:-1], above)


class Spoiler:
    """Spoils documents. `values`: what else to put into places, such as what hypothesis makes up."""

    def __init__(self, random: Random, values: list[Json]) -> None:
        """All chance comes from `random`."""
        self.random = random
        self.values = values

    def json(self, request: Request, document: Json) -> Request:
        """A request with a JSON document, spoilt in one way or, one time in four, in two."""
        name = self.random.choice(list(DOCUMENTS))
        once = DOCUMENTS[name](self, document)
        if self.random.random() < 0.25 and places(once):
            once = DOCUMENTS[self.random.choice(list(DOCUMENTS))](self, once)
        if self.random.random() < 0.45:
            return replace(request, body=text_of(once), spoilt=name)
        name, (spoil, surely) = self.random.choice(list(TEXTS.items()))
        return replace(request, body=spoil(self, document), spoilt=name, surely=surely)

    def labels(self, request: Request) -> Request:
        """A request whose label is wrong: its media type, charset or encoding."""
        kind, encoding = self.random.choice(
            [
                ("text/plain", ""),
                ("", ""),
                ("application/xml", ""),
                (f"{request.media_type}; charset=utf-16", ""),
                (request.media_type, "gzip"),
                (request.media_type, "br"),
            ]
        )
        body = gzip.compress(request.body) if encoding == "gzip" else request.body
        return replace(request, media_type=kind, encoding=encoding, body=body, spoilt="wrong label", surely=True)

    def form(self, request: Request, pairs: list[tuple[str, str]]) -> Request:
        """A form with fields gone, doubled, unknown, or with nonsense in them; or bytes that are no form."""
        fields, random = list(pairs), self.random
        for _ in range(random.randint(1, 3)):
            at_field = random.randrange(len(fields))
            name, text = fields[at_field]
            nonsense = random.choice(["", "x" * 300, "-1", "9" * 40, "\x00", "NaN", "<b>", "é\u202e"])
            changed = [[], [(name, nonsense)], [(name, text), (name, nonsense)], [(nonsense or "q.q.q", text)]]
            fields[at_field : at_field + 1] = random.choice(changed) or [("unknown.field", text)]
        body = "&".join(f"{quote_plus(name)}={quote_plus(text)}" for name, text in fields).encode()
        if random.random() < 0.3:
            broken = random.choice([b"\xff\xfe&" + body, body + b"&a=%ff", b"&".join([b"a=1"] * 4001)])
            return replace(request, body=broken, spoilt="not a form", surely=True)
        return replace(request, body=body, spoilt="fields of a form")

    def place(self, document: Json, *, below: bool = False) -> Place:
        """Any place; `below`: not the whole document, if there is another."""
        found = places(document)
        return self.random.choice(found[1:] if below and len(found) > 1 else found)


def _swapped(spoiler: Spoiler, document: Json) -> Json:
    odd: list[Json] = [None, True, 0, -1, 1.5, "", "x", [], {}, [[]], {"a": {}}, "9" * 400, 10**30, -1e300, "\u0000"]
    return put(document, spoiler.place(document), spoiler.random.choice(odd))


def _made_up(spoiler: Spoiler, document: Json) -> Json:
    return put(document, spoiler.place(document), spoiler.random.choice(spoiler.values))


def _deleted(spoiler: Spoiler, document: Json) -> Json:
    place = spoiler.place(document, below=True)
    return _without(document, place) if place else None


def _null(spoiler: Spoiler, document: Json) -> Json:
    return put(document, spoiler.place(document), None)


def _unknown_key(spoiler: Spoiler, document: Json) -> Json:
    inside = [place for place in places(document) if isinstance(at(document, place), dict)]
    if not inside:
        return {"no_such_key": document}
    place = spoiler.random.choice(inside)
    return put(document, place, {**at(document, place), "no_such_key": 1})


def _repeated(spoiler: Spoiler, document: Json) -> Json:
    place = spoiler.place(document, below=True)
    return put(document, place, [at(document, place)] * spoiler.random.choice([2, 50, 500]))


# Ways to spoil a document. Whether the result is bad is for the schema to say.
DOCUMENTS: dict[str, Callable[[Spoiler, Json], Json]] = {
    "another type": _swapped,
    "a value made up by hypothesis": _made_up,
    "a part left out": _deleted,
    "null": _null,
    "an unknown key": _unknown_key,
    "a part repeated": _repeated,
}


def _in_place(raw: bytes) -> Callable[[Spoiler, Json], bytes]:
    """Raw text in the place of some value."""

    def spoil(spoiler: Spoiler, document: Json) -> bytes:
        mark = "\x7fhere\x7f"
        return text_of(put(document, spoiler.place(document), mark)).replace(text_of(mark), raw)

    return spoil


def _flipped(spoiler: Spoiler, document: Json) -> bytes:
    raw = bytearray(text_of(document))
    for _ in range(spoiler.random.choice([1, 1, 2, 8])):
        raw[spoiler.random.randrange(len(raw))] ^= 1 << spoiler.random.randrange(8)
    return bytes(raw)


def _truncated(spoiler: Spoiler, document: Json) -> bytes:
    raw = text_of(document)
    return raw[: spoiler.random.randrange(len(raw))]


def _twice(_: Spoiler, document: Json) -> bytes:
    return b'{"a":1,"a":' + text_of(document) + b"}"


def _encoded(encoding: str) -> Callable[[Spoiler, Json], bytes]:
    def spoil(spoiler: Spoiler, document: Json) -> bytes:
        text = text_of(put(document, spoiler.place(document), "\xe9t\xe9")).decode()
        return text.encode(encoding, "replace")

    return spoil


# Ways to spoil the text of a document, and whether that is sure to make it what no reader of JSON may take.
TEXTS: dict[str, tuple[Callable[[Spoiler, Json], bytes], bool]] = {
    "flipped bits": (_flipped, False),
    "cut short": (_truncated, True),
    "a key twice": (_twice, True),
    "UTF-16": (_encoded("utf-16"), True),
    "UTF-16 without a mark": (_encoded("utf-16-le"), True),
    "UTF-32": (_encoded("utf-32"), True),
    "a byte order mark": (_encoded("utf-8-sig"), True),
    "Latin-1": (_encoded("latin-1"), True),
    "NaN": (_in_place(b"NaN"), True),
    "Infinity": (_in_place(b"-Infinity"), True),
    "1e999": (_in_place(b"1e999"), True),
    "5,000 digits": (_in_place(b"7" * 5000), True),
    "30 levels": (_in_place(b"[" * 30 + b"]" * 30), True),
    "100,000 levels": (_in_place(b'{"a":' * 100_000), True),
    "half a surrogate pair": (_in_place(b'"\\ud800"'), True),
    "a raw surrogate": (_in_place(b'"\xed\xa0\x80"'), True),
    "a control character": (_in_place(b'"\x01"'), True),
    "a comment": (_in_place(b"1 /* one */"), True),
}
