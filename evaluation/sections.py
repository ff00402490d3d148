"""Sections: the figures of every part of the cases, of the baselines, and of how certain the service called itself."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask.testing import FlaskClient

from evaluation.figures import LEVELS, Share, figures
from evaluation.outcomes import Outcome, always_urgent, ask_after_workup, ask_service, plain_bayes, prior_only
from evaluation.own_source import split
from evaluation.vignettes import HELD_OUT, NOT_TOLD, Vignette
from service.doors.intake import open_reception
from service.engine.pack import Knowledge

# Genetic diseases described in HPO terms test HPO intake more than clinic work, so they are reported apart.
APART = "phenopackets"
VERDICTS = ("clear", "leaning", "cannot_tell")
SEXES = ("female", "male", NOT_TOLD)
# Years of age from which each band begins.
BANDS = {0: "0 to 11", 12: "12 to 17", 18: "18 to 39", 40: "40 to 64", 65: "65 and over"}
AGE_BANDS = (*BANDS.values(), NOT_TOLD)

Sections = dict[str, dict[str, Share]]


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures by section, the cases that count in them, and every case asked."""

    sections: Sections
    clinic: list[Vignette]
    outcomes: list[Outcome]


def measure(client: FlaskClient, knowledge: Knowledge, vignettes: Sequence[Vignette]) -> Measured:
    """Ask the service and the baselines."""
    kept, cited = split(knowledge, vignettes)
    clinic = [v for v in kept if v.collection != APART]
    asked = list(ask_service(client, knowledge, clinic))
    apart = list(ask_service(client, knowledge, [v for v in kept if v.collection == APART]))
    told = list(ask_service(client, knowledge, cited))
    unseen = [one for one in asked if one.vignette.part == HELD_OUT]
    sections: Sections = {
        "service": figures(asked),
        **_by("collection", asked, lambda o: o.vignette.part),
        **_baselines(knowledge, asked, clinic),
        **_by("level", asked, lambda o: o.gold, LEVELS),
        **_by("sex", asked, lambda o: o.vignette.sex, SEXES),
        **_by("age", asked, lambda o: age_band(o.vignette.age_years), AGE_BANDS),
        **_by("kind", asked, lambda o: o.vignette.source_kind),
        **_by("certainty", asked, lambda o: o.verdict, VERDICTS),
        **_by(f"certainty, {HELD_OUT}", unseen, lambda o: o.verdict, VERDICTS),
        "with investigations": figures(list(ask_after_workup(client, knowledge, clinic))),
        f"apart: {APART}": figures(apart),
        "apart: own source cited by a rule": figures(told),
    }
    return Measured(sections, clinic, [*asked, *apart, *told])


def age_band(years: float | None) -> str:
    """The band that an age falls into."""
    return NOT_TOLD if years is None else BANDS[max(start for start in BANDS if start <= years)]


def _baselines(knowledge: Knowledge, asked: Sequence[Outcome], clinic: Sequence[Vignette]) -> Sections:
    """What any service must beat, on all cases and on those that its authors never saw."""
    whole = {
        "prior only": list(prior_only(knowledge, clinic)),
        "always urgent": list(always_urgent(asked)),
        "plain naive Bayes": list(plain_bayes(open_reception(knowledge), clinic)),
    }
    unseen = {name: [o for o in found if o.vignette.part == HELD_OUT] for name, found in whole.items()}
    return {
        **{f"baseline: {name}": figures(found) for name, found in whole.items()},
        **{f"baseline, {HELD_OUT}: {name}": figures(found) for name, found in unseen.items()},
    }


def _by(name: str, outcomes: Sequence[Outcome], key: Callable[[Outcome], str], order: Sequence[str] = ()) -> Sections:
    piles: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        piles[key(outcome)].append(outcome)
    return {f"{name}: {word}": figures(piles[word]) for word in (order or sorted(piles)) if word in piles}
