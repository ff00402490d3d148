"""How gunicorn serves Fascicle: `gunicorn service.wsgi:app` in this folder reads this file by itself."""

import os
import sys

bind = os.environ.get("FASCICLE_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("FASCICLE_WORKERS", "2"))

# An assessment is pure computation of some milliseconds: threads would only share one core's turn.
worker_class = "sync"

# The knowledge is loaded once, before the fork; every worker shares its pages.
preload_app = True

# The heartbeat files need a place that takes writes when the root file system takes none.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
# No control socket: it would want a writable home folder, and nobody uses it here.
control_socket_disable = True

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
loglevel = os.environ.get("FASCICLE_LOG_LEVEL", "info")


def when_ready(server):
    """Tell where it listens and one call that works."""
    address = f"http://{server.cfg.bind[0]}" if isinstance(server.cfg.bind, list) else f"http://{server.cfg.bind}"
    sys.stdout.write(
        f"\nFascicle listens on {address}\nTry:\n  curl -s {address}/v1/assessments -H 'Content-Type: application/json'"
        " --data @examples/requests/eyelid.json\n\n"
    )
    sys.stdout.flush()
