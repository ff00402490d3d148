"""Common Expression Language, Google's own runtime by cel-expr-python: a sum for each condition."""

from cel_expr_python import cel

from bench.rivals.made_up import Assess, Case, Rules, Top, first


def build(rules: Rules) -> Assess:
    """An expression for each condition, compiled once; what is told is a list of all findings, as doubles."""
    place = {finding: nth for nth, finding in enumerate(rules.usual)}
    numbers = cel.Type.List(cel.Type.DOUBLE)
    environment = cel.NewEnv(variables={"yes": numbers, "no": numbers})
    sums = {
        condition: environment.compile(_sum(_terms(rules, condition, card, place)))
        for condition, card in rules.cards.items()
    }

    def assess(case: Case) -> Top:
        yes, no = ([float(case.get(finding) is side) for finding in place] for side in (True, False))
        told = environment.Activation({"yes": yes, "no": no})
        return first({condition: one.eval(told).value() for condition, one in sums.items()})

    return assess


def _terms(rules: Rules, condition: str, card: dict[str, float], place: dict[str, int]) -> list[str]:
    told = ((place[finding], *rules.points(condition, finding)) for finding in card)
    return [f"yes[{nth}] * ({present}) + no[{nth}] * ({absent})" for nth, present, absent in told]


def _sum(terms: list[str]) -> str:
    """The terms with signs between, halved over and over: the parser takes no more than 32 levels."""
    if len(terms) == 1:
        return terms[0]
    half = len(terms) // 2
    return f"({_sum(terms[:half])} + {_sum(terms[half:])})"
