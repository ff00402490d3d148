"""The echo's flags for gunicorn: those of gunicorn.conf.py, which a test compares, without the service's own classes.

Not that file itself: it imports half the service, and the echo would be given its weight.
"""

import os
from pathlib import Path

bind = os.environ["FASCICLE_BIND"]
workers = int(os.environ["FASCICLE_WORKERS"])
worker_class = os.environ.get("BENCH_WORKER_CLASS", "sync")
threads = int(os.environ.get("BENCH_THREADS", "1"))
preload_app = os.environ.get("BENCH_PRELOAD", "yes") == "yes"
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 shared memory
control_socket_disable = True
timeout = 30
graceful_timeout = 20
keepalive = 5
forwarded_allow_ips = ""
limit_request_line = 4094
limit_request_fields = 50
limit_request_field_size = 8190
accesslog = None
errorlog = "-"
