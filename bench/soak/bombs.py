"""YAML bombs in a site's overlay: each must be refused with one message, within bounds of memory and of time."""

import gzip
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.soak.figures import Figure
from bench.soak.starting import MOST_BYTES, Start, start

# Enough to tell what is wrong; no file is quoted in it at length.
LONGEST_MESSAGE = 20_000
SOUND = """id: soak
site: Soak
version: "1"
date: "2026-11-22"
because: To see what is refused.
"""


def _laughs() -> str:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(["a0: &a0 [lol, lol, lol]", *levels])


def _as_text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, "utf-8")


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(8 * 2**30)


# What changes.yaml is made of.
BOMBS: dict[str, Callable[[Path], object]] = {
    "aliases, 10^9 when expanded": _as_text(_laughs()),
    "one text of 400 kB, 20,000 times by alias": _as_text(
        f"a: &a {'x' * 400_000}\nb: [" + "*a, " * 20_000 + "]\n",
    ),
    "100,000 levels, flow": _as_text("changes: " + "[" * 100_000 + "]" * 100_000),
    "100,000 mappings in each other, not closed": _as_text("{a: " * 100_000),
    "1,300 levels, indented": _as_text("".join(" " * n + "a:\n" for n in range(1_300))),
    "a text of 900 kB": _as_text(f"changes: {'x' * 900_000}\n"),
    "100,000 entries of nonsense": _as_text("changes: [" + "[a], " * 100_000 + "]\n"),
    "60,000 times the same key": _as_text("{" + "a: 1, " * 60_000 + "}"),
    "a number of 5,000 digits": _as_text(f"changes: {'7' * 5_000}\n"),
    "1e999": _as_text("changes: 1e999\n"),
    "a tag that would run a program": _as_text('changes: !!python/object/apply:os.system ["true"]\n'),
    "a key that is a list": _as_text("? [a, b]\n: 1\n"),
    "2 MB": _as_text("# " + "x" * 2_000_000),
    "gzip of 100 MB": lambda path: path.write_bytes(gzip.compress(bytes(100 * 2**20))),
    "a sparse file of 8 GB": _sparse,
    "a pipe that nobody writes to": os.mkfifo,
    "a link to /dev/zero": lambda path: path.symlink_to("/dev/zero"),
    "a link to nowhere": lambda path: path.symlink_to("/nowhere"),
    "a link in a circle": lambda path: path.symlink_to(path),
}
FEW = ("100,000 levels, flow",)


def lay(name: str, folder: Path) -> Path:
    """An overlay that is sound but for its changes, which are the bomb."""
    folder.mkdir()
    (folder / "overlay.yaml").write_text(SOUND, "utf-8")
    BOMBS[name](folder / "changes.yaml")
    return folder


def run(*, long: bool) -> list[Figure]:
    """The figures."""
    figures, slowest, largest = [], 0.0, 0
    with tempfile.TemporaryDirectory(prefix="fascicle-soak-") as place:
        for number, name in enumerate(BOMBS if long else FEW):
            ended = start(FASCICLE_OVERLAY=str(lay(name, Path(place) / str(number))))
            slowest, largest = max(slowest, ended.seconds), max(largest, ended.megabytes)
            figures.append(Figure(name, _said(ended), ended.refused and len(ended.message) < LONGEST_MESSAGE))
    bounds = f"{slowest:.1f} s of CPU, {largest} MB (the address space was limited to {MOST_BYTES // 2**20} MB)"
    return [*figures, Figure("the slowest refusal, the largest process", bounds)]


def _said(ended: Start) -> str:
    lines = ended.message.splitlines() or [""]
    return f"status {ended.code}: {lines[1][:160] if len(lines) > 1 else lines[0][:160]}".replace("|", "\\|")
