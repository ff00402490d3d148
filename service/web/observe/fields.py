"""EVENTS and FIELDS: all that the log may say. Closed lists, so that nothing of a patient gets in by accident."""

import re
from collections.abc import Callable
from dataclasses import dataclass

# What ids, rules of routes and words of our own are made of. No blanks: free text does not fit.
_WORD = re.compile(r"[A-Za-z0-9._:/+=<>$-]{1,160}", re.ASCII)
# A UUID, with or without hyphens, or a ULID: what machines make. Any other id may be a person's name or number.
_MADE = re.compile(r"[0-9a-f]{8}(-?)([0-9a-f]{4}\1){3}[0-9a-f]{12}|[0-7][0-9A-HJKMNP-TV-Z]{25}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a log line: what it means, and whether a value can stand in it."""

    meaning: str
    fits: Callable[[object], bool]


def _word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _made(value: object) -> bool:
    return isinstance(value, str) and _MADE.fullmatch(value) is not None


def _number(value: object) -> bool:
    return isinstance(value, int | float)


def _words(meaning: str) -> Field:
    return Field(meaning, _word)


def _numbers(meaning: str) -> Field:
    return Field(meaning, _number)


EVENTS = {
    "request": "A request was answered. One line each; probes and scrapes only when they fail.",
    "internal_error": "A fault of the service: kind and place, never its message.",
    "audit": "With `FASCICLE_AUDIT=on`: keyed digests of what was asked and answered.",
    "feedback": "What a user did with an answer (`POST /v1/feedback`).",
    "cds_cards": "A CDS hook was answered.",
    "cds_record_asked": "A call's FHIR server was asked for what its prefetch lacked.",
    "cds_feedback": "What became of a card.",
    "cds_suggestion": "A card's suggestion was taken up.",
    "keys_changed": "The file of API keys was read again.",
    "keys_not_read": "The file of API keys has lines that cannot be used, or is gone: `count` keys are in force.",
    "issuer_keys_not_read": "The token issuer's public keys could not be had.",
    "store_not_reached": "Redis did not answer: each worker counts calls for itself, tokens that count once get 503.",
    "server": "gunicorn: processes and signals, in `message`.",
    "library": "A library had a warning.",
}
FIELDS = {
    "request_id": Field("The caller's `X-Request-ID` if it is a UUID or ULID, else withheld; or one made here.", _made),
    "correlation_id": Field("The caller's `X-Correlation-ID`, held to the same.", _made),
    "caller": _words("Who called: the id of the key, or a digest of the token's subject."),
    "method": _words("The HTTP method, `OTHER` for one that is not HTTP's own."),
    "route": _words("The route's rule, such as `/v1/findings/<name>`; never the address. `none` where no route fits."),
    "status": _numbers("The HTTP status."),
    "ms": _numbers("How long it took, in milliseconds."),
    "bytes": _numbers("Length of the answer's body."),
    "knowledge": _words("Version of the rules that answered."),
    "sha256": _words("SHA-256 of those rules."),
    "referral": _words("The referral level; the most urgent, where one request assesses several histories."),
    "kind": _words("The kind of an exception, or of what was withheld."),
    "place": _words("Function and line, or module and line, in the code."),
    "logger": _words("The library that had something to say. What it said is withheld."),
    "pid": _numbers("The process."),
    "key": _words("Which audit key: the first characters of a digest that the key makes."),
    "request_digest": _words("HMAC-SHA-256 of the request's body, in hexadecimal."),
    "answer_digest": _words("HMAC-SHA-256 of the answer's body, in hexadecimal."),
    "assessment": _words("SHA-256 of the answer that feedback is about, as `Repr-Digest` writes it."),
    "intervention": _words("What was shown: kind and id of a rule of ours."),
    "action": _words("What was done with it: accepted or overridden."),
    "reason": _words("Why, as a code of our own list."),
    "role": _words("The user's role, as a code of our own list."),
    "location": _words("The care setting, as a code of our own list."),
    "service": _words("The CDS service."),
    "hook": _words("The CDS hook."),
    "card": Field("The card's UUID.", _made),
    "count": _numbers("How many."),
    "lacking": _numbers("How many of those queries brought nothing, or not all."),
    "cards": _numbers("How many cards were answered."),
}
