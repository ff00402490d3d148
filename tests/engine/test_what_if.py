"""The quick re-runs behind questions and explanations give what the whole engine would give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.evidence import ContradictionError, suppose
from service.engine.interpret import interpret
from service.engine.pack import Knowledge
from service.engine.rank import rescore, score
from service.engine.triage import level_of, triage, what_if_level
from tests.support.histories import history
from tests.support.packs import Rules, compiled
from tests.support.strategies import rule_sets, statements


def same_as_the_whole_engine(knowledge: Knowledge, said: dict[str, str], finding: str, present: bool) -> None:
    """Suppose one more fact: the short way and the long way must agree."""
    try:
        before, _ = interpret(knowledge, history(said))
    except ContradictionError:
        return
    if finding in before.statuses:
        return
    scores = score(knowledge, "primary_care", before)
    after = suppose(before, finding, present, knowledge.ontology)
    quick, slow = (
        rescore(knowledge, "primary_care", after, scores, finding),
        score(knowledge, "primary_care", after),
    )
    assert quick.points == pytest.approx(slow.points, abs=1e-9)
    assert quick.order == slow.order
    decided = triage(knowledge, before, scores)
    level = what_if_level(knowledge, after, quick, decided, finding)
    assert level is level_of(knowledge, after, slow) is triage(knowledge, after, slow).level
    told, _ = interpret(knowledge, history({**said, finding: "present" if present else "absent"}))
    assert dict(told.statuses) == dict(after.statuses)


@settings(max_examples=150)
@given(data=st.data(), rules=rule_sets(), present=st.booleans())
def test_on_random_packs(data: st.DataObject, rules: Rules, present: bool) -> None:
    names = [rule["id"] for rule in rules["findings"]]
    same_as_the_whole_engine(compiled(rules), data.draw(statements(names)), data.draw(st.sampled_from(names)), present)


@settings(max_examples=100)
@given(data=st.data(), present=st.booleans())
def test_on_the_real_rules(knowledge: Knowledge, data: st.DataObject, present: bool) -> None:
    names = list(knowledge.findings)
    same_as_the_whole_engine(knowledge, data.draw(statements(names, 10)), data.draw(st.sampled_from(names)), present)


@settings(max_examples=60)
@given(data=st.data(), present=st.booleans())
def test_on_the_findings_of_the_real_red_flags(knowledge: Knowledge, data: st.DataObject, present: bool) -> None:
    flag = data.draw(st.sampled_from(list(knowledge.red_flags.values())))
    names = sorted(flag.when.findings())
    said = dict.fromkeys(data.draw(st.sets(st.sampled_from(names))), "present")
    same_as_the_whole_engine(knowledge, said, data.draw(st.sampled_from(names)), present)
