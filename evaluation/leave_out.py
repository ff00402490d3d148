"""What each part of the evidence carries: `python -m evaluation.leave_out`.

First, every collection and every kind of source is left out in turn: the model's constants and the calibration are
fitted on the other cases, and the figures are those of the cases left out. Then every source of the rules on which
weights rest alone is taken away: its weights leave their cards, as if nobody had written them.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.brier import Mean, believed, mean, multi_class
from evaluation.calibrate import best_temperature, log_likelihood
from evaluation.figures import Share, safe_referral, share, within
from evaluation.markdown import table
from evaluation.own_source import split
from evaluation.scored import Scored, Told, judge, outcomes, score_all, tell
from evaluation.sections import APART
from evaluation.sweep import Setting, changed, settings
from evaluation.vignettes import Vignette, load_vignettes
from service.config import RULES
from service.engine.cardindex import index_card
from service.engine.knowledge import Condition
from service.engine.pack import Knowledge
from service.engine.rank import Scores
from service.engine.weigh import weigh
from service.loader.compile import compile_knowledge
from service.loader.files import RuleFile, digest, read_files

# A source counts where so many weights rest on it and on nothing else.
LEAST_WEIGHTS = 10
TOLD = 10
BRIEF = {
    "lenient top-1": within(1, lenient=True),
    "lenient top-3": within(3, lenient=True),
    "referral safe": safe_referral,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Cases left out of the fit, the constants and temperature that the others chose, and the figures."""

    name: str
    setting: Setting
    temperature: float
    figures: dict[str, Share]
    brier_as_it_is: Mean
    brier_fitted: Mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Bereft:
    """The figures without the weights that rest on one source alone, and by how many cases they moved."""

    source: str
    weights: int
    cards: int
    figures: dict[str, Share]
    moved: dict[str, int]


def main(arguments: list[str] | None = None) -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.leave_out", description=__doc__)
    parser.add_argument("--rules", type=Path, default=RULES, help="folder of the rules")
    chosen = parser.parse_args(arguments)
    for line in (*fold_lines(chosen.rules), "", *source_lines(chosen.rules)):
        sys.stdout.write(line + "\n")
    return 0


def fold_lines(rules: Path) -> Iterator[str]:
    """The first table, as Markdown."""
    heads = ("left out", "discount, spread, lowest %", "temperature", *BRIEF, "Brier as it is", "Brier fitted")
    yield from table(heads, (_fold_row(fold) for fold in folds(rules)))


def _fold_row(fold: Fold) -> tuple[object, ...]:
    chosen = f"{fold.setting.discount:g}, {fold.setting.spread:g}, {fold.setting.lowest:g}"
    figures = fold.figures.values()
    return fold.name, chosen, f"{fold.temperature:.2f}", *figures, fold.brier_as_it_is, fold.brier_fitted


def source_lines(rules: Path) -> Iterator[str]:
    """The second table, as Markdown: the sources whose loss changes most."""
    knowledge, told = known(rules)
    before = brief(knowledge, score_all(knowledge, told))
    found = sorted(bereft(knowledge, told, before), key=_by_change)
    whole = ", ".join(f"{name} {value}" for name, value in before.items())
    yield f"{len(found)} sources carry {LEAST_WEIGHTS} weights or more alone. With all of them: {whole}."
    yield ""
    heads = ("without", "weights; cards", *BRIEF, "cases won or lost: top-3; safe")
    yield from table(heads, (_source_row(knowledge, one) for one in found[:TOLD]))


def _source_row(knowledge: Knowledge, one: Bereft) -> tuple[object, ...]:
    title = knowledge.sources[one.source].title.replace("|", "/")
    moved = f"{one.moved['lenient top-3']:+d}; {one.moved['referral safe']:+d}"
    return f"{title} ({one.source})", f"{one.weights}; {one.cards}", *one.figures.values(), moved


def known(rules: Path) -> tuple[Knowledge, list[Told]]:
    """The rules with the cases that may be counted."""
    files, _ = read_files(rules)
    knowledge = compile_knowledge(files, digest(rules))
    return knowledge, tell(knowledge, counted(knowledge))


def counted(knowledge: Knowledge) -> list[Vignette]:
    """All cases but those that are reported apart."""
    return [v for v in split(knowledge, load_vignettes())[0] if v.collection != APART]


