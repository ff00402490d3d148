"""`python -m bench.soak.mixed TIMES`: a watched gunicorn, and every route asked so often; what it tried, as JSON."""

import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bench.cases import bodies
from bench.soak.fleet import Instance
from bench.soak.load import ASSESS, ask, raw
from bench.soak.mutate import FORM
from bench.soak.watched import MARK
from tests.contract.test_responses import ENTRIES

FILE = Path(__file__).resolve().parents[2] / "openapi.yaml"
SHARED = "/dev/shm"  # noqa: S108 - the one place that takes writes here
PAGES = (
    "/",
    "/docs",
    "/knowledge",
    "/knowledge/review",
    "/evaluation",
    "/metrics",
    "/readyz",
    "/nowhere",
    "/static/none",
)
FIELDS = b"sites.calf.site=calf&age=40"


def requests() -> Iterator[bytes]:
    """Every route of the description, every page, every part of the form, good and bad; the published histories."""
    document: dict[str, Any] = yaml.load(FILE.read_text("utf-8"), yaml.CSafeLoader)
    yield from (raw("GET", page) for page in PAGES)
    for path, verbs in document["paths"].items():
        if "get" in verbs:
            yield raw("GET", _filled(path))
        for kind, content in verbs.get("post", {}).get("requestBody", {}).get("content", {}).items():
            examples = [example["value"] for example in content.get("examples", {}).values()]
            sent = [json.dumps(example).encode() for example in examples] or [bodies()[0] + b"\n"]
            for body in (*sent, b"{", b'{"a": 1}'):
                yield raw("POST", path, body, kind)
    for path in ("/", "/form/answer", "/form/why", "/form/record", "/form/download", "/form/resources"):
        yield raw("POST", path, FIELDS + b"&document=letter&as=json&condition=als", FORM)
    yield from (raw("POST", ASSESS, body) for body in bodies())


def _filled(path: str) -> str:
    """A path with the id of an entry that there is, if the tests know one."""
    path = path.replace("{kind}", "CodeSystem")
    return path.replace("{name}", ENTRIES.get(path.rpartition("/{name}")[0].rpartition("/")[2], "none"))


async def send_all(port: int, times: int) -> Counter[int]:
    """Send them one after another; how many were answered how."""
    statuses: Counter[int] = Counter()
    for _ in range(times):
        for request in requests():
            statuses[(await ask(port, request))[0]] += 1
    return statuses


def main() -> None:
    """Run it."""
    with tempfile.TemporaryDirectory(prefix="fascicle-soak-", dir=SHARED) as place:
        instance = Instance(Path(place) / "log", module="bench.soak.watched", PYTHONDONTWRITEBYTECODE="1")
        try:
            instance.ready()
            statuses = asyncio.run(send_all(instance.port, int(sys.argv[1])))
        finally:
            instance.end()
        told = instance.log.read_text("utf-8").splitlines()
    noted = [line.removeprefix(MARK).split(" ", 1) for line in told if line.startswith(MARK)]
    failed = sum(count for status, count in statuses.items() if status >= 500 or not status)
    report = {
        "sent": statuses.total(),
        "statuses": ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items())),
        "failed": failed,
        "connects": sum(kind == "connect" for kind, _ in noted),
        "written": sorted({_place(path) for kind, path in noted if kind == "write"}),
    }
    sys.stdout.write(json.dumps(report))


def _place(path: str) -> str:
    return SHARED if path.startswith(SHARED) else path


if __name__ == "__main__":
    main()
