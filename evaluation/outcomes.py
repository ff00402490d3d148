"""Outcomes: what the service, or a baseline, says to each vignette."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask.testing import FlaskClient

from evaluation.vignettes import Vignette
from service.doors.intake import Reception, read_history
from service.engine.interpret import interpret
from service.engine.pack import Knowledge
from service.engine.rank import rank
from service.engine.terms import GroupKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer to one vignette beside what is right. Places count from 1; None is beyond the shown differential.

    `verdict` is how certain the service called itself; a baseline has none.
    """

    vignette: Vignette
    order: tuple[str, ...]
    probabilities: tuple[float, ...]
    referral: str
    covered: bool
    verdict: str = ""

    @property
    def gold(self) -> str:
        """The right referral level."""
        return self.vignette.referral

    @property
    def strict_place(self) -> int | None:
        """The place of the source's own diagnosis."""
        return _place(self.order, {self.vignette.diagnosis})

    @property
    def lenient_place(self) -> int | None:
        """The best place of the source's diagnosis or an accepted alternative."""
        return _place(self.order, self.vignette.right)


class RefusedError(RuntimeError):
    """The service refused a vignette: the vignette is wrong, not the service."""


def _place(order: Sequence[str], right: Iterable[str]) -> int | None:
    return next((place for place, name in enumerate(order, 1) if name in set(right)), None)


def ask_service(client: FlaskClient, knowledge: Knowledge, vignettes: Iterable[Vignette]) -> Iterator[Outcome]:
    """Send every vignette's first history through the HTTP app."""
    for vignette in vignettes:
        yield _ask(client, knowledge, vignette, vignette.request)


def ask_after_workup(client: FlaskClient, knowledge: Knowledge, vignettes: Iterable[Vignette]) -> Iterator[Outcome]:
    """Send the histories that have investigations, with them."""
    for vignette in vignettes:
        request = vignette.second_request()
        if request is not None:
            yield _ask(client, knowledge, vignette, request)


def _ask(client: FlaskClient, knowledge: Knowledge, vignette: Vignette, request: dict[str, object]) -> Outcome:
    response = client.post("/v1/assessments", json={**request, "include": ["probabilities"]})
    body = response.get_json()
    if response.status_code != 200:
        raise RefusedError(f"{vignette.id}: {body['detail']} {body['errors']}")
    return Outcome(
        vignette=vignette,
        order=tuple(entry["condition"]["id"] for entry in body["differential"]),
        probabilities=tuple(entry["probability"] for entry in body["differential"]),
        referral=body["referral"]["level"],
        covered=_covered(knowledge, vignette),
        verdict=body["certainty"]["verdict"],
    )


def _covered(knowledge: Knowledge, vignette: Vignette) -> bool:
    return vignette.diagnosis in knowledge.conditions


def prior_only(knowledge: Knowledge, vignettes: Iterable[Vignette]) -> Iterator[Outcome]:
    """Baseline: the commonest conditions of the setting, whatever the history says; referral of the first."""
    for vignette in vignettes:
        setting = vignette.request.get("setting") or "primary_care"
        points = {c.id: c.prior.points[setting] for c in knowledge.conditions.values()}
        yield _baseline(knowledge, vignette, points)


def always_urgent(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Baseline: the service's ranking, but everybody is referred urgently."""
    for one in outcomes:
        yield Outcome(
            vignette=one.vignette,
            order=one.order,
            probabilities=one.probabilities,
            referral="urgent",
            covered=one.covered,
        )


def plain_bayes(reception: Reception, vignettes: Iterable[Vignette]) -> Iterator[Outcome]:
    """Baseline: naive Bayes over every known finding that a card mentions; no groups, combinations or red flags."""
    knowledge = reception.knowledge
    for vignette in vignettes:
        history = read_history(reception, vignette.request).history
        evidence, _ = interpret(knowledge, history)
        points = {c.id: c.prior.points[history.setting] for c in knowledge.conditions.values()}
        for condition in knowledge.conditions.values():
            for name, weight in condition.weights.items():
                status = evidence.statuses.get(name)
                group = knowledge.group_of.get(name)
                counted = status or (status is False and (group is None or group.kind is not GroupKind.EXCLUSIVE))
                if counted:
                    points[condition.id] += weight.present if status else weight.absent
        yield _baseline(knowledge, vignette, points)


def _baseline(knowledge: Knowledge, vignette: Vignette, points: dict[str, float]) -> Outcome:
    scores = rank(knowledge, points)
    return Outcome(
        vignette=vignette,
        order=scores.order[:10],
        probabilities=tuple(scores.probability[name] for name in scores.order[:10]),
        referral=knowledge.conditions[scores.leader].referral.level.word,
        covered=_covered(knowledge, vignette),
    )
