"""Run every vignette through the HTTP app; print the figures and write `build/evaluation.json`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluation.doc import PAGE, block, rewrite
from evaluation.figures import safe_referral
from evaluation.outcomes import Outcome
from evaluation.sections import Sections, measure
from evaluation.statement import STATEMENT, known_gaps, statement, write_statement
from evaluation.trust import Trust, draw, lines, trust
from evaluation.vignettes import load_vignettes
from service.app import create_app
from service.config import RULES, Config
from service.loader.load import load
from service.web.observe.events import quieten

BUILD = Path(__file__).resolve().parents[1] / "build"
REPORT = BUILD / "evaluation.json"
DIAGRAM = "reliability.svg"


def main(arguments: list[str] | None = None) -> int:
    """Evaluate; the exit status is 0 whatever the figures are."""
    chosen = _parse(arguments)
    quieten("warning")
    knowledge = load(chosen.rules)
    client = create_app(Config(), knowledge).test_client()
    measured = measure(client, knowledge, load_vignettes())
    found = trust(knowledge, measured.clinic)
    about = {"version": knowledge.about.version, "sha256": knowledge.about.sha256}
    _print(measured.sections, found, about)
    if chosen.cases:
        _print_cases(measured.outcomes)
    draw(found, chosen.report.parent / DIAGRAM)
    report = {"knowledge": about, "figures": _plain(measured.sections), "brier": _briers(found)}
    _write(chosen.report, {**report, "cases": _cases(measured.outcomes)})
    if chosen.doc or chosen.statement:
        write_statement(chosen.figures, statement(about, measured.sections, found, known_gaps(chosen.page)))
        sys.stdout.write(f"Written: {chosen.figures}\n")
    if chosen.doc:
        rewrite(chosen.page, block(about, measured.sections, found, chosen.rules))
        sys.stdout.write(f"Written: {chosen.page}\n")
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument("--cases", action="store_true", help="also print one line for every case")
    parser.add_argument("--doc", action="store_true", help="the same, and docs/evaluation.md (minutes)")
    parser.add_argument("--statement", action="store_true", help="also write the figures that the service shows")
    parser.add_argument("--figures", type=Path, default=STATEMENT, help="where to write the figures that it shows")
    parser.add_argument("--page", type=Path, default=PAGE, help="another page to write the figures into")
    parser.add_argument("--report", type=Path, default=REPORT, help="where to write the machine-readable report")
    parser.add_argument("--rules", type=Path, default=RULES, help="folder of the rules")
    return parser.parse_args(arguments)


def _print(sections: Sections, found: Trust, about: dict[str, str]) -> None:
    say = sys.stdout.write
    say(f"Published cases, first history only. Knowledge {about['version']} ({about['sha256'][:12]}).\n")
    say("Share (95 % Wilson interval; count). Vignettes, not patients.\n")
    for title, shares in sections.items():
        say(f"\n{title}\n")
        for name, value in shares.items():
            say(f"  {name:<24}{value}\n")
    say("\n" + "\n".join(lines(found)) + "\n")


def _print_cases(outcomes: Sequence[Outcome]) -> None:
    sys.stdout.write("\n")
    for one in outcomes:
        flag = "" if safe_referral(one) else "  UNSAFE"
        sys.stdout.write(
            f"{one.vignette.id:<48} {one.vignette.diagnosis:<32} strict {one.strict_place or '-':<3}"
            f"lenient {one.lenient_place or '-':<3} {one.gold} -> {one.referral}{flag}  [{', '.join(one.order[:3])}]\n"
        )


def _plain(sections: Sections) -> dict[str, Any]:
    return {
        title: {
            name: {"hits": s.hits, "of": s.of, "share": s.value, "interval": s.interval} for name, s in found.items()
        }
        for title, found in sections.items()
    }


def _briers(found: Trust) -> dict[str, Any]:
    return {
        part: {"first": first.value, "all": every.value, "of": every.of}
        for part, (first, every) in found.scores.items()
    }


def _cases(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.vignette.id,
            "collection": one.vignette.part,
            "diagnosis": one.vignette.diagnosis,
            "strict_place": one.strict_place,
            "lenient_place": one.lenient_place,
            "gold_referral": one.gold,
            "referral": one.referral,
            "certainty": one.verdict,
            "differential": list(one.order),
        }
        for one in outcomes
    ]


def _write(path: Path, report: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"\nWritten: {path}\n")


if __name__ == "__main__":
    sys.exit(main())
