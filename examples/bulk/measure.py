"""How fast it goes: `python -m examples.bulk.measure 20000 1 2` assesses so many made-up lines on 1 and on 2 cores.

Each row is the difference between all lines and a tenth of them, so that starting Spark and loading the rules, which a
large job does once, do not count.
"""

import os
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from time import monotonic

from examples.bulk.made_up import lines

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("__main__.py")
SUBMIT = Path(sys.executable).with_name("spark-submit")
PARTS_A_CORE = 2


def main(count: int, cores: list[int]) -> None:
    """Write the lines, then a row for each kind of answer and number of cores."""
    with tempfile.TemporaryDirectory() as folder:
        few, all_lines = (_written(Path(folder, f"{n}.ndjson"), n) for n in (count // 10, count))
        sys.stdout.write(f"load of this machine before: {os.getloadavg()[0]:.1f}\n")
        sys.stdout.write("answers  cores  people/s  bytes out a person\n")
        for full in (False, True):
            rates = []
            for n in cores:
                before, after = (_run(source, n, full=full) for source in (few, all_lines))
                seconds, size = (late - early for early, late in zip(before, after, strict=True))
                people = count - count // 10
                rates.append(people / seconds)
                sys.stdout.write(f"{'whole' if full else 'scores':7}  {n:5}  {rates[-1]:8.0f}  {size / people:18.0f}\n")
                sys.stdout.flush()
            if len(cores) > 1:
                times = rates[-1] / rates[0]
                sys.stdout.write(f"{cores[-1]} cores do {times:.2f} times as many people a second as {cores[0]}\n")


def _written(file: Path, count: int) -> Path:
    with file.open("wb") as out:
        out.writelines(islice(lines(), count))
    return file


def _run(source: Path, cores: int, *, full: bool) -> tuple[float, float]:
    """Seconds and bytes written, of one job from start to end."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "out")
        job = ["histories", str(source), str(target), "--parts", str(PARTS_A_CORE * cores)]
        began = monotonic()
        subprocess.run(  # noqa: S603 - Spark beside this Python
            [SUBMIT, "--master", f"local[{cores}]", PROGRAM, *job, *(["--full"] if full else [])],
            env=os.environ | {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(ROOT)},
            check=True,
            stderr=subprocess.DEVNULL,
        )
        return monotonic() - began, sum(part.stat().st_size for part in target.glob("part-*"))


if __name__ == "__main__":
    main(int(sys.argv[1]), [int(cores) for cores in sys.argv[2:]])