def folds(rules: Path) -> Iterator[Fold]:
    """Each collection, then each kind of source, left out in turn."""
    files, _ = read_files(rules)
    knowledge, told = known(rules)
    runs = {setting: _run(files, setting, told) for setting in settings()}
    plain = score_all(knowledge, told)
    ways: dict[str, Callable[[Vignette], str]] = {"collection": lambda v: v.part, "kind": lambda v: v.source_kind}
    for way, key in ways.items():
        for word in sorted({key(one.vignette) for one in told}):
            yield _fold(f"{way}: {word}", [key(one.vignette) == word for one in told], runs, knowledge, plain)


def _run(files: list[RuleFile], setting: Setting, told: Sequence[Told]) -> tuple[Knowledge, list[Scored]]:
    knowledge = compile_knowledge(changed(files, setting), "leave-out")
    return knowledge, score_all(knowledge, told)


def _fold(
    name: str,
    out: Sequence[bool],
    runs: dict[Setting, tuple[Knowledge, list[Scored]]],
    knowledge: Knowledge,
    plain: Sequence[Scored],
) -> Fold:
    def likelihood(setting: Setting) -> float:
        with_it, scored = runs[setting]
        return log_likelihood(with_it, _where(scored, out, False), 1.0)

    best = max(runs, key=likelihood)
    with_it, scored = runs[best]
    temperature = best_temperature(with_it, _where(scored, out, False))
    left = _where(scored, out, True)
    return Fold(
        name=name,
        setting=best,
        temperature=temperature,
        figures=brief(with_it, left),
        brier_as_it_is=mean(believed(knowledge, _where(plain, out, True)), multi_class),
        brier_fitted=mean(believed(with_it, left, temperature), multi_class),
    )


def _where(cases: Sequence[Scored], out: Sequence[bool], wanted: bool) -> list[Scored]:
    return [case for case, is_out in zip(cases, out, strict=True) if is_out is wanted]


def brief(knowledge: Knowledge, cases: Sequence[Scored]) -> dict[str, Share]:
    """The figures of these tables."""
    found = list(outcomes(knowledge, cases))
    return {name: share(found, test) for name, test in BRIEF.items()}


def resting_alone(knowledge: Knowledge) -> dict[str, int]:
    """How many weights rest on each source alone, for the sources that carry enough."""
    cited = (w.certificate.sources for c in knowledge.conditions.values() for w in c.weights.values())
    counts = Counter(sources[0] for sources in cited if len(sources) == 1)
    return {source: count for source, count in sorted(counts.items()) if count >= LEAST_WEIGHTS}


def without(condition: Condition, source: str) -> Condition:
    """A card without the weights that rest on the source alone: it no longer mentions their findings."""
    kept = {name: w for name, w in condition.weights.items() if w.certificate.sources != (source,)}
    return replace(condition, weights=kept)


def bereft(knowledge: Knowledge, told: Sequence[Told], before: dict[str, Share]) -> Iterator[Bereft]:
    """For each source that carries weights alone, the figures without them."""
    plain = score_all(knowledge, told)
    for source, count in resting_alone(knowledge).items():
        lighter = [_alone(knowledge, c, source) for c in knowledge.conditions.values() if _rests(c, source)]
        after = brief(knowledge, [_rescored(knowledge, case, lighter) for case in plain])
        moved = {name: after[name].hits - before[name].hits for name in before}
        yield Bereft(source=source, weights=count, cards=len(lighter), figures=after, moved=moved)


def _rests(condition: Condition, source: str) -> bool:
    return any(weight.certificate.sources == (source,) for weight in condition.weights.values())


def _alone(knowledge: Knowledge, condition: Condition, source: str) -> tuple[Knowledge, Condition]:
    """A lighter card, with a knowledge in which it can be weighed."""
    card = without(condition, source)
    index = index_card(card.weights, card.combinations, knowledge.ontology, knowledge.group_of)
    return replace(knowledge, cards={card.id: index}), card


def _rescored(knowledge: Knowledge, case: Scored, lighter: Sequence[tuple[Knowledge, Condition]]) -> Scored:
    """A case with the points of these cards counted again; those of all others stay."""
    column = case.scores.column.copy()
    for alone, card in lighter:
        said = weigh(alone, card, case.told.evidence)
        column[knowledge.matrix.place[card.id]] = card.prior.points[case.told.setting] + sum(one.points for one in said)
    return judge(knowledge, case.told, Scores(knowledge, column))


def _by_change(one: Bereft) -> tuple[int, int, str]:
    counted_most = (abs(one.moved["lenient top-3"]), abs(one.moved["referral safe"]))
    return -max(counted_most), -sum(counted_most), one.source


def _figures(found: dict[str, Share]) -> str:
    return ", ".join(f"{name} {value}" for name, value in found.items())


if __name__ == "__main__":
    sys.exit(main())
