"""`python -m service.loader check [FOLDER] [--overlay DIR]` tells every fault, exit status 1; `report` counts."""

import argparse
import sys
from pathlib import Path

from service.loader.fault import RulesError, count_of
from service.loader.load import RULES, check, check_and_keep, load


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0 only when the rules may be served."""
    parser = argparse.ArgumentParser(prog="python -m service.loader", description="Check or count a folder of rules.")
    parser.add_argument("command", choices=("check", "report"))
    parser.add_argument("folder", nargs="?", type=Path, default=RULES)
    parser.add_argument("--overlay", type=Path, help="a site's overlay, checked over the folder")
    chosen = parser.parse_args(arguments)
    return {"check": _check, "report": _report}[chosen.command](chosen.folder, chosen.overlay)


def _check(folder: Path, overlay: Path | None) -> int:
    faults = (check_and_keep if folder == RULES else check)(folder, overlay)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{count_of(faults)}.\n" if faults else "The rules are sound.\n")
    return 1 if faults else 0


def _report(folder: Path, overlay: Path | None) -> int:
    try:
        knowledge = load(folder, overlay)
    except RulesError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    counts = {
        "conditions": len(knowledge.conditions),
        "weights": sum(len(condition.weights) for condition in knowledge.conditions.values()),
        "findings": len(knowledge.findings),
        "red flags": len(knowledge.red_flags),
        "tests": len(knowledge.tests),
        "medications": len(knowledge.medications),
        "analytes": len(knowledge.analytes),
        "screens": len(knowledge.screens),
        "sources": len(knowledge.sources),
    }
    for name, count in counts.items():
        sys.stdout.write(f"{count:>6}  {name}\n")
    sys.stdout.write(f"version {knowledge.version}, sha256 {knowledge.about.sha256}\n")
    for change in knowledge.overlay.changes if knowledge.overlay else ():
        sys.stdout.write(f"{change.kind} {change.id}: {change.what}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
