"""On a file system that takes no writes, in a network that leads nowhere: everything is served, and nothing is tried.

The service runs in namespaces of its own (`unshare`): every mount is read-only but /dev/shm, and there is no network
but its own loopback. Beside it an audit hook of Python notes every connection that it opens and every write.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.soak.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
# The places that take writes here.
PLACES = {"/dev/shm", "/dev/null"}  # noqa: S108 - shared memory
# As root of a user namespace of its own: all that is mounted read-only, a /dev/shm that takes writes, loopback up.
SEAL = """
set -e
mount --make-rprivate /
mount -t tmpfs -o size=64m tmpfs /dev/shm
awk '$5 !~ "^/(proc|sys|dev)" {print $5}' /proc/self/mountinfo | tac | while read -r place; do
  mount -o remount,bind,ro "$place" 2>/dev/null || test ! -w "$place"
done
ip link set lo up 2>/dev/null || python3 -c "import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 1))"
if touch "$PWD/written" 2>/dev/null; then echo 'the root takes writes' >&2; exit 9; fi
exec "$@"
"""


def run(*, long: bool) -> list[Figure]:
    """The figures."""
    module = [sys.executable, "-m", "bench.soak.mixed", "6" if long else "1"]
    command = ["unshare", "-rmn", "sh", "-c", SEAL, "sh", *module]
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        return [Figure("WRONG", done.stderr[-600:], kept=False)]
    told = json.loads(done.stdout)
    writes = ", ".join(told["written"]) or "none"
    return [
        Figure("requests in it, to every route", f"{told['sent']:,}; statuses {told['statuses']}", told["failed"] == 0),
        Figure(
            "connections that the service tried to open, names it tried to look up",
            str(told["connects"]),
            not told["connects"],
        ),
        Figure("places where it opened a file for writing", writes, set(told["written"]) <= PLACES),
    ]
