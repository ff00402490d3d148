"""Bedside: findings that the intake takes as fields of the movement, so that each is asked once, as a finding."""

from collections.abc import Mapping

from service.engine.pack import Knowledge

PART = "movement"


def bedside_fields(knowledge: Knowledge) -> Mapping[str, str]:
    """Finding -> the field of `movement` that says the same, such as `moves-joint` -> `moves_joint`."""
    return {
        finding.id: rule.field.removeprefix(f"{PART}.")
        for finding in knowledge.findings.values()
        for rule in finding.derivations
        if len(finding.derivations) == 1 and rule.flag is True and rule.field.startswith(f"{PART}.")
    }
