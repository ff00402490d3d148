"""The same naive Bayes in pgmpy, by variable elimination; its probabilities told as decibans above the last one."""

import logging

import numpy as np
from pgmpy.factors.discrete import TabularCPD
from pgmpy.inference import VariableElimination
from pgmpy.models import DiscreteBayesianNetwork

from bench.rivals.made_up import Assess, Case, Rules, Top, first


def build(rules: Rules) -> Assess:
    """The network: a condition above every finding. A finding that a card lacks is as common with it as with all."""
    logging.getLogger("pgmpy").setLevel(logging.ERROR)
    conditions = list(rules.cards)
    network = DiscreteBayesianNetwork([("condition", finding) for finding in rules.usual])
    network.add_cpds(
        TabularCPD("condition", len(conditions), np.full((len(conditions), 1), 1 / len(conditions))),
        *(_table(rules, finding, conditions) for finding in rules.usual),
    )
    inference = VariableElimination(network)

    def assess(case: Case) -> Top:
        told = {finding: int(present) for finding, present in case.items()}
        found = inference.query(["condition"], evidence=told, show_progress=False).values
        return first(dict(zip(conditions, (10 * np.log10(found)).tolist(), strict=True)))

    return assess


def _table(rules: Rules, finding: str, conditions: list[str]) -> TabularCPD:
    often = np.array([rules.cards[name].get(finding, rules.usual[finding]) for name in conditions])
    return TabularCPD(finding, 2, np.array([1 - often, often]), ["condition"], [len(conditions)])
