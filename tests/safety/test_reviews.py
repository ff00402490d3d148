"""Who reviewed which rule: what the rules say, and nothing beyond."""

from dataclasses import replace

from safety.reviews import Review, reviews
from service.engine.pack import Knowledge


def test_every_rule_that_decides_is_in_the_record_with_its_reviewer_or_none(knowledge: Knowledge) -> None:
    done = reviews(knowledge)
    rules = [*knowledge.conditions.values(), *knowledge.red_flags.values()]
    assert [review.rule for review in done] == [rule.id for rule in rules]
    assert [bool(review.who) for review in done] == [bool(rule.reviewed) for rule in rules]


def test_name_role_and_day_are_told_apart(knowledge: Knowledge) -> None:
    flag, *_ = knowledge.red_flags.values()
    signed = {
        "A Name, neurologist, A Hospital": ("A Name", "neurologist, A Hospital"),
        "A Name": ("A Name", None),
    }
    for by, (who, role) in signed.items():
        one = replace(flag, reviewed={"by": by, "date": "2026-11-01"})
        pack = replace(knowledge, conditions={}, red_flags={flag.id: one})
        assert reviews(pack) == [Review("red flag", flag.id, flag.label, who, role, "2026-11-01")]


def test_the_limits_say_that_nobody_has_reviewed_a_rule_as_long_as_nobody_has(knowledge: Knowledge) -> None:
    said = "No clinician has yet reviewed the rules by name." in knowledge.about.intended_use["limits"]
    assert said is not any(review.who for review in reviews(knowledge))
