"""The engine against its slow, plain twin: on random small packs, and on the real rules with random findings."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.assess import assess
from service.engine.evidence import ContradictionError
from service.engine.interpret import interpret
from service.engine.pack import Knowledge
from service.engine.rank import score
from service.engine.triage import level_of, triage
from tests.engine.twin import ContradictoryError, Twin, truth
from tests.support.histories import documents, history
from tests.support.packs import compiled
from tests.support.strategies import SETTINGS, rule_sets, statements

SCREENS = st.sampled_from([(), (), ("all-clear",)])


@pytest.fixture(scope="module")
def real_twin(rules_folder: Path) -> Twin:
    """The twin of the real rules."""
    return Twin(documents(rules_folder))


def agree(
    knowledge: Knowledge, twin: Twin, said: Mapping[str, str], *, screens: tuple[str, ...] = (), setting: str
) -> None:
    """Both must find the same statuses, totals, order, chances, red flags and level, or the same contradiction."""
    told = history(said, screens=screens, setting=setting)
    try:
        statuses = twin.evidence(said, screens)
    except ContradictoryError:
        with pytest.raises(ContradictionError):
            interpret(knowledge, told)
        return
    found, _ = interpret(knowledge, told)
    assert {f: "present" if known else "absent" for f, known in found.statuses.items()} == statuses
    scores, expected = score(knowledge, setting, found), twin.points(setting, statuses)
    assert scores.points == pytest.approx(expected, abs=1e-9)
    assert list(scores.order) == twin.order(expected)
    assert scores.probability == pytest.approx(twin.probabilities(expected), abs=1e-9)
    decided = triage(knowledge, found, scores)
    assert sorted(fired.flag.id for fired in decided.red_flags) == twin.fired(statuses)
    assert {missing.requirement.finding for missing in decided.missing} == twin.missing(scores.leader, statuses)
    assert decided.level.word == level_of(knowledge, found, scores).word == twin.level(setting, statuses)


@settings(max_examples=400)
@given(data=st.data(), rules=rule_sets(), screens=SCREENS, setting=SETTINGS)
def test_random_packs_agree_with_the_twin(data: st.DataObject, rules, screens, setting) -> None:
    said = data.draw(statements([rule["id"] for rule in rules["findings"]]))
    agree(compiled(rules), Twin(rules), said, screens=screens, setting=setting)


@settings(max_examples=40)
@given(data=st.data(), setting=SETTINGS)
def test_the_real_rules_agree_with_the_twin(
    knowledge: Knowledge, real_twin: Twin, data: st.DataObject, setting
) -> None:
    said = data.draw(statements(list(knowledge.findings), most=14))
    screens = tuple(data.draw(st.lists(st.sampled_from(list(knowledge.screens)), max_size=2, unique=True)))
    agree(knowledge, real_twin, said, screens=screens, setting=setting)


@settings(max_examples=40)
@given(data=st.data(), rules=rule_sets())
def test_scope_decides_whether_anything_is_ranked(data: st.DataObject, rules) -> None:
    twin, knowledge = Twin(rules), compiled(rules)
    said = data.draw(statements([rule["id"] for rule in rules["findings"]]))
    try:
        statuses = twin.evidence(said)
    except ContradictoryError:
        return
    answer = assess(knowledge, history(said))
    assert answer.in_scope is (truth(rules["pack"][0]["scope"]["when"], statuses) == 1)
    assert bool(answer.differential) is answer.in_scope
