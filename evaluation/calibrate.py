"""Fit the calibration and write `rules/calibration.yaml`: `python -m evaluation.calibrate`.

Fitted on the held-out cases, which the authors of the rules never saw: on cases that rules were mended with, a model's
probabilities look better than they are. Those cases have chosen this one number and nothing else: no order, no
referral, no bound. The Brier scores are of cases of a kind of source that the fit was not shown.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from evaluation.brier import believed, mean, multi_class
from evaluation.own_source import split
from evaluation.scored import Scored, right_places, score_all, tell
from evaluation.vignettes import HELD_OUT, Vignette, load_vignettes
from service.config import RULES
from service.engine.calibrate import tempered
from service.engine.pack import Knowledge
from service.loader.load import load

FILE = "calibration.yaml"
PARTS = (HELD_OUT,)
TEMPERATURES = np.round(np.arange(0.5, 4.0001, 0.01), 2)
# A right condition counts as at least this likely, so that one case cannot decide the fit.
FLOOR = 1e-6
LIMITS = (
    "One number for all conditions keeps the order; the cases are published ones, rarer and plainer than patients are."
)
HEADER = "# Written by `python -m evaluation.calibrate`. Used only where asked for and FASCICLE_CALIBRATION is on.\n"


def main(arguments: list[str] | None = None) -> int:
    """Fit, print what was found, write the file."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.calibrate", description=__doc__)
    parser.add_argument("--rules", type=Path, default=RULES, help="folder of the rules")
    chosen = parser.parse_args(arguments)
    knowledge = load(chosen.rules)
    cases = score_all(knowledge, tell(knowledge, fitting_cases(knowledge)))
    content = fitted(knowledge, cases)
    brier: dict[str, Any] = content["brier"]
    (chosen.rules / FILE).write_text(HEADER + yaml.safe_dump(content, sort_keys=False, width=110), "utf-8")
    sys.stdout.write(
        f"temperature {content['temperature']} on {content['n']} cases; "
        f"Brier of unseen kinds {brier['before']} before, {brier['after']} after\n"
    )
    return 0


def fitting_cases(knowledge: Knowledge) -> list[Vignette]:
    """The cases to fit on: unseen by the authors of the rules, and cited by none."""
    return split(knowledge, [v for v in load_vignettes() if v.part in PARTS])[0]


def fitted(knowledge: Knowledge, cases: Sequence[Scored]) -> dict[str, Any]:
    """The content of the calibration file."""
    temperature = best_temperature(knowledge, cases)
    before, after = cross_validated(knowledge, cases)
    return {
        "method": "temperature",
        "temperature": temperature,
        "fitted_on": {
            "cases": f"Published cases ({'; '.join(PARTS)}), without those whose source a rule cites.",
            "date": datetime.now(UTC).date().isoformat(),
            "knowledge": knowledge.about.version,
        },
        "n": len(cases),
        "brier": {
            "before": round(before, 4),
            "after": round(after, 4),
            "by": "Leaving one kind of source out at a time; multi-class, lenient, pooled over all cases.",
        },
        "because": f"{_worth(before, after)} {LIMITS}",
        "grade": "expert_estimate",
    }


def _worth(before: float, after: float) -> str:
    """What the fit did to cases of a kind that it had not seen, at the precision of the file."""
    if round(after, 4) < round(before, 4):
        return "On kinds of source that the fit had not seen the probabilities came nearer to what was right."
    return "On kinds of source that the fit had not seen the probabilities came no nearer to what was right."


def best_temperature(knowledge: Knowledge, cases: Sequence[Scored]) -> float:
    """The temperature under which the right conditions are likeliest, over all cases together."""
    likely = [log_likelihood(knowledge, cases, float(temperature)) for temperature in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmax(likely))])


def log_likelihood(knowledge: Knowledge, cases: Sequence[Scored], temperature: float) -> float:
    """Sum of the logarithms of what all right conditions of a case have together, over the cases."""
    right = (tempered(case.scores.column, temperature)[right_places(knowledge, case.vignette)].sum() for case in cases)
    return float(sum(np.log(max(chance, FLOOR)) for chance in right))


def cross_validated(knowledge: Knowledge, cases: Sequence[Scored]) -> tuple[float, float]:
    """Mean multi-class Brier score before and after, each kind of source mapped by a fit on the other kinds."""
    after = []
    for kind in sorted({case.vignette.source_kind for case in cases}):
        others = [case for case in cases if case.vignette.source_kind != kind]
        left = [case for case in cases if case.vignette.source_kind == kind]
        after.extend(believed(knowledge, left, best_temperature(knowledge, others) if others else 1.0))
    return mean(believed(knowledge, cases), multi_class).value, mean(after, multi_class).value


if __name__ == "__main__":
    sys.exit(main())
