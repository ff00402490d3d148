"""Known vulnerabilities of what is locked, without a network: `make audit OSV=all.zip` (docs/deploy.md).

`all.zip` is OSV's archive of advisories for PyPI: one JSON document each, in the OSV schema. It is fetched by whoever
has a network, and checked here against each name and version of requirements.txt.
"""

import re
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
NOT_COMPARED = (
    "Nothing was compared. Say where OSV's archive of advisories for PyPI is: make audit OSV=all.zip"
    " (docs/deploy.md says whence it comes).\n"
)
Json = dict[str, Any]


def locked(text: str) -> dict[str, Version]:
    """Name -> version of a lock."""
    return {canonicalize_name(name): Version(version) for name, version in PINNED.findall(text)}


def advisories(archive: Path) -> Iterator[Json]:
    """Every advisory in force of an archive. Raises ValueError when it holds none, as one cut short would."""
    with zipfile.ZipFile(archive) as held:
        names = [name for name in held.namelist() if name.endswith(".json")]
        if not names:
            raise ValueError
        for name in names:
            advisory = orjson.loads(held.read(name))
            if not advisory.get("withdrawn"):
                yield advisory


def found(lock: Mapping[str, Version], advisory: Json) -> list[str]:
    """A line for each locked package that an advisory says is vulnerable."""
    aliases = ", ".join(advisory.get("aliases", ()))
    return [
        f"{name} {lock[name]}: {advisory['id']} ({aliases}) {advisory.get('summary', '')}".rstrip()
        for affected in advisory.get("affected", ())
        if (name := canonicalize_name(affected.get("package", {}).get("name", ""))) in lock
        and affected["package"].get("ecosystem") == "PyPI"
        and is_affected(lock[name], affected)
    ]


def is_affected(version: Version, affected: Json) -> bool:
    """Whether a version is listed, or lies in a range."""
    ranges = (one for one in affected.get("ranges", ()) if one.get("type") == "ECOSYSTEM")
    return _read(version, affected.get("versions", ())) or any(_within(version, one["events"]) for one in ranges)


def _read(version: Version, listed: list[str]) -> bool:
    for text in listed:
        try:
            if Version(text) == version:
                return True
        except InvalidVersion:  # of years ago; no lock holds one
            continue
    return False


def _within(version: Version, events: list[Json]) -> bool:
    """The last event at or below the version decides; `last_affected` ends after its own version."""
    inside = False
    for event in sorted(events, key=_when):
        if "introduced" in event and version >= _version(event["introduced"]):
            inside = True
        elif ("fixed" in event and version >= _version(event["fixed"])) or (
            "last_affected" in event and version > _version(event["last_affected"])
        ):
            inside = False
    return inside


def _when(event: Json) -> Version:
    return _version(next(iter(event.values())))


def _version(text: str) -> Version:
    """OSV writes 0 for the very first."""
    return Version("0.dev0" if text == "0" else text)


def main(archive: Path, lock: Path = ROOT / "requirements.txt") -> int:
    """Tell what was found; 1 if anything was."""
    pinned = locked(lock.read_text("utf-8"))
    seen, newest, lines = 0, "", list[str]()
    for advisory in advisories(archive):
        seen += 1
        newest = max(newest, str(advisory.get("modified", ""))[:10])
        lines += found(pinned, advisory)
    sys.stdout.write("".join(f"{line}\n" for line in sorted(lines)))
    known = f"{seen} advisories, the newest of {newest or 'no date'}"
    sys.stdout.write(f"{len(pinned)} packages, {known}; {len(lines)} found\n")
    return 1 if lines else 0


def run(arguments: Sequence[str]) -> int:
    """The command; 2 where nothing could be compared, which is no good news."""
    try:
        (archive,) = arguments
        return main(Path(archive))
    except (OSError, ValueError, zipfile.BadZipFile):
        sys.stderr.write(NOT_COMPARED)
        return 2


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
