"""Triage: evidence and scores -> referral level, with every rule that set it.

The level is the highest that any of these asks for: a fired red flag (a floor that no weight can lower); enough
probability together on conditions that need at least that level; and the rule that a reassuring answer must be earned.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.engine.evidence import Evidence
from service.engine.flagindex import OneMore
from service.engine.knowledge import Condition, RedFlag, Requirement
from service.engine.pack import Knowledge
from service.engine.predicates import Is, true_leaves
from service.engine.rank import Scores
from service.engine.terms import Level, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One rule that set or held the level.

    `kind`: red_flag, likely_conditions, benign_not_earned, leading_benign or out_of_scope.
    """

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
    """The referral level with its reasons (highest first), the red flags that fired, and what "benign" still needs.

    `one_more` are the red flags that one more finding would fire, with that finding; those of which nothing is present
    only over the level that the others set.
    """

    level: Level
    to: str
    reasons: tuple[Reason, ...]
    red_flags: tuple[FiredFlag, ...]
    missing: tuple[Missing, ...]
    one_more: tuple[OneMore, ...] = field(default=(), repr=False, compare=False)


def triage(knowledge: Knowledge, evidence: Evidence, scores: Scores) -> Triage:
    """The referral level and every rule that set it."""
    fired = tuple(_fired(knowledge, evidence))
    leader = knowledge.conditions[scores.leader]
    floor = max((one.flag.level for one in fired), default=Level.SELF_CARE)
    one_more = tuple(knowledge.flags.one_more(evidence, Level.SELF_CARE, floor))
    missing = _once((*missing_for(leader, evidence), *_half_met(knowledge, one_more)))
    reasons = [*_from_flags(fired), *_from_conditions(knowledge, scores)]
    reasons.extend(_from_benign(leader, missing, reasons))
    reasons.sort(key=lambda reason: (-reason.level, reason.rule or ""))
    level = max((reason.level for reason in reasons), default=Level.SELF_CARE)
    to = _service(knowledge, level, reasons) or leader.referral.to
    return Triage(level, to, tuple(reasons), fired, missing, one_more)


def triage_out_of_scope(knowledge: Knowledge, evidence: Evidence) -> Triage:
    """The referral where nothing moves, so nothing may be ranked: red flags hold, general practice is the floor."""
    fired = tuple(_fired(knowledge, evidence))
    floor = Reason(
        kind="out_of_scope",
        level=Level.PRIMARY_CARE,
        sentence="No twitching, jerking, cramp or spasm is recorded, so no cause was ranked.",
        to="general-practice",
    )
    reasons = sorted([*_from_flags(fired), floor], key=lambda reason: (-reason.level, reason.rule or ""))
    level = reasons[0].level
    return Triage(level, _service(knowledge, level, reasons) or "general-practice", tuple(reasons), fired, ())


def _service(knowledge: Knowledge, level: Level, reasons: Iterable[Reason]) -> str | None:
    """Where those who set the level send the patient: the first of them.

    In an emergency it is the service that stands first in the pack, if one asks for it: who is in danger in more than
    one way goes where everything can be done, and not to a clinic for one of them.
    """
    asked = [reason.to for reason in reasons if reason.level == level and reason.to]
    foremost = next(iter(knowledge.policy.services))
    return foremost if level is Level.EMERGENCY and foremost in asked else next(iter(asked), None)


def level_of(knowledge: Knowledge, evidence: Evidence, scores: Scores) -> Level:
    """The level alone. The same as `triage(...).level`, without making the reasons."""
    flags = knowledge.red_flags
    flagged = (flags[name].level for name in (*knowledge.flags.fired(evidence), *evidence.held))
    return level_from(knowledge, evidence, scores, max(flagged, default=Level.SELF_CARE))


def what_if_level(knowledge: Knowledge, evidence: Evidence, scores: Scores, before: Triage, *changed: str) -> Level:
    """The level after some findings became known: only the red flags that read them are asked again."""
    flags = knowledge.flags
    again = frozenset().union(*(flags.reading[finding] for finding in changed))
    kept = (fired.flag.level for fired in before.red_flags if fired.flag.id not in again)
    fresh = (flags.flags[n].level for n in again if n in evidence.held or flags.fires[n](evidence.yes, evidence.no))
    return level_from(knowledge, evidence, scores, max((*kept, *fresh), default=Level.SELF_CARE))


