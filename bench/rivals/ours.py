"""The engine itself: knowledge compiled as the service compiles it, and the scoring of every answer."""

from bench.rivals.made_up import TOP, Assess, Case, Rules, Top
from service.engine.evidence import Observation, Origin, close, settle
from service.engine.rank import score
from tests.support import packs

SETTING = "primary_care"
_TOLD = Origin("stated", "")


def build(rules: Rules) -> Assess:
    """The engine over these rules. Every prior is the same, as the others' are."""
    findings = [packs.finding(name, 100 * usual) for name, usual in rules.usual.items()]
    cards = [
        packs.condition(name, {f: 100 * often for f, often in card.items()}, prior="very_common")
        for name, card in rules.cards.items()
    ]
    knowledge = packs.compiled(packs.rules(findings=findings, conditions=cards))
    prior = knowledge.matrix.priors[SETTING][0]

    def assess(case: Case) -> Top:
        told = [Observation(name, present, _TOLD) for name, present in case.items()]
        evidence = settle(*close(told, knowledge.ontology), knowledge.ontology)
        first = score(knowledge, SETTING, evidence).first(TOP)
        return [(name, float(points - prior)) for name, points, _ in first]

    return assess
