"""How gunicorn serves Fascicle: `gunicorn service.wsgi:app` in this folder reads this file by itself.

What a site sets stands in service/config.py; which X-Forwarded headers are believed says FASCICLE_PROXIES alone.
"""

import os
import sys
from pathlib import Path
from typing import Any

from service.config import OPEN_TO_ALL, ConfigError, config_from, on_loopback
from service.web.observe import shared

try:
    settings = config_from(os.environ)
except ConfigError as error:
    sys.exit(f"Fascicle does not start: {error}")

bind = settings.bind
workers = settings.workers
loglevel = settings.log_level

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

# X-Forwarded headers are believed where FASCICLE_PROXIES says so, and nowhere else.
forwarded_allow_ips = ""

# A request line or header beyond these is no EHR's.
limit_request_line = 4094
limit_request_fields = 50
limit_request_field_size = 8190

# JSON lines on standard error, like the service's own. No access log: a query could hold what a person typed.
accesslog = None
errorlog = "-"
logger_class = "service.web.observe.others.JsonLogger"

# Before prometheus_client is first imported: what a worker counts, every worker can tell.
shared.open_folder()


def on_starting(server: Any) -> None:
    """An address on the command line (-b) takes the place of `bind`: it is held to the same rule."""
    hosts = [host_and_port[0] for host_and_port in server.cfg.address if isinstance(host_and_port, tuple)]
    if settings.auth == "open" and not settings.published and not all(map(on_loopback, hosts)):
        sys.exit(f"Fascicle does not start: {OPEN_TO_ALL}")


def when_ready(server: Any) -> None:
    """Tell where it listens and one call that works."""
    address = str(server.LISTENERS[0]).replace("//0.0.0.0:", "//127.0.0.1:")
    credential = "" if settings.auth == "open" else ' -H "Authorization: Bearer $KEY"'
    sys.stdout.write(
        f"\nFascicle listens on {address}\nTry:\n  curl -s {address}/v1/assessments -H 'Content-Type: application/json'"
        f"{credential} --data @examples/requests/eyelid.json\n\n"
    )
    sys.stdout.flush()


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 gunicorn gives this hook both
    """A worker that has ended answers nothing any more."""
    shared.forget(worker.pid)
