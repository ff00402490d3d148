"""The clock set a year forward and a year back under a running service (libfaketime), and what then becomes of answers.

An answer may not depend on the time. Keys and limits do, and must do what is said of them.
"""

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.cases import bodies
from bench.soak.figures import Figure
from bench.soak.fleet import Instance
from bench.soak.load import ASSESS, ask, raw
from service.web.access.keys import line_of, new_key

# Debian's package libfaketime.
LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
SHIFTS = {"now": 0, "a year forward": 365, "a year back": -365, "now again": 0}
MODULE = "bench.soak.shifted"
LIMIT = 40
DAY_SECONDS = 86_400


class Clock:
    """What the service takes for the time: a file that it reads at every look at the clock."""

    def __init__(self, file: Path) -> None:
        """Begin with the true time."""
        self._file = file
        self.set(0)

    def set(self, days: int) -> None:
        """So many days from now."""
        self._file.write_text(f"{days * DAY_SECONDS:+d}s\n", "utf-8")

    def environment(self) -> dict[str, str]:
        """What makes a process believe it. Time that only ever grows is left alone, as a change of the clock does."""
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }


def run(*, long: bool) -> list[Figure]:
    """The figures."""
    if LIBRARY is None:
        return [Figure("not measured: libfaketime is missing (apt-get install libfaketime)", "")]
    with tempfile.TemporaryDirectory(prefix="fascicle-soak-") as place:
        answers = _answers(Path(place), len(bodies()) if long else 4)
        return [*answers, *(_access(Path(place)) if long else [])]


def _answers(place: Path, many: int) -> list[Figure]:
    clock = Clock(place / "clock")
    one = Instance(place / "log", module=MODULE, **clock.environment())
    try:
        one.ready()
        told = {}
        for name, days in SHIFTS.items():
            clock.set(days)
            told[name] = asyncio.run(_all(one.port, many))
        workers = len(one.workers())
    finally:
        one.end()
    same = all(answers == told["now"] for answers in told.values()) and all(told["now"])
    value = f"{'the same bytes' if same else 'DIFFERENT'}: {many} histories at each of {len(SHIFTS)} times"
    return [Figure(f"answers {', '.join(SHIFTS)}", value, same), Figure("workers then", str(workers), workers == 2)]


async def _all(port: int, many: int) -> list[bytes]:
    told = [await ask(port, raw("POST", ASSESS, body)) for body in bodies()[:many]]
    return [whole.partition(b"\r\n\r\n")[2] if status == 200 else b"" for status, whole in told]


def _access(place: Path) -> list[Figure]:
    """A key that ends in half a year, one that does not, and a limit of calls a minute."""
    lasting, ending = new_key("lasting"), new_key("ending")
    until = (datetime.now(UTC) + timedelta(days=180)).date()
    keys = place / "keys"
    both = (line_of(lasting, frozenset({"assess"}), None), line_of(ending, frozenset({"assess"}), until))
    keys.write_text("\n".join(both), "utf-8")
    clock = Clock(place / "clock")
    settings = {"FASCICLE_AUTH": "keys", "FASCICLE_KEYS_FILE": str(keys), "FASCICLE_RATE_LIMIT": f"{LIMIT} per minute"}
    one = Instance(place / "log-keys", workers=1, module=MODULE, **settings, **clock.environment())
    try:
        one.ready()
        with_key = {name: _status_at(one, clock, days, ending) for name, days in SHIFTS.items()}
        limited = _limited(one, clock, lasting)
    finally:
        one.end()
    ends = {"now": 200, "a year forward": 401, "a year back": 200, "now again": 200}
    return [
        Figure("a key that ends in 180 days", _words(with_key), with_key == ends),
        Figure(
            f"a caller who has used up {LIMIT} calls a minute, then", _words(limited), set(limited.values()) == {200}
        ),
    ]


def _status_at(one: Instance, clock: Clock, days: int, key: str) -> int:
    clock.set(days)
    return asyncio.run(ask(one.port, raw("POST", ASSESS, bodies()[0], Authorization=f"Bearer {key}")))[0]


def _limited(one: Instance, clock: Clock, key: str) -> dict[str, int]:
    """Use up the limit, then set the clock: nobody may be shut out for longer than the limit's own minute."""
    found = {}
    for name, days in (("a year forward", 365), ("two years back", -365)):
        while _status_at(one, clock, -days, key) == 200:
            pass
        found[name] = _status_at(one, clock, days, key)
    return found


def _words(found: dict[str, int]) -> str:
    return ", ".join(f"{name}: {status}" for name, status in found.items())
