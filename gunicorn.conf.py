"""How gunicorn serves Fascicle: `gunicorn service.wsgi:app` in this folder reads this file by itself.

FASCICLE_BIND (127.0.0.1:8000), FASCICLE_WORKERS (2) and FASCICLE_LOG_LEVEL (info) change what a site may want to change;
behind a proxy gunicorn's own FORWARDED_ALLOW_IPS names the proxies to believe (127.0.0.1).
"""

import os
import re
import sys
from pathlib import Path

from gunicorn.arbiter import Arbiter

MOST_WORKERS = 64


def setting(name: str, default: str, pattern: str, meaning: str) -> str:
    """An environment variable's value, or an exit with status 1 that says what it must be."""
    value = os.environ.get(name) or default
    if not re.fullmatch(pattern, value, re.ASCII):
        sys.exit(f"Fascicle does not start: {name} must be {meaning}.")
    return value


def worker_count() -> int:
    """FASCICLE_WORKERS as a number, or an exit with status 1."""
    meaning = f"a whole number from 1 to {MOST_WORKERS}"
    count = int(setting("FASCICLE_WORKERS", "2", r"\d{1,4}", meaning))
    return count if 1 <= count <= MOST_WORKERS else sys.exit(f"Fascicle does not start: FASCICLE_WORKERS must be {meaning}.")


def when_ready(server: Arbiter) -> None:
    """Tell where it listens and one call that works."""
    address = f"http://{server.address[0][0]}:{server.address[0][1]}" if bind.startswith("x") else ""
    sys.stdout.flush()
