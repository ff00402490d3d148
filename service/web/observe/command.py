"""`python -m service audit verify` and `feedback export`: what a site makes of its log, which both read from stdin."""

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from service.config import ConfigError
from service.web.observe.audit import read_key

Line = dict[str, Any]

# Column -> field of the log line. The first six are those of 45 CFR 170.315(b)(11).
COLUMNS = {
    "intervention": "intervention",
    "action": "action",
    "feedback": "reason",
    "user_role": "role",
    "date": "time",
    "location": "location",
    "assessment": "assessment",
    "knowledge": "knowledge",
    "caller": "caller",
}
FEEDBACK_EVENTS = frozenset({"feedback", "cds_feedback"})


def add_to(commands: Any) -> None:
    """Add the commands to those of `python -m service`."""
    audit = commands.add_parser("audit", help="audit lines of the log").add_subparsers(required=True)
    verify = audit.add_parser("verify", help="find the line that proves a request and its answer; the log on stdin")
    verify.add_argument("--key", type=Path, required=True, help="the file of FASCICLE_AUDIT_KEY_FILE")
    verify.add_argument("--request", type=Path, required=True, help="the request's body, byte for byte")
    verify.add_argument("--answer", type=Path, required=True, help="the answer's body, byte for byte")
    verify.set_defaults(run=_verify)
    feedback = commands.add_parser("feedback", help="feedback in the log").add_subparsers(required=True)
    export = feedback.add_parser("export", help="write it as CSV; the log on stdin")
    export.set_defaults(run=_export)


def lines_of(log: Iterable[str]) -> Iterator[Line]:
    """The JSON lines of a log; what others wrote between them is passed over."""
    for text in log:
        start = text.find("{")
        try:
            line = json.loads(text[start:]) if start >= 0 else None
        except ValueError:
            continue
        if isinstance(line, dict):
            yield line


def _verify(chosen: Namespace) -> int:
    """Status 0 and every line that fits, or 1: the log proves nothing of this request and answer."""
    try:
        key = read_key(chosen.key)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    digests = (key.digest(chosen.request.read_bytes()), key.digest(chosen.answer.read_bytes()))
    found = [one for one in lines_of(sys.stdin) if (one.get("request_digest"), one.get("answer_digest")) == digests]
    for line in found:
        sys.stdout.write(json.dumps(line) + "\n")
    if not found:
        sys.stderr.write("No audit line fits this request and this answer.\n")
    return 0 if found else 1


def _export(_: Namespace) -> int:
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    for line in lines_of(sys.stdin):
        if line.get("event") in FEEDBACK_EVENTS:
            table.writerow(line.get(field, "") for field in COLUMNS.values())
    return 0
