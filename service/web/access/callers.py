"""Who calls: what was shown, and who it turned out to be."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

ASSESS, FEEDBACK, METRICS = "assess", "feedback", "metrics"
SCOPES = frozenset({ASSESS, FEEDBACK, METRICS})


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller who is known. `id` may be logged: the id of a key, or a digest of a token's issuer and subject."""

    id: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """The credential of a request, and the path that it is to open. Never to be logged."""

    secret: str
    path: str


# What a credential proves; None: nothing.
Check = Callable[[Shown], Caller | None]


class CannotTellError(RuntimeError):
    """What would tell good from bad cannot be reached now; the fault is not the caller's."""


def digest_of(*parts: str) -> str:
    """A short name for something that is not to be told: 16 hexadecimal digits."""
    return blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