def level_from(knowledge: Knowledge, evidence: Evidence, scores: Scores, flagged: Level) -> Level:
    """The level that the red flags' floor, the likely conditions and the rule on reassurance make together."""
    level = max((flagged, *(lv for lv, mass in _masses(knowledge, scores) if mass >= knowledge.policy.thresholds[lv])))
    return level if level > Level.SELF_CARE else earned_level(knowledge, evidence, scores.leader)


def earned_level(knowledge: Knowledge, evidence: Evidence, leader: str) -> Level:
    """The level where nothing asks for one: what a reassuring leader has earned, or general practice."""
    condition = knowledge.conditions[leader]
    if not condition.benign or missing_for(condition, evidence):
        return Level.PRIMARY_CARE
    one_more = knowledge.flags.one_more(evidence, Level.ROUTINE, Level.EMERGENCY, knowledge.flags.complaint_bits)
    return Level.PRIMARY_CARE if any(_half_met(knowledge, one_more)) else condition.referral.level


def missing_for(condition: Condition, evidence: Evidence) -> tuple[Missing, ...]:
    """The requirements of a reassuring label that the evidence does not meet. Empty for other conditions."""
    found = ((requirement, evidence.status(requirement.finding)) for requirement in condition.earned_when)
    return tuple(Missing(requirement, status) for requirement, status in found if status is not requirement.status)


def _half_met(knowledge: Knowledge, one_more: Iterable[OneMore]) -> Iterator[Missing]:
    """Symptoms any one of which would complete an urgent red flag that this presentation has begun.

    What a history can tell, that is: nobody needs a needle or a scan before a tired eyelid may rest. A symptom whose
    broader symptom is asked for too is left out, since a no to the broader answers both.
    """
    needed = dict(_completing(knowledge, one_more))
    for finding, because in needed.items():
        if needed.keys().isdisjoint(knowledge.ontology.ancestors[finding]):
            requirement = Requirement(finding=finding, status=Status.ABSENT, because=because)
            yield Missing(requirement, Status.UNKNOWN)


def _completing(knowledge: Knowledge, one_more: Iterable[OneMore]) -> Iterator[tuple[str, str]]:
    complaints = knowledge.flags.complaints
    urgent = (one for one in one_more if one.telling and one.waiting and one.flag.level > Level.ROUTINE)
    found = [one for one in urgent if one.finding in complaints]
    for one in sorted(found, key=lambda one: (one.flag.level, one.flag.id, one.finding)):
        yield one.finding, one.flag.certificate.because


def _once(missing: tuple[Missing, ...]) -> tuple[Missing, ...]:
    """Each finding once; the label's own requirement before a red flag's."""
    return tuple({one.requirement.finding: one for one in reversed(missing)}.values())[::-1]


def _fired(knowledge: Knowledge, evidence: Evidence) -> Iterator[FiredFlag]:
    because = {
        name: true_leaves(knowledge.red_flags[name].when, evidence.statuses) for name in knowledge.flags.fired(evidence)
    }
    for name, leaves in sorted({**evidence.held, **because}.items()):
        yield FiredFlag(knowledge.red_flags[name], leaves)


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
    for level, mass in _masses(knowledge, scores):
        if mass >= knowledge.policy.thresholds[level]:
            needing = [n for n in scores.order if knowledge.conditions[n].referral.level >= level]
            first = knowledge.conditions[needing[0]]
            yield Reason(
                kind="likely_conditions",
                level=level,
                sentence=_likely_sentence(knowledge, needing, scores),
                rule=first.id,
                to=first.referral.to,
                sources=first.referral.certificate.sources,
            )


def _masses(knowledge: Knowledge, scores: Scores) -> list[tuple[Level, float]]:
    """For each level that has a threshold, the probability together of the conditions that need it or more."""
    masses = (knowledge.matrix.needing @ scores.chances).tolist()
    return [(level, masses[level]) for level in knowledge.policy.thresholds]


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
