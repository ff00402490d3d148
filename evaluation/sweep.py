"""How the figures move with the constants of the model: `python -m evaluation.sweep`. Decides nothing by itself."""

import copy
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from evaluation.vignettes import Vignette, load_vignettes
from service.doors.intake import Reception, open_reception, read_history
from service.engine.interpret import interpret
from service.engine.pack import Knowledge
from service.engine.rank import Scores, score
from service.loader.compile import compile_knowledge
from service.loader.files import RuleFile, read_files
from service.loader.load import RULES

DISCOUNTS = (0.3, 0.5, 0.7, 1.0)
# Exponents on the tiers' percents: 1 as in the file, below 1 closer together, above 1 further apart.
SPREADS = (0.7, 1.0, 1.4)
LOWEST = (0.5, 2.0)
PLACES = (1, 3, 5)
# A right condition counts as at least this likely, so that one case cannot make the mean infinite.
FLOOR = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One choice of constants."""

    discount: float
    spread: float
    lowest: float


def main() -> int:
    """Print one line for each choice of constants."""
    files, _ = read_files(RULES)
    vignettes = [v for v in load_vignettes() if v.collection != "phenopackets"]
    sys.stdout.write("discount  spread  lowest %  strict 1/3/5     lenient 1/3/5    mean log-probability\n")
    for setting in settings():
        knowledge = compile_knowledge(changed(files, setting), "sweep")
        sys.stdout.write(f"{setting.discount:<10}{setting.spread:<8}{setting.lowest:<10}{line(knowledge, vignettes)}\n")
    return 0


def settings() -> Iterator[Setting]:
    """The choices tried: each constant by itself, around the ones in the file."""
    yield from (Setting(discount=discount, spread=1.0, lowest=0.5) for discount in DISCOUNTS)
    yield from (Setting(discount=0.5, spread=spread, lowest=0.5) for spread in SPREADS if spread != 1)
    yield from (Setting(discount=0.5, spread=1.0, lowest=lowest) for lowest in LOWEST[1:])


def changed(files: list[RuleFile], setting: Setting) -> list[RuleFile]:
    """The files with other constants in their scale."""
    copied = [copy.deepcopy(file) if file.kind == "scale" else file for file in files]
    scale = next(file for file in copied if file.kind == "scale").document.data
    for constant in scale["constants"]:
        constant["value"] = {"group-discount": setting.discount, "lowest-percent": setting.lowest}.get(
            constant["id"], constant["value"]
        )
    most = max(scale["tiers"].values())
    scale["tiers"] = {word: most * (percent / most) ** setting.spread for word, percent in scale["tiers"].items()}
    return copied


def line(knowledge: Knowledge, vignettes: list[Vignette]) -> str:
    """Strict and lenient counts, and the mean log-probability of the right conditions."""
    reception = open_reception(knowledge)
    answers = [(vignette, _scores(reception, vignette)) for vignette in vignettes]
    strict = [_place(scores, {v.diagnosis}) for v, scores in answers]
    lenient = [_place(scores, {v.diagnosis, *v.accepted}) for v, scores in answers]
    likely = [sum(s.probability.get(name, 0.0) for name in {v.diagnosis, *v.accepted}) for v, s in answers]
    mean = sum(math.log(max(p, FLOOR)) for p in likely) / len(likely)
    return f"{_counts(strict):<17}{_counts(lenient):<17}{mean:.3f}"


def _scores(reception: Reception, vignette: Vignette) -> Scores:
    history = read_history(reception, vignette.request).history
    evidence, _ = interpret(reception.knowledge, history)
    return score(reception.knowledge, history.setting, evidence)


def _place(scores: Scores, right: set[str]) -> int:
    return next((place for place, name in enumerate(scores.order, 1) if name in right), len(scores.order) + 1)


def _counts(places: list[int]) -> str:
    return "/".join(str(sum(place <= most for place in places)) for most in PLACES) + f" of {len(places)}"


if __name__ == "__main__":
    sys.exit(main())
