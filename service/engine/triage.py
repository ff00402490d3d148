"""Triage: evidence and scores -> referral level, with every rule that set it.

The level is the highest that any of these asks for: a fired red flag (a floor that no weight can lower); enough
probability together on conditions that need at least that level; and the rule that a reassuring answer must be earned.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from service.engine.evidence import Evidence
from service.engine.knowledge import Condition, RedFlag, Requirement
from service.engine.pack import Knowledge
from service.engine.predicates import Is, open_leaves, true_leaves
from service.engine.rank import Scores
from service.engine.terms import Level, Status


# Kinds of finding that nearly everybody has some of; they alone do not make a red flag half met.
UNTELLING = frozenset({"demographic", "course"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One rule that set or held the level. `kind`: red_flag, likely_conditions, benign_not_earned or leading_benign."""

    kind: str
    level: Level
    sentence: str
    rule: str | None = None
    to: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FiredFlag:
    """A red flag that holds, with the findings that made it hold."""

    flag: RedFlag
    because: tuple[Is, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that the reassuring label still needs: unknown, or known to be otherwise."""

    requirement: Requirement
    status: Status


@dataclass(frozen=True, slots=True)
class Triage:
    """The referral level with its reasons (highest first), the red flags that fired, and what "benign" still needs."""

    level: Level
    to: str
    reasons: tuple[Reason, ...]
    red_flags: tuple[FiredFlag, ...]
    missing: tuple[Missing, ...]


def triage(knowledge: Knowledge, evidence: Evidence, scores: Scores) -> Triage:
    """The referral level and every rule that set it."""
    fired = tuple(_fired(knowledge, evidence))
    leader = knowledge.conditions[scores.leader]
    missing = (*missing_for(leader, evidence), *_half_met(knowledge, evidence))
    reasons = [*_from_flags(fired), *_from_conditions(knowledge, scores)]
    reasons.extend(_from_benign(leader, missing, reasons))
    reasons.sort(key=lambda reason: (-reason.level, reason.rule or ""))
    level = max((reason.level for reason in reasons), default=Level.SELF_CARE)
    to = next((reason.to for reason in reasons if reason.level == level and reason.to), leader.referral.to)
    return Triage(level, to, tuple(reasons), fired, missing)


def level_of(knowledge: Knowledge, evidence: Evidence, scores: Scores) -> Level:
    """The level alone, for the many what-if re-runs."""
    return triage(knowledge, evidence, scores).level


def missing_for(condition: Condition, evidence: Evidence) -> tuple[Missing, ...]:
    """The requirements of a reassuring label that the evidence does not meet. Empty for other conditions."""
    found = ((requirement, evidence.status(requirement.finding)) for requirement in condition.earned_when)
    return tuple(Missing(requirement, status) for requirement, status in found if status is not requirement.status)


def _half_met(knowledge: Knowledge, evidence: Evidence) -> Iterator[Missing]:
    """Facts that would complete a red flag of which this presentation already has a part."""
    seen: set[str] = set()
    for flag in knowledge.red_flags.values():
        if flag.when.holds(evidence.statuses) is None and _touched(knowledge, flag, evidence):
            for leaf in open_leaves(flag.when, evidence.statuses):
                if leaf.status is Status.PRESENT and leaf.finding not in seen:
                    seen.add(leaf.finding)
                    needed = Requirement(finding=leaf.finding, status=Status.ABSENT, because=flag.certificate.because)
                    yield Missing(needed, Status.UNKNOWN)


def _touched(knowledge: Knowledge, flag: RedFlag, evidence: Evidence) -> bool:
    """Something but age or sex already speaks for this flag."""
    held = (finding for finding in flag.when.findings() if evidence.statuses.get(finding))
    return any(knowledge.findings[finding].kind not in UNTELLING for finding in held)


def _fired(knowledge: Knowledge, evidence: Evidence) -> Iterator[FiredFlag]:
    for flag in knowledge.red_flags.values():
        if flag.when.holds(evidence.statuses):
            yield FiredFlag(flag, true_leaves(flag.when, evidence.statuses))


def _from_flags(fired: tuple[FiredFlag, ...]) -> Iterator[Reason]:
    for one in fired:
        flag = one.flag
        yield Reason(
            kind="red_flag",
            level=flag.level,
            sentence=flag.certificate.because,
            rule=flag.id,
            to=flag.to,
            sources=flag.certificate.sources,
        )


def _from_conditions(knowledge: Knowledge, scores: Scores) -> Iterator[Reason]:
    """For each level, the conditions that need it or more, when together they are likely enough."""
    for level, threshold in knowledge.policy.thresholds.items():
        needing = [n for n in scores.order if knowledge.conditions[n].referral.level >= level]
        mass = sum(scores.probability[name] for name in needing)
        if mass >= threshold:
            first = knowledge.conditions[needing[0]]
            yield Reason(
                kind="likely_conditions",
                level=level,
                sentence=_likely_sentence(knowledge, needing, scores),
                rule=first.id,
                to=first.referral.to,
                sources=first.referral.certificate.sources,
            )


def _likely_sentence(knowledge: Knowledge, needing: list[str], scores: Scores) -> str:
    shown = [n for n in needing[:3] if scores.probability[n] >= 0.01] or needing[:1]
    labels = ", ".join(knowledge.conditions[name].label for name in shown)
    return f"Conditions that need at least this level are likely enough together, first among them: {labels}."


def _from_benign(leader: Condition, missing: tuple[Missing, ...], reasons: list[Reason]) -> Iterator[Reason]:
    """A reassuring label is earned by known facts; until then general practice keeps the patient."""
    if any(reason.level > Level.SELF_CARE for reason in reasons):
        return
    if missing or not leader.benign:
        yield Reason(
            kind="benign_not_earned",
            level=Level.PRIMARY_CARE,
            sentence="Nothing points to danger, but the facts that would make self-care safe are not all known.",
            rule=leader.id,
            to="general-practice",
        )
    else:
        yield Reason(
            kind="leading_benign",
            level=leader.referral.level,
            sentence=leader.referral.certificate.because,
            rule=leader.id,
            to=leader.referral.to,
            sources=leader.referral.certificate.sources,
        )
