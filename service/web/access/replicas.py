"""What replicas share: one Redis, which counts calls and remembers used tokens."""

from typing import Any, cast

from limits.storage import Storage, storage_from_string

# One that does not answer must not hold up a worker.
SECONDS = 0.25


def shared_store(address: str) -> Storage:
    """The store at redis://… Its failures are limits.errors.StorageError."""
    times: dict[str, Any] = {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS}
    return cast("Storage", storage_from_string(address, wrap_exceptions=True, **times))
