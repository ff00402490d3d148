"""Certainty: may this answer be leaned on, and if not, why, and what would help.

The bounds stand in `rules/scale.yaml`. It speaks of the ranking alone: the referral needs no certainty, as red flags
and likely dangers set it as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from service.engine.evidence import Evidence
from service.engine.pack import Knowledge
from service.engine.questions import NextQuestion
from service.engine.rank import Scores
from service.engine.weigh import Contribution, weigh

CLEAR, LEANING, CANNOT_TELL = "clear", "leaning", "cannot_tell"
# Where one of these holds and the first condition is not likely enough to be clear, nothing can be told.
GRAVE = frozenset({"too_little", "contradictory"})
HELPFUL = 3
NAMED = 2


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason not to lean on the answer.

    `kind`: too_little, contradictory, close_call, outside_knowledge or out_of_scope.
    """

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """`verdict`: clear, leaning or cannot_tell. `would_help`: findings worth asking for; none where it is clear."""

    verdict: str
    reasons: tuple[Doubt, ...]
    would_help: tuple[str, ...]


OUT_OF_SCOPE = Certainty(
    verdict=CANNOT_TELL,
    reasons=(Doubt("out_of_scope", "No twitching, jerking, cramp or spasm is recorded, so no cause was ranked."),),
    would_help=(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What certainty is judged from. `unread` counts the statements that no rule reads."""

    knowledge: Knowledge
    setting: str
    evidence: Evidence
    scores: Scores
    unread: int = 0


def certainty(case: Grounds, questions: Sequence[NextQuestion]) -> Certainty:
    """How far the ranking may be leaned on, judged by its first condition and those near it."""
    bounds = case.knowledge.policy.verdicts
    reasons = tuple(_doubts(case))
    likely = case.scores.probability[case.scores.leader]
    kinds = {doubt.kind for doubt in reasons}
    if likely < bounds.leaning or (likely < bounds.clear and kinds & GRAVE):
        verdict = CANNOT_TELL
    else:
        verdict = CLEAR if likely >= bounds.clear and not reasons else LEANING
    helpful = () if verdict == CLEAR else tuple(question.finding for question in questions[:HELPFUL])
    return Certainty(verdict=verdict, reasons=reasons, would_help=helpful)


def _doubts(case: Grounds) -> Iterator[Doubt]:
    leader = case.knowledge.conditions[case.scores.leader]
    said = weigh(case.knowledge, leader, case.evidence)
    gained = case.scores.points[leader.id] - leader.prior.points[case.setting]
    graver = [
        *_too_little(case, leader.label, said, gained),
        *_contradictory(case, leader.label, said),
        *_rarely_together(case),
        *_close_call(case),
    ]
    yield from graver or _not_alone(case)
    if case.unread:
        what = "1 statement was" if case.unread == 1 else f"{case.unread} statements were"
        yield Doubt("outside_knowledge", f"{what} not used: no rule knows what was meant.")


def _too_little(case: Grounds, leader: str, said: Sequence[Contribution], gained: float) -> Iterator[Doubt]:
    bounds = case.knowledge.policy.verdicts
    telling = sum(one.points >= bounds.telling_points for one in said)
    if telling < bounds.telling_facts:
        count = {0: "No finding speaks", 1: "Only one finding speaks"}.get(telling, f"Only {telling} findings speak")
        yield Doubt("too_little", f"{count} clearly for {leader}, so its place rests much on how common it is.")
    elif gained < bounds.least_evidence:
        yield Doubt("too_little", f"What is known speaks too weakly for {leader}: its place rests on how common it is.")


def _contradictory(case: Grounds, leader: str, said: Sequence[Contribution]) -> Iterator[Doubt]:
    bounds = case.knowledge.policy.verdicts
    favour = sum(one.points for one in said if one.points > 0)
    against = -sum(one.points for one in said if one.points < 0)
    if against >= bounds.contradiction_points and against >= bounds.contradiction_share * favour:
        named = [_name(case.knowledge, one) for one in said if one.points < 0][:NAMED]
        yield Doubt("contradictory", f"Much speaks for {leader}, and much against it: {'; '.join(named)}.")


def _name(knowledge: Knowledge, one: Contribution) -> str:
    if one.finding is None:
        return one.certificate.because.removesuffix(".")
    return f"{knowledge.findings[one.finding].label} {one.status.value}"


def _rarely_together(case: Grounds) -> Iterator[Doubt]:
    """Two present findings that meet far less often than chance would have it, over the conditions by their priors."""
    leaves = sorted(case.evidence.leaves)
    if len(leaves) < 2:
        return
    matrix = case.knowledge.matrix
    odds = np.power(10.0, matrix.priors[case.setting] / 10)
    often = np.array([matrix.frequencies[name] for name in leaves])
    alone = often @ odds / odds.sum()
    together, by_chance = (often * odds) @ often.T / odds.sum(), np.outer(alone, alone)
    # What nobody has, by the rules, is not told to be rare with something else.
    together = np.divide(together, by_chance, out=np.full_like(together, np.inf), where=by_chance > 0)
    np.fill_diagonal(together, np.inf)
    first, second = np.unravel_index(int(together.argmin()), together.shape)
    if together[first, second] <= case.knowledge.policy.verdicts.rarely_together:
        one, other = (case.knowledge.findings[leaves[int(nth)]].label for nth in (first, second))
        yield Doubt("contradictory", f"{one} and {other} rarely come together.")


def _not_alone(case: Grounds) -> Iterator[Doubt]:
    """Where nothing else is to be said: the first condition is not likely enough, so others are left."""
    chances, order = case.scores.probability, case.scores.order
    if chances[order[0]] < case.knowledge.policy.verdicts.clear:
        first, second = (f"{case.knowledge.conditions[name].label} ({100 * chances[name]:.0f} %)" for name in order[:2])
        yield Doubt("close_call", f"{first} is first but does not stand alone: {second} is next.")


def _close_call(case: Grounds) -> Iterator[Doubt]:
    knowledge, scores = case.knowledge, case.scores
    leader = knowledge.conditions[scores.leader]
    least = scores.points[leader.id] - knowledge.policy.verdicts.close_call
    near = (knowledge.conditions[name] for name in scores.order[1:] if scores.points[name] >= least)
    rival = next((one for one in near if one.referral.level is not leader.referral.level), None)
    if rival is not None:
        labels = knowledge.policy.level_labels
        ways = f"{labels[leader.referral.level]} and {labels[rival.referral.level]}"
        yield Doubt("close_call", f"{leader.label} and {rival.label} are nearly equal and go different ways: {ways}.")
