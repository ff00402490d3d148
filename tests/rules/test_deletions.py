"""Unknown is never absent: no serious published case becomes one for self-care because facts were left out of it."""

import random
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import pytest

from evaluation.vignettes import Vignette, load_vignettes
from service.doors.faults import InvalidHistoryError
from service.doors.intake import Reception, read_history
from service.engine.evidence import ContradictionError
from service.engine.interpret import interpret
from service.engine.rank import score
from service.engine.terms import Level
from service.engine.triage import triage, triage_out_of_scope

Request = dict[str, Any]

VIGNETTES = load_vignettes()
COLLECTIONS = sorted({vignette.collection for vignette in VIGNETTES})
MUTANTS = 1005  # of each collection, that are accepted
SERIOUS = ("urgent", "emergency")
NAMES = {"site", "finding", "code", "name", "substance", "test"}


def level(reception: Reception, request: Request) -> Level | None:
    """The referral level of a request, or None where it is refused: it says nothing, or contradicts itself."""
    knowledge = reception.knowledge
    try:
        history = read_history(reception, request).history
        evidence, _ = interpret(knowledge, history)
    except (InvalidHistoryError, ContradictionError):
        return None
    if knowledge.policy.scope.holds(evidence.statuses) is not True:
        return triage_out_of_scope(knowledge, evidence).level
    return triage(knowledge, evidence, score(knowledge, history.setting, evidence)).level


def thinned(value: Any, chance: random.Random, share: float) -> Any:
    """A copy from which each item, field and key, at any depth, has gone with the probability `share`."""
    if isinstance(value, dict):
        return {key: thinned(part, chance, share) for key, part in value.items() if chance.random() >= share}
    if isinstance(value, list):
        kept = (thinned(part, chance, share) for part in value if chance.random() >= share)
        return [part for part in kept if not isinstance(part, dict) or NAMES & part.keys()]
    return value


def serious(reception: Reception, collection: str) -> list[Vignette]:
    """The cases of a collection that the source and the service both send on quickly."""
    gold = (v for v in VIGNETTES if v.collection == collection and v.referral in SERIOUS)
    return [v for v in gold if (level(reception, v.request) or Level.SELF_CARE) >= Level.URGENT]


def mutants(reception: Reception, cases: list[Vignette], seed: str) -> Iterator[tuple[str, Request, Level]]:
    """The accepted mutants without end, in turn from each case: its id, the request, the level. The same every time."""
    chance = random.Random(seed)  # noqa: S311 - draws examples, keeps no secret
    for vignette in cycle(cases):
        request = thinned(vignette.request, chance, chance.uniform(0.05, 0.7))
        found = level(reception, request)
        if found is not None and request != vignette.request:
            yield vignette.id, request, found


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_serious_case_with_facts_missing_gets_self_care(reception: Reception, collection: str) -> None:
    cases = serious(reception, collection)
    assert len(cases) >= 10
    tried = list(islice(mutants(reception, cases, collection), MUTANTS))
    assert {name for name, _, _ in tried} == {vignette.id for vignette in cases}
    assert [one for one in tried if one[2] is Level.SELF_CARE] == []


def test_thinning_takes_items_fields_and_keys_and_adds_nothing() -> None:
    whole = {
        "course": "stable",
        "sites": [{"site": "arm", "side": "left"}, {"site": "leg"}],
        "patient": {"age_years": 40},
    }
    chance = random.Random(7)  # noqa: S311 - draws examples, keeps no secret
    made = [thinned(whole, chance, 0.5) for _ in range(200)]
    assert {} in made
    assert any("course" not in one and "sites" in one for one in made)
    assert any(one.get("sites") == [{"site": "arm"}] for one in made)
    assert any(one.get("sites") == [{"site": "leg"}] for one in made)
    assert any(one.get("patient") == {} for one in made)
    assert all(one.get("course", "stable") == "stable" and len(one.get("sites", [])) <= 2 for one in made)
