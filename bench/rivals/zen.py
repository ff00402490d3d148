"""ZEN Engine (GoRules): one decision with an expression node that holds a sum a condition."""

import json

from zen import ZenEngine

from bench.rivals.made_up import Assess, Case, Rules, Top, first


def build(rules: Rules) -> Assess:
    """The decision, parsed once. Findings are told as 1 and 0 twice over, present and absent."""
    sums = [
        {"id": name, "key": name, "value": " + ".join(_terms(rules, name, card))} for name, card in rules.cards.items()
    ]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "sums", "type": "expressionNode", "name": "sums", "content": {"expressions": sums}},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b} for a, b in (("in", "sums"), ("sums", "out"))]
    decision = ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    unknown = {name: 0 for finding in rules.usual for name in (f"{finding}p", f"{finding}a")}

    def assess(case: Case) -> Top:
        told = {f"{finding}{'p' if present else 'a'}": 1 for finding, present in case.items()}
        return first({k: float(v) for k, v in decision.evaluate({**unknown, **told})["result"].items()})

    return assess


def _terms(rules: Rules, condition: str, card: dict[str, float]) -> list[str]:
    told = ((finding, *rules.points(condition, finding)) for finding in card)
    return [f"{f}p * ({present}) + {f}a * ({absent})" for f, present, absent in told]
