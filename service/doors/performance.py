"""The performance statement -> what its page shows: rows with strips, and the reliability diagram as points."""

from collections.abc import Iterable, Iterator
from typing import Any

from service.doors.certify import knowledge_stamp
from service.engine.pack import Knowledge

Json = dict[str, Any]
# What a group is by and its name -> its figures.
Groups = dict[tuple[str, str], Json]

# The figures of each picture, in order.
RANKING = ("lenient_top_1", "lenient_top_3", "lenient_top_5", "strict_top_1", "strict_top_3", "strict_top_5")
REFERRAL = ("referral_strictly_safe", "emergency_recall", "referral_over", "referral_exact")
# What groups of patients are compared by.
COMPARED = ("lenient_top_3", "referral_strictly_safe", "referral_over")
PATIENTS = ("level", "sex", "age")
SHOWN_AS_TOLD = ("statement", "command", "knowledge", "running", "current", "cases", "known_gaps")
HELD_OUT = "held-out"
BAYES, PRIOR = "plain naive Bayes", "prior only"
# The diagram, in units of its own.
SIDE, EDGE = 400, 64


def report_performance(knowledge: Knowledge, statement: Json) -> Json:
    """The statement beside the rules that answer here, and whether they are those that were measured."""
    running = knowledge_stamp(knowledge)
    current = running["sha256"] == statement["knowledge"]["sha256"] and running["overlay"] is None
    return {**statement, "running": running, "current": current}


def performance_page(knowledge: Knowledge, statement: Json) -> Json:
    """What the page shows. Every strip is of one share: its percent, interval and counts."""
    told = report_performance(knowledge, statement)
    groups: Groups = {(one["by"], one["name"]): one["figures"] for one in told["groups"]}
    series = {
        "all": groups["all", "all"],
        "held_out": groups["collection", HELD_OUT],
        "bayes": groups["baseline", BAYES],
        "prior": groups["baseline", PRIOR],
    }
    return {
        **{
            key: told[key] for key in ("statement", "command", "knowledge", "running", "current", "cases", "known_gaps")
        },
        "headline": [(name, strip(series["held_out"][name])) for name in (RANKING[1], *REFERRAL[:3])],
        "ranking": [_compared(series, name) for name in RANKING],
        "referral": [_compared(series, name) for name in REFERRAL],
        "patients": [(by, list(_of_patients(groups, by))) for by in PATIENTS],
        "certainty": [
            (name, strip(figures["lenient_top_1"])) for (by, name), figures in groups.items() if by == "certainty"
        ],
        "diagram": diagram(told["reliability"]),
        "brier": told["brier"],
    }


def strip(share: Json) -> Json:
    """One share as a strip from 0 to 100: where it stands, how far its interval reaches, and both in whole percents."""
    if share["share"] is None:
        return {"of": 0}
    drawn = {name: round(100 * share[name], 1) for name in ("share", "low", "high")}
    said = {f"{name}_percent": round(100 * share[name]) for name in drawn}
    return {**drawn, **said, "hits": share["hits"], "of": share["of"]}


def diagram(reliability: Iterable[Json]) -> Json:
    """The reliability diagram: the points of each series, with their intervals, in the units of the picture."""
    return {
        "side": SIDE,
        "edge": EDGE,
        "ticks": [(tenth / 10, _across(tenth / 10), _down(tenth / 10)) for tenth in range(0, 11, 2)],
        "series": [{"name": one["probabilities"], "points": list(map(_point, one["bins"]))} for one in reliability],
    }


def _compared(series: Json, name: str) -> Json:
    return {"figure": name, "rows": [(who, strip(figures[name])) for who, figures in series.items()]}


def _of_patients(groups: Groups, by: str) -> Iterator[Json]:
    for (kind, name), figures in groups.items():
        if kind == by:
            yield {"name": name, "of": figures["lenient_top_3"]["of"], "strips": [strip(figures[f]) for f in COMPARED]}


def _point(one: Json) -> Json:
    right = one["right"]
    return {
        "from": one["from"],
        "to": one["to"],
        "mean": round(100 * one["mean"]),
        **strip(right),
        "x": _across(one["mean"]),
        "y": _down(right["share"]),
        "top": _down(right["high"]),
        "foot": _down(right["low"]),
        "size": round(3 + right["of"] ** 0.5 / 1.6, 1),
    }


def _across(share: float) -> float:
    return round(EDGE + SIDE * share, 1)


def _down(share: float) -> float:
    return round(EDGE / 3 + SIDE * (1 - share), 1)
