"""How gunicorn serves Fascicle: `gunicorn service.wsgi:app` in this folder reads this file by itself.

A site sets FASCICLE_BIND, FASCICLE_WORKERS and FASCICLE_LOG_LEVEL; behind a proxy also gunicorn's own
FORWARDED_ALLOW_IPS, the addresses whose X-Forwarded headers are believed (as it comes, those of this machine).
"""

import os
import re
import sys
from pathlib import Path
from typing import Any


def setting(name: str, default: str, pattern: str, meaning: str) -> str:
    """The environment variable `name`, or an exit with status 1 that says what it must be."""
    value = os.environ.get(name) or default
    if not re.fullmatch(pattern, value, re.ASCII):
        sys.exit(f"Fascicle does not start: {name} must be {meaning}.")
    return value


_HOST = r"([\w.-]+|\[[\da-fA-F:.]+\])"
_PORT = r"(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])"
bind = setting("FASCICLE_BIND", "127.0.0.1:8000", f"{_HOST}:{_PORT}", "host:port, such as 0.0.0.0:8000")
workers = int(setting("FASCICLE_WORKERS", "2", r"[1-9]|[1-5]\d|6[0-4]", "a whole number from 1 to 64"))
# `debug` is not offered: it would write addresses that people typed.
loglevel = setting("FASCICLE_LOG_LEVEL", "info", "info|warning|error|critical", "info, warning, error or critical")

# An assessment is pure computation of some milliseconds: threads would only share one core's turn.
worker_class = "service.web.worker.DiscreetWorker"

# The knowledge is loaded once, before the fork and before the port opens; every worker shares its pages.
preload_app = True

# The heartbeat files need a place that takes writes when the root file system takes none.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# No control socket: it would want a writable home folder, and nobody uses it here.
control_socket_disable = True

# On SIGTERM no new connection is taken, and what is being answered has `graceful_timeout` seconds to finish.
timeout = 30
graceful_timeout = 20
keepalive = 5

# A request line or header beyond these is no EHR's.
limit_request_line = 4094
limit_request_fields = 50
limit_request_field_size = 8190

# Errors only, to standard error. No access log: a query could hold what a person typed.
accesslog = None
errorlog = "-"


def when_ready(server: Any) -> None:
    """Tell where it listens and one call that works."""
    address = str(server.LISTENERS[0]).replace("//0.0.0.0:", "//127.0.0.1:")
    sys.stdout.write(
        f"\nFascicle listens on {address}\nTry:\n  curl -s {address}/v1/assessments -H 'Content-Type: application/json'"
        " --data @examples/requests/eyelid.json\n\n"
    )
    sys.stdout.flush()
