"""The durable_rules engine: a rule for each weight and side; a case is its facts, taken back afterwards."""

from collections.abc import Callable
from typing import Any

from durable.engine import Host

from bench.rivals.made_up import Assess, Case, Rules, Top, first

RULES = "weights"


def build(rules: Rules) -> Assess:
    """The rules, compiled once. A rule that fires adds to its condition's sum."""
    sums: dict[str, float] = {}
    zero = dict.fromkeys(rules.cards, 0.0)
    host = Host()
    # A fact that no rule reads is an error to it.
    read = {finding for card in rules.cards.values() for finding in card}
    host.set_rulesets({RULES: dict(_rules(rules, sums))})

    def assess(case: Case) -> Top:
        sums.update(zero)
        told = [{"finding": finding, "is": int(present)} for finding, present in case.items() if finding in read]
        host.assert_facts(RULES, told)
        host.retract_facts(RULES, told)
        return first(sums)

    return assess


def _rules(rules: Rules, sums: dict[str, float]) -> list[tuple[str, dict[str, Any]]]:
    made = []
    for condition, card in rules.cards.items():
        for finding in card:
            for side, points in zip((1, 0), rules.points(condition, finding), strict=True):
                when = {"m": {"$and": [{"finding": finding}, {"is": side}]}}
                made.append((f"{condition}-{finding}-{side}", {"all": [when], "run": _adding(sums, condition, points)}))
    return made


def _adding(sums: dict[str, float], condition: str, points: float) -> Callable[[Any], None]:
    def add(_: Any) -> None:
        sums[condition] += points

    return add
