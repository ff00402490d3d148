"""Coverage-guided fuzzing with atheris: the strict reader of YAML, the laying of overlays, the matcher of medicines."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from bench.soak.figures import Figure
from service.loader.load import load

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "build/fuzz-venv/bin/python"
# Target -> (the most runs, the most seconds).
TARGETS = {"loader": (1_000_000, 90), "overlay": (1_000_000, 120), "medicines": (1_000_000, 90)}
WORDS = (
    "changes: [{change: level, id: wasting, kind: red_flag, level: emergency, because: Here., author: A, date: x}]\n"
)


def run(*, long: bool) -> list[Figure]:
    """The figures."""
    if not long:
        return [Figure("left to the long run", "atheris has an environment of its own")]
    return [_fuzzed(name, *limits) for name, limits in TARGETS.items()]


def _fuzzed(name: str, runs: int, seconds: int) -> Figure:
    with tempfile.TemporaryDirectory(prefix="fascicle-soak-") as place:
        corpus = Path(place) / "corpus"
        corpus.mkdir()
        _sow(name, corpus)
        command = [str(PYTHON), "-m", "bench.soak.targets", name, str(runs), str(seconds), str(corpus)]
        done = subprocess.run(
            command,
            cwd=place,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        left = [file.read_bytes()[:200] for file in Path(place).glob("*-*") if file.is_file()]
    executed = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    covered = re.findall(r"cov: (\d+)", done.stderr)
    if done.returncode or executed is None:
        return Figure(f"WRONG, {name}", f"{left} {done.stderr[-1500:]}", kept=False)
    told = f"{int(executed[1]):,} inputs, {covered[-1] if covered else '?'} edges reached, no other exception"
    return Figure(name, told, kept=True)


def _sow(name: str, corpus: Path) -> None:
    """Good inputs to begin with."""
    if name == "medicines":
        names = [label for one in load().medications.values() for label in (one.label, *one.synonyms)]
        texts = [text.encode() for text in names[::5]]
    else:
        files = sorted((ROOT / "examples/overlay").rglob("*.yaml"))
        texts = [WORDS.encode(), *(file.read_bytes() for file in files)]
    for number, text in enumerate(texts):
        for kind in range(4 if name == "overlay" else 1):
            (corpus / f"{number}-{kind}").write_bytes((bytes([kind]) if name == "overlay" else b"") + text)
