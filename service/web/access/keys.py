"""API keys: a file of hashes, one line a key, read again when it changes.

A key holds 256 random bits, so there is nothing to guess and a slow hash would only slow each request: SHA-256 serves.
"""

import hmac
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from service.settings import ConfigError
from service.web.access.callers import SCOPES, Caller, Shown
from service.web.observe.events import emit
from service.web.observe.metrics import KEYS_STALE

PREFIX = "fascicle"
SECRET_BYTES = 32
_ID = r"[a-z0-9][a-z0-9-]{0,39}"
_LINE = re.compile(rf"({_ID})\s+sha256:([0-9a-f]{{64}})\s+([a-z,]+)(?:\s+(\d{{4}}-\d\d-\d\d))?", re.ASCII)
_NOT_A_KEY = "0" * 64
LINE = "id, sha256:<64 hexadecimal digits>, scopes with commas between, and if need be the last day, such as 2027-06-30"


class KeyFileError(ValueError):
    """Lines of a file of keys cannot be used; the message says which, and never what stands there.

    `good` are the keys of the other lines, None where no line says anything.
    """

    def __init__(self, bad: list[str], good: "dict[str, Entry]") -> None:
        """`bad`: the numbers of the lines."""
        where = f"in line {', '.join(bad)}" if bad else "there is none"
        super().__init__(
            f"FASCICLE_KEYS_FILE must hold one key a line, each with its own id; {where}. A line is: {LINE}."
        )
        self.good = good if bad else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One key: who holds it, the hash of it, what it opens, the last day (UTC) on which it does."""

    caller: Caller
    digest: str
    last_day: date | None


def today() -> date:
    """The date in UTC."""
    return datetime.now(UTC).date()


def new_key(name: str) -> str:
    """A key that nobody has seen. Raises ValueError for an id that cannot stand in a file."""
    if not re.fullmatch(_ID, name, re.ASCII):
        raise ValueError("An id has up to 40 small letters, digits and hyphens.")
    return f"{PREFIX}_{name}_{secrets.token_urlsafe(SECRET_BYTES)}"


def line_of(key: str, scopes: frozenset[str], last_day: date | None) -> str:
    """The line of the file that lets a key in."""
    return " ".join(
        (key.split("_")[1], f"sha256:{_digest(key)}", ",".join(sorted(scopes)), str(last_day or ""))
    ).rstrip()


def read_keys(text: str) -> dict[str, Entry]:
    """The keys of a file, by id. Raises KeyFileError, which names every line that cannot be used."""
    entries: dict[str, Entry] = {}
    bad: list[str] = []
    for number, line in _lines(text):
        entry = _entry(line)
        if entry is None or entry.caller.id in entries:
            bad.append(str(number))
        else:
            entries[entry.caller.id] = entry
    if bad or not entries:
        raise KeyFileError(bad, entries)
    return entries


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers."""
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0].strip()
        if said:
            yield number, said


def _entry(line: str) -> Entry | None:
    match = _LINE.fullmatch(line)
    if not match:
        return None
    name, digest, listed, day = match.groups()
    scopes = frozenset(listed.split(","))
    try:
        last_day = date.fromisoformat(day) if day else None
    except ValueError:
        return None
    return Entry(Caller(name, scopes), digest, last_day) if scopes <= SCOPES else None


def _digest(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


class KeyRing:
    """The keys of a file, as it stands now.

    Of a changed file the good lines count, and the others are logged: who strikes a key out must not keep it in by a
    slip in another line. A file that is gone, no text or without a line is taken for an accident: nobody is struck out.
    """

    def __init__(self, path: Path, day: Callable[[], date] = today) -> None:
        """Raises ConfigError where the file cannot be used."""
        self._path, self._day = path, day
        try:
            self._seen = self._mark()
            self._entries = read_keys(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError):
            raise ConfigError("FASCICLE_KEYS_FILE must name a file of text that the service may read.") from None
        except KeyFileError as error:
            raise ConfigError(str(error)) from None

    def __call__(self, shown: Shown) -> Caller | None:
        """Whose key it is."""
        self._refresh()
        parts = shown.secret.split("_", 2)
        entry = self._entries.get(parts[1]) if len(parts) == 3 else None
        same = hmac.compare_digest(_digest(shown.secret), entry.digest if entry else _NOT_A_KEY)
        if not same or entry is None or (entry.last_day and self._day() > entry.last_day):
            return None
        return entry.caller

    def _mark(self) -> tuple[int, int, int] | None:
        """What differs when the file is another, without reading it; None where there is none.

        A secret is swapped as a link, so links count; so do its permissions.
        """
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_ctime_ns, stat.st_size, stat.st_ino

    def _refresh(self) -> None:
        mark = self._mark()
        if mark == self._seen:
            return
        self._seen, kind = mark, ""
        try:
            self._entries = read_keys(self._path.read_text("utf-8"))
        except KeyFileError as error:
            self._entries = self._entries if error.good is None else error.good
            kind = type(error).__name__
        except (OSError, UnicodeDecodeError) as error:
            kind = type(error).__name__
        KEYS_STALE.labels("api").set(bool(kind))
        if kind:
            emit("keys_not_read", "error", kind=kind, count=len(self._entries))
        else:
            emit("keys_changed", count=len(self._entries))
