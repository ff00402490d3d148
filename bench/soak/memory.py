"""Memory of the workers over very many requests: a real gunicorn, a mix of all that callers send, good and bad."""

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bench.cases import bodies
from bench.soak.figures import Figure
from bench.soak.fleet import Instance, instances
from bench.soak.load import ASSESS, ask, raw

SHORT, LONG = 1_000, 200_000
SAMPLES = 40
AT_ONCE = 3
# Growth of a worker over the second half that still counts as flat.
FLAT_KB = 2_048
WORDS = ("tongue", "cramp", "eyelid", "calf", "reflex", "sleep", "lithium", "jaw", "wasting", "numb")
# Of a hundred requests, how many are of each kind. Whole answers cost most by far, so there are few of them.
MIX = {
    "assess": 4,
    "scores": 5,
    "bad history": 28,
    "not JSON": 20,
    "search": 12,
    "health": 10,
    "feedback": 8,
    "CDS Hooks": 1,
    "FHIR": 1,
    "nowhere": 11,
}
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def _example(name: str) -> bytes:
    return (EXAMPLES / f"{name}.json").read_bytes()


def requests(histories: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """Requests without end, by kind; hardly two of them are the same."""
    random = Random(11)  # noqa: S311 - the same every time
    fixed = {
        "health": raw("GET", "/livez"),
        "feedback": raw("POST", "/v1/feedback", _example("requests/feedback-accepted")),
        "CDS Hooks": raw("POST", "/cds-services/fascicle-patient-view", _example("cds/patient-view")),
        "FHIR": raw(
            "POST", "/fhir/QuestionnaireResponse/$assess", _example("fhir/assess-response"), "application/fhir+json"
        ),
    }
    kinds = random.choices(list(MIX), list(MIX.values()), k=10_000)
    while True:
        kind = random.choice(kinds)
        yield kind, fixed.get(kind) or _varied(kind, random, histories)


def _varied(kind: str, random: Random, histories: list[bytes]) -> bytes:
    history = random.choice(histories)
    if kind == "assess":
        return raw("POST", ASSESS, _aged(history, random))
    if kind == "scores":
        return raw("POST", f"{ASSESS}/batch/scores", _aged(history, random) + b"\n", "application/x-ndjson")
    if kind == "bad history":
        return raw("POST", ASSESS, json.dumps({f"key-{random.random()}": random.random()}).encode())
    if kind == "not JSON":
        return raw("POST", ASSESS, history[: random.randrange(len(history))])
    if kind == "search":
        return raw("GET", f"/v1/findings?q={random.choice(WORDS)[: random.randint(2, 7)]}{random.randrange(1000)}")
    return raw("GET", f"/{random.random()}", X_Request_ID=str(random.random()))


def _aged(history: bytes, random: Random) -> bytes:
    document = json.loads(history)
    document["patient"] = {**document.get("patient", {}), "age_years": random.randint(20, 90)}
    return json.dumps(document).encode()


class Drive:
    """Sends so many requests, a few at once, and samples the workers' memory on the way."""

    def __init__(self, instance: Instance, count: int) -> None:
        """`count`: requests in all."""
        self.instance, self.count = instance, count
        self.statuses: Counter[int] = Counter()
        self.kinds: Counter[str] = Counter()
        # Worker -> (requests so far, kB resident, kB its own).
        self.memory: dict[int, list[tuple[int, int, int]]] = {pid: [] for pid in instance.workers()}

    async def run(self) -> None:
        """To the end."""
        source = requests(bodies())
        await asyncio.gather(*(self._caller(source) for _ in range(AT_ONCE)))
        self._sample()

    async def _caller(self, source: Iterator[tuple[str, bytes]]) -> None:
        while self.statuses.total() < self.count:
            kind, request = next(source)
            status, _ = await ask(self.instance.port, request)
            self.statuses[status] += 1
            self.kinds[kind] += 1
            if self.statuses.total() % (self.count // SAMPLES) == 0:
                self._sample()

    def _sample(self) -> None:
        for pid, samples in self.memory.items():
            samples.append((self.statuses.total(), *memory_of(pid)))


def memory_of(pid: int) -> tuple[int, int]:
    """Resident memory of a process, and what of it is shared with nobody (USS), in kB."""
    lines = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    sizes = {words[0].rstrip(":"): int(words[1]) for words in lines}
    return sizes["Rss"], sizes["Private_Clean"] + sizes["Private_Dirty"]


def slope(points: list[tuple[int, int]]) -> float:
    """Growth in kB per 1,000 requests, by least squares."""
    middle_x, middle_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return 1e3 * sum((x - middle_x) * (y - middle_y) for x, y in points) / spread


def run(*, long: bool) -> list[Figure]:
    """The figures."""
    with tempfile.TemporaryDirectory(prefix="fascicle-soak-") as place, instances(Path(place), 1) as (one,):
        drive = Drive(one, LONG if long else SHORT)
        asyncio.run(drive.run())
        same = sorted(one.workers()) == sorted(drive.memory)
    statuses = ", ".join(f"{status or 'no answer'}: {count:,}" for status, count in sorted(drive.statuses.items()))
    kinds = ", ".join(f"{drive.kinds[kind]:,} {kind}" for kind in MIX)
    good = not any(status >= 500 or not status for status in drive.statuses)
    return [
        Figure("requests", statuses, good),
        Figure("of them", kinds),
        Figure("the same two workers at the end", "yes" if same else "no", same),
        *(_told(nth, samples, judged=long) for nth, samples in enumerate(drive.memory.values(), 1)),
    ]


def _told(nth: int, samples: list[tuple[int, int, int]], *, judged: bool) -> Figure:
    """What one worker held at the beginning, in the middle and at the end.

    What is its own grows while it writes to pages that it shared with the master: only what is resident tells a leak.
    """
    chosen = samples[0], samples[len(samples) // 2], samples[-1]
    resident, own = ([f"{one[size] / 1024:.1f} MB at {one[0]:,}" for one in chosen] for size in (1, 2))
    later = samples[len(samples) // 2 :]
    slopes = [slope([(one[0], one[size]) for one in later]) for size in (1, 2)]
    grew = slopes[0] * (later[-1][0] - later[0][0]) / 1e3
    told = f"resident {', '.join(resident)}; its own {', '.join(own)}; second half, resident {slopes[0]:+.2f}, its own "
    return Figure(f"worker {nth}", f"{told}{slopes[1]:+.2f} kB per 1,000 requests", grew < FLAT_KB if judged else None)
