"""`python -m service key new`: a key, told once, and the line that lets it in."""

import argparse
import sys
from datetime import timedelta

from service.web.access.callers import ASSESS, SCOPES
from service.web.access.keys import line_of, new_key, today


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to a program's commands."""
    key = commands.add_parser("key", help="make an API key").add_subparsers(dest="key_command", required=True)
    new = key.add_parser("new", help="print a new key, once, and its line for FASCICLE_KEYS_FILE")
    new.add_argument("id", help="who will hold it: small letters, digits, hyphens")
    new.add_argument("--scope", action="append", choices=sorted(SCOPES), help="what it opens (assess); may be repeated")
    new.add_argument("--days", type=int, help="how long it serves; without it, until its line is taken away")
    new.set_defaults(run=_new)


def _new(chosen: argparse.Namespace) -> int:
    try:
        key = new_key(chosen.id)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    last_day = today() + timedelta(chosen.days) if chosen.days is not None else None
    line = line_of(key, frozenset(chosen.scope or [ASSESS]), last_day)
    sys.stdout.write(f"The key, for the caller alone; it is not kept here:\n{key}\nThe line for the file:\n{line}\n")
    return 0
