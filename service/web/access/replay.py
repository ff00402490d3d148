"""What may be used once only: the ids of CDS Hooks tokens, remembered across all workers until they expire."""

import atexit
import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from limits.errors import StorageError

from service.web.access.callers import CannotTellError
from service.web.access.replicas import shared_store
from service.web.observe.events import emit

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - memory that all workers share, and the folder below has a name of its own
_WAIT_SECONDS = 2


class Once(Protocol):
    """Remembers what has been used."""

    def first(self, *parts: str, until: float) -> bool:
        """Whether this is the first use. `until`: seconds since 1970 for which to remember."""


class OnceInFile:
    """For the workers of one machine: a SQLite file in memory, gone with the process that made it."""

    def __init__(self) -> None:
        """Makes the folder and the file."""
        self._folder = Path(
            tempfile.mkdtemp(prefix="fascicle-", dir=_SHARED_MEMORY if _SHARED_MEMORY.is_dir() else None)
        )
        self._file = self._folder / "used.sqlite"
        with closing(self._open()) as store:
            store.execute("PRAGMA journal_mode = WAL")
            store.execute("CREATE TABLE used (digest BLOB PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID")
        atexit.register(self._remove, os.getpid())

    def first(self, *parts: str, until: float) -> bool:
        """Whether this is the first use. Raises CannotTellError when the file does not answer."""
        try:
            with closing(self._open()) as store:
                store.execute("DELETE FROM used WHERE until < ?", (time.time(),))
                return store.execute("INSERT OR IGNORE INTO used VALUES (?, ?)", (_digest(parts), until)).rowcount == 1
        except sqlite3.Error:
            raise CannotTellError from None

    def _open(self) -> sqlite3.Connection:
        """A connection for one use: none may be carried across a fork."""
        return sqlite3.connect(self._file, timeout=_WAIT_SECONDS, isolation_level=None)

    def _remove(self, maker: int) -> None:
        if os.getpid() == maker:
            shutil.rmtree(self._folder, ignore_errors=True)


class OnceInRedis:
    """For several replicas: the Redis that also counts calls."""

    def __init__(self, address: str) -> None:
        """The Redis is at `address`."""
        self._store = shared_store(address)

    def first(self, *parts: str, until: float) -> bool:
        """Whether this is the first use. Raises CannotTellError when Redis does not answer."""
        seconds = max(1, int(until - time.time()) + 1)
        try:
            return self._store.incr(f"fascicle-used/{_digest(parts).hex()}", seconds) == 1
        except StorageError:
            emit("store_not_reached", "error")
            raise CannotTellError from None


def _digest(parts: tuple[str, ...]) -> bytes:
    """What is remembered instead of the id itself."""
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).digest()
