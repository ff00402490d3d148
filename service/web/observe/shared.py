"""Where the workers of one server write their metrics: a folder in shared memory that lives as long as the server.

Imports the standard library alone: the folder must be named before prometheus_client is first imported, since that
decides there and then whether it counts for one process or for several.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "fascicle-metrics-"
_LOCK = "lock"


class _Held:
    """The lock that says that this server lives; open for as long as the process."""

    file: int | None = None


def open_folder() -> Path:
    """A new folder for this server's metrics, named in the environment; at a reload, the one that it has already.

    Folders of servers that were killed are cleared away. Raises OSError where no place takes writes.
    """
    if _Held.file is not None:
        return Path(os.environ[DIRECTORY])
    place = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())  # noqa: S108 shared memory
    for folder in place.glob(f"{_PREFIX}*"):
        _clear_if_dead(folder)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    _Held.file = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(_Held.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.environ[DIRECTORY] = str(folder)
    atexit.register(_close, folder, os.getpid())
    return folder


def forget(pid: int) -> None:
    """Take a worker that has ended out of what is told of the living. Its counts stay in the sums."""
    for file in Path(os.environ[DIRECTORY]).glob(f"gauge_live*_{pid}.db"):
        file.unlink(missing_ok=True)


def _close(folder: Path, server: int) -> None:
    """At the end of the server, not of a worker that it forked."""
    if os.getpid() == server:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_if_dead(folder: Path) -> None:
    """Remove a folder that nobody holds. Another user's cannot be opened and is left alone."""
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return
    finally:
        os.close(lock)
