"""`make safety`: run the tests of the hazard log and write the draft of the safety case to build/safety/."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from safety import checks, soup
from safety.controls import known_controls
from safety.files import read_case
from safety.records import ROOT, Case
from safety.release import release_of, revision
from safety.results import run
from safety.reviews import reviews
from safety.sbom import make_sbom
from safety.write import PAGE, Draft, write, write_parts
from service.app import create_app
from service.config import Config
from service.engine.pack import Knowledge
from service.loader.load import load
from service.web.evaluation import load_statement
from service.web.observe.events import quieten

FOLDER = ROOT / "build" / "safety"


def main(arguments: list[str] | None = None) -> int:
    """Status 0 where every named test ran and passed on one tree, 1 where one did not or the files have a fault."""
    parser = argparse.ArgumentParser(prog="python -m safety", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--jobs", default="auto", help="how many tests run side by side")
    parser.add_argument("--parts", action="store_true", help="only what it is made of: bill of materials and licences")
    chosen = parser.parse_args(arguments)
    quieten("warning")
    if chosen.parts:
        write_parts(make_sbom(), chosen.folder)
        sys.stdout.write(f"Written: sbom.cdx.json and licences.csv in {chosen.folder}\n")
        return 0
    case, knowledge = read_case(), load()
    faults = all_faults(case, knowledge)
    if faults:
        sys.stderr.write("\n".join(faults) + "\n")
        return 1
    draft = untried(case, knowledge)
    draft = replace(draft, results=run(case.tests, "-n", chosen.jobs, "--dist", "loadfile"))
    draft = replace(draft, changed=revision() != draft.release.revision)
    write(draft, chosen.folder)
    sys.stdout.write(f"Written: {chosen.folder / PAGE}\n")
    return 0 if draft.proven else 1


def all_faults(case: Case, knowledge: Knowledge) -> list[str]:
    """What is wrong with the files of the safety case, measured by the product itself."""
    app = create_app(Config(), knowledge)
    return [
        *checks.faults_of(case, known_controls(app, knowledge)),
        *soup.faults_of(case.software, soup.locked(), soup.asked_for()),
        *soup.version_faults(case.vendored, soup.shipped(), soup.SHIPPED),
        *soup.version_faults(case.platform, soup.images(), soup.RUN),
    ]


def untried(case: Case, knowledge: Knowledge) -> Draft:
    """The draft of this tree as it is now, before any test has run."""
    return Draft(
        case=case,
        release=release_of(knowledge),
        intended_use=knowledge.about.intended_use,
        gaps=load_statement()["known_gaps"],
        results={},
        reviews=reviews(knowledge),
        sbom=make_sbom(),
    )


if __name__ == "__main__":
    sys.exit(main())
