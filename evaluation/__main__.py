"""Run every vignette through the HTTP app; print the figures and write `build/evaluation.json`."""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evaluation.figures import LEVELS, Share, figures, safe_referral
from evaluation.outcomes import (
    Outcome,
    always_urgent,
    ask_after_workup,
    ask_service,
    plain_bayes,
    prior_only,
)
from evaluation.vignettes import load_vignettes
from service.app import create_app
from service.config import RULES, Config
from service.doors.intake import open_reception
from service.loader.load import load

REPORT = Path(__file__).resolve().parents[1] / "build" / "evaluation.json"
# Genetic diseases described in HPO terms test HPO intake more than clinic work, so they are reported apart.
APART = "phenopackets"

Sections = dict[str, dict[str, Share]]


def main(arguments: list[str] | None = None) -> int:
    """Evaluate; the exit status is 0 whatever the figures are."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument("--cases", action="store_true", help="also print one line for every case")
    parser.add_argument("--report", type=Path, default=REPORT, help="where to write the machine-readable report")
    parser.add_argument("--rules", type=Path, default=RULES, help="folder of the rules")
    chosen = parser.parse_args(arguments)
    knowledge = load(chosen.rules)
    client = create_app(Config(), knowledge).test_client()
    vignettes = load_vignettes()
    clinic = [v for v in vignettes if v.collection != APART]
    outcomes = list(ask_service(client, knowledge, clinic))
    apart = list(ask_service(client, knowledge, [v for v in vignettes if v.collection == APART]))
    sections: Sections = {
        "service": figures(outcomes),
        "baseline: prior only": figures(list(prior_only(knowledge, clinic))),
        "baseline: always urgent": figures(list(always_urgent(outcomes))),
        "baseline: plain naive Bayes": figures(list(plain_bayes(open_reception(knowledge), clinic))),
        **_split("level", outcomes, lambda o: o.gold, LEVELS),
        **_split("kind", outcomes, lambda o: o.vignette.source_kind),
        "with investigations": figures(list(ask_after_workup(client, knowledge, clinic))),
        f"apart: {APART}": figures(apart),
    }
    about = {"version": knowledge.about.version, "sha256": knowledge.about.sha256}
    _print(sections, about)
    if chosen.cases:
        _print_cases([*outcomes, *apart])
    _write(chosen.report, {"knowledge": about, "figures": _plain(sections), "cases": _cases([*outcomes, *apart])})
    return 0


def _split(
    name: str, outcomes: Sequence[Outcome], key: Callable[[Outcome], str], order: Sequence[str] = ()
) -> Sections:
    piles: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        piles[key(outcome)].append(outcome)
    return {f"{name}: {word}": figures(piles[word]) for word in (order or sorted(piles)) if word in piles}


def _print(sections: Sections, about: dict[str, str]) -> None:
    say = sys.stdout.write
    say(f"Published cases, first history only. Knowledge {about['version']} ({about['sha256'][:12]}).\n")
    say("Share (95 % Wilson interval; count). Vignettes, not patients.\n")
    for title, found in sections.items():
        say(f"\n{title}\n")
        for name, value in found.items():
            say(f"  {name:<24}{value}\n")


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


def _cases(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.vignette.id,
            "collection": one.vignette.collection,
            "diagnosis": one.vignette.diagnosis,
            "strict_place": one.strict_place,
            "lenient_place": one.lenient_place,
            "gold_referral": one.gold,
            "referral": one.referral,
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
