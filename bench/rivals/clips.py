"""CLIPS by clipspy: a rule for each weight and side, which adds to its condition's sum where its finding is so."""

from clips import Environment, Symbol

from bench.rivals.made_up import Assess, Case, Rules, Top, first


def build(rules: Rules) -> Assess:
    """The rules, compiled once; a case is its facts, and the sums come back through a function of Python's."""
    engine = Environment()
    sums: dict[str, float] = {}

    def add(condition: str, points: float) -> None:
        sums[condition] += points

    engine.define_function(add)
    engine.build("(deftemplate told (slot finding (type SYMBOL)) (slot is (type SYMBOL)))")
    for condition, card in rules.cards.items():
        for finding in card:
            for side, points in zip(("present", "absent"), rules.points(condition, finding), strict=True):
                engine.build(
                    f"(defrule {condition}-{finding}-{side} (told (finding {finding}) (is {side}))"
                    f" => (add {condition} {points:.15f}))"
                )
    template = engine.find_template("told")
    zero = dict.fromkeys(rules.cards, 0.0)

    def assess(case: Case) -> Top:
        sums.update(zero)
        engine.reset()
        for finding, present in case.items():
            template.assert_fact(finding=Symbol(finding), **{"is": Symbol("present" if present else "absent")})
        engine.run()
        return first(sums)

    return assess
