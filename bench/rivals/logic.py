"""JsonLogic by json-logic-qubit, the port to Python 3 of json-logic: a sum for each condition."""

from json_logic import jsonLogic

from bench.rivals.made_up import Assess, Case, Rules, Top, first


def build(rules: Rules) -> Assess:
    """A document for each condition; what is not told is 0."""
    sums = {
        condition: {"+": [term for finding in card for term in _terms(rules, condition, finding)]}
        for condition, card in rules.cards.items()
    }

    def assess(case: Case) -> Top:
        told = {f"{finding}{'p' if present else 'a'}": 1.0 for finding, present in case.items()}
        return first({condition: float(jsonLogic(one, told)) for condition, one in sums.items()})

    return assess


def _terms(rules: Rules, condition: str, finding: str) -> list[object]:
    sides = zip("pa", rules.points(condition, finding), strict=True)
    return [{"*": [{"var": [f"{finding}{side}", 0]}, points]} for side, points in sides]
