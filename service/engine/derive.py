"""Derive: one finding's status from the facts of a history, by the finding's own derivations."""

from collections.abc import Mapping

from service.engine.derivation import Derivation, Patients
from service.engine.facts import Fact
from service.engine.knowledge import Finding

# A derivation that may speak, whether it is surely for this patient, and whether it holds (None: not recorded).
Answer = tuple[Derivation, bool, bool | None]


def derive(finding: Finding, facts: Mapping[str, Fact]) -> tuple[bool | None, str]:
    """A finding's status from the facts, and the field that settled it.

    Present as soon as one derivation holds; absent when every one is known not to, or one that settles it is. Where
    it is not known which of several limits is this patient's, what they all say counts, and nothing else does.
    """
    answers = [answer for rule in finding.derivations if (answer := _answer(rule, facts)) is not None]
    for rule, surely, holds in answers:
        if holds and (surely or all(other[2] for other in answers if other[0].field == rule.field)):
            return True, rule.field
    denied = [rule for rule, _, holds in answers if holds is False]
    if denied and len(denied) == len(answers):
        return False, denied[0].field
    settling = next((rule.field for rule in denied if rule.settles), None)
    if settling is None or any(holds for _, _, holds in answers):
        return None, ""
    return False, settling


def _answer(rule: Derivation, facts: Mapping[str, Fact]) -> Answer | None:
    surely = True if rule.patients is None else _covers(rule.patients, facts)
    return None if surely is False else (rule, surely is True, _matches(rule, facts.get(rule.field)))


def _covers(patients: Patients, facts: Mapping[str, Fact]) -> bool | None:
    """Is this patient among them? None where the age or the sex that would decide it is not recorded."""
    checks = (_same_sex(patients.sex, facts.get("patient.sex")), _of_age(patients, facts.get("patient.age_years")))
    if False in checks:
        return False
    return None if None in checks else True


def _same_sex(wanted: str | None, sex: Fact | None) -> bool | None:
    return True if wanted is None else None if sex is None else sex == wanted


def _of_age(patients: Patients, age: Fact | None) -> bool | None:
    low, high = patients.age_at_least, patients.age_below
    if low is None and high is None:
        return True
    return (low or 0) <= age and (high is None or age < high) if isinstance(age, int | float) else None


def _matches(rule: Derivation, value: Fact | None) -> bool | None:
    """Does a fact satisfy a derivation? A set that lacks the word says nothing: no list is known to be complete."""
    match value:
        case None:
            return None
        case frozenset():
            both = not rule.and_one_of or value & rule.and_one_of
            return True if value & rule.one_of and both else None
        case bool():
            return value is rule.flag
        case int() | float():
            above = rule.at_least is None or value >= rule.at_least
            return above and (rule.below is None or value < rule.below)
        case _:
            return value in rule.one_of
