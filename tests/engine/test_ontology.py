"""Closure over parents: what a finding implies upwards when present, and downwards when absent."""

from hypothesis import given
from hypothesis import strategies as st

from service.engine.evidence import close, settle, suppose
from service.engine.ontology import build_ontology
from service.engine.pack import Knowledge
from tests.support.histories import evidence

# Two parents, and a diamond: tongue wasting is both bulbar and wasting, both are signs.
TREE = {
    "sign": [],
    "bulbar": ["sign"],
    "wasting": ["sign"],
    "hand-wasting": ["wasting"],
    "tongue-wasting": ["bulbar", "wasting"],
}


def test_ancestors_come_nearest_first_and_once() -> None:
    assert build_ontology(TREE).ancestors["tongue-wasting"] == ("bulbar", "wasting", "sign")
    assert build_ontology(TREE).ancestors["sign"] == ()


def test_descendants_reach_all_the_way_down() -> None:
    assert build_ontology(TREE).descendants["sign"] == frozenset(TREE) - {"sign"}
    assert build_ontology(TREE).descendants["wasting"] == {"hand-wasting", "tongue-wasting"}


def test_the_leaves_are_the_most_specific() -> None:
    ontology = build_ontology(TREE)
    assert ontology.leaves(frozenset({"sign", "wasting", "bulbar", "tongue-wasting"})) == {"tongue-wasting"}
    assert ontology.leaves(frozenset({"sign", "wasting", "bulbar"})) == {"wasting", "bulbar"}


def test_nothing_observed_is_nothing_known() -> None:
    assert close([], build_ontology(TREE)) == ({}, {})


def test_supposing_adds_what_is_implied_and_keeps_what_is_known() -> None:
    ontology = build_ontology(TREE)
    before = settle({"hand-wasting": False}, {}, ontology)
    yes = suppose(before, "tongue-wasting", True, ontology)
    assert yes.statuses == dict.fromkeys(["tongue-wasting", "bulbar", "wasting", "sign"], True) | {
        "hand-wasting": False
    }
    assert yes.leaves == {"tongue-wasting"}
    no = suppose(before, "bulbar", False, ontology)
    assert no.absent == {"hand-wasting", "bulbar", "tongue-wasting"}
    assert before.statuses == {"hand-wasting": False}


@given(data=st.data())
def test_evidence_is_always_closed(knowledge: Knowledge, data: st.DataObject) -> None:
    """Screens, unknowns and all: no present child without its parents, no absent parent without its children."""
    stated = data.draw(st.lists(st.sampled_from(list(knowledge.findings)), max_size=6, unique=True))
    words = data.draw(st.lists(st.sampled_from(["unknown", "present"]), min_size=6, max_size=6))
    screens = tuple(data.draw(st.lists(st.sampled_from(list(knowledge.screens)), max_size=4, unique=True)))
    statuses = evidence(knowledge, dict(zip(stated, words, strict=False)), screens=screens).statuses
    for finding, present in statuses.items():
        line = knowledge.ontology.ancestors[finding] if present else knowledge.ontology.descendants[finding]
        assert all(statuses.get(implied) is present for implied in line), finding
